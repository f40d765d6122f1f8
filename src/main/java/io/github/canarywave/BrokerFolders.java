package io.github.canarywave;

import io.github.canarywave.adapter.cli.BrokerAccess;
import io.github.canarywave.adapter.cli.BrokerAccess.User;
import io.github.canarywave.adapter.cli.BrokerKind;
import io.github.canarywave.adapter.cli.BrokerTools;
import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.adapter.crypto.BrokerCertificate;
import io.github.canarywave.adapter.crypto.KeysUnavailable;
import io.github.canarywave.adapter.crypto.MosquittoPassword;
import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.adapter.crypto.SecretTokens;
import io.github.canarywave.adapter.store.DataLock;
import io.github.canarywave.app.StoreUnavailable;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.wire.OwnIds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Writes the configuration that we ship, with keys and passwords, for a broker elsewhere. */
public final class BrokerFolders implements BrokerTools {
    /** The place that the shipped configuration names. */
    private static final String SHIPPED_AT = "/etc/mosquitto/canarywave";

    private static final String SHIPPED_LISTENER = "\nlistener 8883\n";

    @Override
    public List<String> prepare(Wanted wanted) {
        return possible(
                () ->
                        switch (wanted.kind()) {
                            case MOSQUITTO -> mosquitto(wanted);
                            case HIVEMQ -> hivemq(wanted);
                        });
    }

    @Override
    public List<String> renew(Wanted wanted) {
        return possible(
                () ->
                        switch (wanted.kind()) {
                            case MOSQUITTO -> certificate(wanted);
                            case HIVEMQ ->
                                    new HiveMqFolder(wanted.out())
                                            .stores(issued(wanted), caFile(wanted));
                        });
    }

    private static List<String> possible(Supplier<List<String>> work) {
        try {
            return work.get();
        } catch (KeysUnavailable | UncheckedIOException | StoreUnavailable e) {
            throw new NotPossible(e);
        }
    }

    @Override
    public String userLine(BrokerKind kind, DeviceId device, String token) {
        return switch (kind) {
            case MOSQUITTO -> MosquittoPassword.line(device.value(), token);
            case HIVEMQ -> HiveMqFolder.line(device.value(), token).strip();
        };
    }

    private static List<String> mosquitto(Wanted wanted) {
        List<String> files = new ArrayList<>();
        folder(wanted.out());
        String config =
                shipped("mosquitto/mosquitto.conf")
                        .replace(SHIPPED_AT, wanted.installedAt().toString())
                        .replace(SHIPPED_LISTENER, "\nlistener " + wanted.port() + "\n");
        files.add(readable(wanted.out().resolve("mosquitto.conf"), config));
        files.add(readable(wanted.out().resolve("acl"), shipped("mosquitto/acl")));
        BrokerAccess access = newAccess();
        files.add(secret(wanted.out().resolve("passwords"), passwords(access)));
        files.addAll(certificate(wanted));
        files.add(secret(wanted.out().resolve(Cli.BROKER_ACCESS), Cli.accessText(access)));
        return files;
    }

    private static List<String> hivemq(Wanted wanted) {
        folder(wanted.out());
        BrokerAccess access = newAccess();
        BrokerCertificate certificate = issued(wanted); // makes the root when there is none
        List<String> files =
                new ArrayList<>(
                        new HiveMqFolder(wanted.out())
                                .write(wanted.port(), access, certificate, caFile(wanted)));
        files.add(secret(wanted.out().resolve(Cli.BROKER_ACCESS), Cli.accessText(access)));
        return files;
    }

    private static Path caFile(Wanted wanted) {
        return wanted.data().resolve("pki/ca.pem");
    }

    private static BrokerAccess newAccess() {
        return new BrokerAccess(
                Optional.empty(),
                new User(OwnIds.PREFIX + "sub", SecretTokens.make()),
                new User(OwnIds.PREFIX + "pub", SecretTokens.make()),
                SecretTokens.make(),
                SecretTokens.make());
    }

    private static String passwords(BrokerAccess access) {
        return String.join(
                        "\n",
                        line(access.subscriber()),
                        line(access.publisher()),
                        MosquittoPassword.line(OwnIds.PROBE_A.value(), access.probeA()),
                        MosquittoPassword.line(OwnIds.PROBE_B.value(), access.probeB()))
                + "\n";
    }

    private static String line(User user) {
        return MosquittoPassword.line(user.name(), user.password());
    }

    private static List<String> certificate(Wanted wanted) {
        BrokerCertificate certificate = issued(wanted);
        return List.of(
                secret(wanted.out().resolve("broker.key.pem"), certificate.keyPem()),
                readable(wanted.out().resolve("broker.pem"), certificate.chainPem()),
                readable(wanted.out().resolve("ca.pem"), text(caFile(wanted))));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static BrokerCertificate issued(Wanted wanted) {
        ServerFolder data = ServerFolder.open(wanted.data());
        Path pki = data.path().resolve("pki");
        Instant now = Instant.now();
        // A running server holds the lock, and has made the root long before.
        if (!Files.exists(pki.resolve("root.pem"))) {
            try (DataLock _ = DataLock.take(data.path())) {
                Pki.open(pki, Set.of(), now);
            }
        }
        return BrokerCertificate.issue(pki, wanted.hosts(), now);
    }

    private static String shipped(String name) {
        try (InputStream in = BrokerFolders.class.getResourceAsStream("/broker-config/" + name)) {
            if (in == null) throw new IllegalStateException("the program lacks its file " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void folder(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use folder " + folder, e);
        }
    }

    private static String secret(Path file, String text) {
        ServerFolder.writePrivate(file, text);
        return file.getFileName().toString();
    }

    private static String readable(Path file, String text) {
        ServerFolder.writePrivate(file, text);
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the mode of " + file, e);
        }
        return file.getFileName().toString();
    }
}
