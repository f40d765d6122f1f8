package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.EspImage;
import io.github.canarywave.domain.image.EspImageReader;
import io.github.canarywave.domain.image.ImageProblem;
import io.github.canarywave.domain.image.ImageReading;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.image.Sha256;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Reads an image, signs its manifest and uploads it. */
@Command(
        name = "add",
        header = {
            "Reads an image, signs it here and uploads it.",
            "",
            "Examples:",
            "  canarywave release add build/thermostat.bin",
            "  canarywave release add firmware.bin --product lamp --version 0.15.0",
            "  canarywave release add build/thermostat.bin --release-key ~/keys/release.pem",
            ""
        })
final class ReleaseAddCommand implements Callable<Integer> {
    private final Session session;

    @Mixin Connection connection;
    @Mixin Output output = new Output();

    @Parameters(paramLabel = "FILE", description = "application image of the ESP32 family")
    Path file = Path.of("");

    @Option(
            names = "--product",
            paramLabel = "PRODUCT",
            description = "what it is for (default: project of the app descriptor)")
    Optional<Product> product = Optional.empty();

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "what devices will say they run (default: of the app descriptor)")
    Optional<Version> version = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "hardware kind that it fits (default: the product)")
    Optional<Model> model = Optional.empty();

    @Option(
            names = "--security-version",
            paramLabel = "N",
            description = "counter that never goes down (default: of the app descriptor)")
    Optional<Integer> securityVersion = Optional.empty();

    @Option(
            names = "--release-key",
            paramLabel = "FILE",
            description = "private key that signs (default: keys/release.pem in the data folder)")
    Optional<Path> releaseKey = Optional.empty();

    ReleaseAddCommand(Session session) {
        this.session = session;
        this.connection = new Connection(session);
    }

    @Override
    public Integer call() {
        byte[] content = read();
        EspImage image = whole(EspImageReader.read(content));
        ReleaseNaming naming =
                ReleaseNaming.of(image.descriptor(), product, version, model, file.toString());
        Manifest manifest =
                new Manifest(
                        naming.model(),
                        naming.version(),
                        securityVersion(image),
                        content.length,
                        Sha256.of(content));
        ReleaseSigner.Signing.Signed signed = sign(manifest);
        naming.note().ifPresent(session.terminal()::note);
        upload(naming, manifest, signed, content);
        return Exit.DONE;
    }

    private void upload(
            ReleaseNaming naming,
            Manifest manifest,
            ReleaseSigner.Signing.Signed signed,
            byte[] content) {
        Terminal terminal = session.terminal();
        String path =
                ReleaseCommands.artifactPath(
                                naming.product(), naming.version(), naming.model().value())
                        + "?securityVersion="
                        + manifest.securityVersion()
                        + "&key="
                        + OperatorClient.part(signed.key())
                        + "&signature="
                        + OperatorClient.part(signed.signature());
        Tree release;
        try (Upload upload = new Upload(content, terminal)) {
            release = connection.open().put(path, upload.body());
        }
        if (output.printed(terminal, release, r -> r.text("product") + " " + r.text("version")))
            return;
        terminal.print(
                "%s %s %s   %s   signed %s ✔  stored ✔"
                        .formatted(
                                naming.product(),
                                naming.version(),
                                naming.source(),
                                Words.bytes(content.length),
                                signed.key()));
    }

    private byte[] read() {
        try {
            if (Files.size(file) > EspImageReader.MAX_IMAGE_BYTES)
                throw new Failure(
                        Exit.USAGE,
                        file
                                + " has "
                                + Words.bytes(Files.size(file))
                                + "; an image has at most "
                                + Words.bytes(EspImageReader.MAX_IMAGE_BYTES));
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            throw new Failure(Exit.USAGE, "there is no file " + file);
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, "cannot read " + file + ": " + e);
        }
    }

    private EspImage whole(ImageReading reading) {
        return switch (reading) {
            case ImageReading.Whole(EspImage image) -> image;
            case ImageReading.Damaged(var problems) ->
                    throw Failure.of(
                            Exit.USAGE,
                            file + " is no whole image of the ESP32 family:",
                            problems.stream()
                                    .map(ImageProblem::text)
                                    .map(Words::harmless)
                                    .toList());
        };
    }

    private int securityVersion(EspImage image) {
        int wished = securityVersion.orElse(image.descriptor().secureVersion());
        if (wished < 0)
            throw new Failure(Exit.USAGE, "--security-version must be 0 or more, got " + wished);
        return wished;
    }

    private ReleaseSigner.Signing.Signed sign(Manifest manifest) {
        Path key = releaseKey.orElse(connection.data.resolve(Cli.RELEASE_KEY));
        if (!Files.isRegularFile(key))
            throw new Failure(
                    Exit.USAGE,
                    "there is no release key "
                            + key
                            + ". ./canarywave up makes one in its data folder; name another by"
                            + " --release-key FILE.");
        return switch (session.ports().signer().sign(key, manifest)) {
            case ReleaseSigner.Signing.Signed signed -> signed;
            case ReleaseSigner.Signing.Unusable(String why) -> throw new Failure(Exit.ERROR, why);
        };
    }
}
