package io.github.canarywave.brokers;

import io.github.canarywave.BrokerFolders;
import io.github.canarywave.adapter.cli.BrokerKind;
import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.domain.fleet.DeviceId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A Mosquitto with the folder that {@code canarywave broker prepare} writes.
 *
 * @param port where devices of the test connect: by password, or by certificate
 */
record MosquittoGuarded(Pki pki, MosquittoProcess process, Access access, int port)
        implements Guarded {
    static MosquittoGuarded start(Path data) throws IOException {
        MosquittoProcess process =
                MosquittoProcess.prepared(
                        data,
                        folder -> {
                            admit(folder, "dev-1");
                            admit(folder, "dev-2");
                        });
        return new MosquittoGuarded(
                pki(data), process, Access.read(process.accessFile()), process.port());
    }

    private static void admit(Path folder, String device) {
        String line =
                new BrokerFolders()
                        .userLine(BrokerKind.MOSQUITTO, new DeviceId(device), "token-of-" + device);
        try {
            Files.writeString(folder.resolve("passwords"), line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with the listener for certificates, which the shipped file has as a comment. */
    static MosquittoGuarded withCertificates(Path data) throws IOException {
        int port = MosquittoProcess.freePort();
        MosquittoProcess process =
                MosquittoProcess.prepared(data, folder -> takeCertificates(data, folder, port));
        return new MosquittoGuarded(pki(data), process, Access.read(process.accessFile()), port);
    }

    private static Pki pki(Path data) {
        return Pki.open(data.resolve("pki"), Set.of(), Instant.now());
    }

    private static void takeCertificates(Path data, Path folder, int port) {
        try {
            Path config = folder.resolve("mosquitto.conf");
            String text = Files.readString(config);
            int start = text.indexOf("#listener 8884");
            int end = text.indexOf("\n\n", start);
            String listener = text.substring(start, end).replace("\n#", "\n").substring(1);
            Files.writeString(
                    config,
                    text.substring(0, start)
                            + listener.replace("8884", "" + port)
                            + text.substring(end));
            list(pki(data), folder, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void list(Pki pki, Path folder, Map<BigInteger, Instant> revoked)
            throws IOException {
        String list = pki.deviceCertificates().revocationList(revoked, Instant.now()).orElseThrow();
        Files.writeString(folder.resolve("device.crl"), list);
    }

    /** Refuses these from now on. */
    void revoke(Map<BigInteger, Instant> revoked) throws IOException {
        list(pki, process.folder(), revoked);
        process.reload();
    }

    @Override
    public int serverPort() {
        return process.port();
    }

    @Override
    public Peer.Who server() {
        return access.subscriber();
    }

    @Override
    public Peer.Who speaker() {
        return access.publisher();
    }

    @Override
    public void close() {
        process.close();
    }
}
