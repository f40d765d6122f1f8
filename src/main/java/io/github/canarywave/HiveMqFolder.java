package io.github.canarywave;

import io.github.canarywave.adapter.broker.StandaloneHiveMq;
import io.github.canarywave.adapter.broker.extension.CertificateUse;
import io.github.canarywave.adapter.cli.BrokerAccess;
import io.github.canarywave.adapter.crypto.BrokerCertificate;
import io.github.canarywave.adapter.crypto.BrokerStores;
import io.github.canarywave.adapter.crypto.SecretTokens;
import io.github.canarywave.wire.OwnIds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * What makes a HiveMQ CE a broker of ours, laid out as its home folder is: it is copied over one.
 * Which devices come in is told by the command {@code broker devices}; until then none does.
 */
record HiveMqFolder(Path out) {
    private static final String JAR_NAME = "canarywave-hivemq-extension.jar";

    /** Beside the key store, so that a new certificate gets the password of the former. */
    private static final String STORE_PASSWORD = "conf/store.password";

    /** Writes all of it; the names of the files. */
    List<String> write(int port, BrokerAccess access, BrokerCertificate broker, Path caFile) {
        List<String> files = new ArrayList<>();
        String password = SecretTokens.make();
        files.add(text(STORE_PASSWORD, password));
        files.add(
                text(
                        StandaloneHiveMq.CONFIG,
                        StandaloneHiveMq.config(
                                "0.0.0.0", port, password, CertificateUse.OPTIONAL)));
        files.addAll(stores(broker, caFile));
        files.add(text(StandaloneHiveMq.DESCRIPTION, StandaloneHiveMq.description()));
        files.add(
                text(
                        StandaloneHiveMq.SETTINGS,
                        StandaloneHiveMq.settings(CertificateUse.OPTIONAL)));
        files.add(bytes(StandaloneHiveMq.JAR, read(extensionJar())));
        files.add(text(StandaloneHiveMq.OURS, ours(access)));
        return files;
    }

    /** Writes key store and trust store into such a folder. */
    List<String> stores(BrokerCertificate broker, Path caFile) {
        String password = new String(read(out.resolve(STORE_PASSWORD)), StandardCharsets.UTF_8);
        return List.of(
                bytes(StandaloneHiveMq.KEY_STORE, BrokerStores.keyStore(broker, password)),
                bytes(StandaloneHiveMq.TRUST_STORE, BrokerStores.trustStore(caFile, password)));
    }

    private static String ours(BrokerAccess access) {
        return line(access.subscriber().name(), access.subscriber().password())
                + line(access.publisher().name(), access.publisher().password())
                + line(OwnIds.PROBE_A.value(), access.probeA())
                + line(OwnIds.PROBE_B.value(), access.probeB());
    }

    /** What a credentials file holds of one user. */
    static String line(String user, String password) {
        return user + ":" + SecretTokens.hash(password) + "\n";
    }

    /** The build puts it beside the program's own jar. */
    private static Path extensionJar() {
        try {
            Path code =
                    Path.of(
                            HiveMqFolder.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return code.resolveSibling(JAR_NAME);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the program's own place has no path", e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    private String text(String name, String text) {
        ServerFolder.writePrivate(out.resolve(name), text);
        return name;
    }

    /** Readable by the owner only, as everything here. */
    private String bytes(String name, byte[] content) {
        Path file = out.resolve(name);
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.write(file, content, StandardOpenOption.SYNC);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
