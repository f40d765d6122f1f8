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

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The options that name a firmware file, and what the file says of itself. */
final class ReleaseSource {
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

    /** Whether some name was given by hand. */
    boolean named() {
        return product.isPresent()
                || version.isPresent()
                || model.isPresent()
                || securityVersion.isPresent();
    }

    /** A firmware file under its names, with the statement to sign. */
    @SuppressWarnings("ArrayRecordComponent") // sent on, never compared
    record Named(ReleaseNaming naming, Manifest manifest, byte[] content) {}

    /** Reads a firmware file; fails with all that is wrong with it. */
    Named named(Path file, byte[] content) {
        EspImage image = whole(file, EspImageReader.read(content));
        ReleaseNaming naming =
                ReleaseNaming.of(image.descriptor(), product, version, model, file.toString());
        Manifest manifest =
                new Manifest(
                        naming.model(),
                        naming.version(),
                        securityVersion(image),
                        content.length,
                        Sha256.of(content));
        return new Named(naming, manifest, content);
    }

    /** The bytes of a file that is not larger than an image can be. */
    static byte[] read(Path file) {
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

    private static EspImage whole(Path file, ImageReading reading) {
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
}
