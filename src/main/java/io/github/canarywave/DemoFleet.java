package io.github.canarywave;

import io.github.canarywave.adapter.cli.FailRate;
import io.github.canarywave.adapter.cli.UpOptions;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.app.Operations.NewDevice;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Person;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.sim.Behaviour;
import io.github.canarywave.sim.DeviceAccount;
import io.github.canarywave.sim.Fleet;
import io.github.canarywave.sim.FleetOptions;
import io.github.canarywave.sim.SimImage;
import io.github.canarywave.sim.Timing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The simulated thermostats of {@code up}, and the firmware images that come with them. */
final class DemoFleet {
    static final String PROJECT = "thermostat-esp32";
    static final String FIRST_VERSION = "1.0.0";
    private static final List<String> NEW_VERSIONS = List.of("1.1.0", "1.1.1");
    private static final int IMAGE_BYTES = 1024 * 1024;

    private final Server server;
    private final Path folder;

    DemoFleet(Server server) {
        this.server = server;
        this.folder = server.folder.path().resolve("demo");
    }

    /** Registers the devices that are missing, writes the images and connects everybody. */
    Fleet start(UpOptions options) {
        byte[] first = image(FIRST_VERSION);
        for (String version : NEW_VERSIONS) write(version, image(version));
        List<DeviceAccount> accounts =
                new Accounts(folder.resolve("devices.csv"))
                        .open(options.devices(), "sim-", this::register);
        FleetOptions.Builder fleet =
                FleetOptions.to(server.broker.host(), server.broker.port())
                        .tls(server.pki.caFile())
                        .devices(accounts)
                        .model(PROJECT)
                        .version(FIRST_VERSION)
                        .image(identity(first))
                        .seed(options.seed())
                        .releaseKeys(
                                server.releaseKeys.stream()
                                        .collect(
                                                Collectors.toMap(
                                                        VerifyingKey::kid,
                                                        key -> publicKey(key.pem()))))
                        .commandKeys(
                                Map.of(
                                        server.commandKey.kid(),
                                        publicKey(server.commandKey.verifyingKey().pem())))
                        .timing(Timing.LIFELIKE.scaled(options.scale()))
                        .flash(folder.resolve("fleet.jsonl"));
        for (FailRate fail : options.fails())
            fleet.behaviour(fail.version().value(), Behaviour.GOOD.withFail(fail.rate()));
        return Fleet.start(fleet.build());
    }

    private Optional<String> register(String id) {
        return switch (server.desk.addDevice(
                new DeviceId(id), new Model(PROJECT), Map.of(), Person.SERVER)) {
            case Outcome.Done<NewDevice>(var made) -> Optional.of(made.token());
            default -> Optional.empty();
        };
    }

    private static byte[] image(String version) {
        return SimImage.esp32(PROJECT, version, 0, IMAGE_BYTES, version.hashCode());
    }

    private void write(String version, byte[] image) {
        Path file = folder.resolve("thermostat-" + version + ".bin");
        try {
            Files.createDirectories(folder);
            Files.write(file, image);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** What a device tells of the image: the digest appended to it. */
    private static String identity(byte[] image) {
        byte[] digest = Arrays.copyOfRange(image, image.length - 32, image.length);
        return Sha256.ofDigest(digest).base64Url();
    }

    /** The key of a PEM file in the form the JDK verifies with. */
    static PublicKey publicKey(String pem) {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException("not an EC public key in PEM", e);
        }
    }
}
