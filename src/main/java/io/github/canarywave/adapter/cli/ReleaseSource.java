package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.AppDescriptor;
import io.github.canarywave.domain.image.EspImageReader;
import io.github.canarywave.domain.image.FileForm;
import io.github.canarywave.domain.image.Firmware;
import io.github.canarywave.domain.image.ImageProblem;
import io.github.canarywave.domain.image.ImageReading;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.image.Sha256;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            description = "counter that never goes down (default: of the app descriptor, or 0)")
    Optional<Integer> securityVersion = Optional.empty();

    @Option(
            names = "--opaque",
            description =
                    "firmware for other devices: the file is not read, --product and --version are"
                            + " needed")
    boolean opaque;

    @Option(
            names = "--slot-size",
            paramLabel = "SIZE",
            description = "refuse a file that devices have no room for, as 1536KiB (not kept)")
    Optional<SlotSize> slotSize = Optional.empty();

    /** Fails when devices have less room than this file needs, if their room was given. */
    void checkRoom(Path file, long size) {
        slotSize.ifPresent(slot -> slot.holds(file, size));
    }

    /** Whether some name was given by hand. */
    boolean named() {
        return product.isPresent()
                || version.isPresent()
                || model.isPresent()
                || securityVersion.isPresent();
    }

    /** A firmware file under its names, with the statement to sign. */
    record Named(ReleaseNaming naming, Manifest manifest, Firmware image) {
        /** What a person should know, a line each. */
        List<String> notes() {
            List<String> notes = new ArrayList<>();
            naming.note().ifPresent(notes::add);
            image.remarks().forEach(remark -> notes.add("note: " + remark + "."));
            return notes;
        }
    }

    /** Reads a firmware file; fails with all that is wrong with it. */
    Named named(Path file, byte[] content) {
        FileForm form = opaque ? FileForm.OPAQUE : FileForm.IMAGE;
        Firmware image = whole(file, form, form.read(content));
        checkRoom(file, content.length);
        ReleaseNaming naming = ReleaseNaming.of(image, product, version, model, file.toString());
        Manifest manifest =
                new Manifest(
                        naming.model(),
                        naming.version(),
                        securityVersion(image),
                        content.length,
                        Sha256.of(content));
        return new Named(naming, manifest, image);
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

    private static Firmware whole(Path file, FileForm form, ImageReading reading) {
        return switch (reading) {
            case ImageReading.Whole(Firmware image) -> image;
            case ImageReading.Damaged(var problems) ->
                    throw Failure.of(
                            Exit.USAGE,
                            file + refusal(form),
                            problems.stream()
                                    .map(ImageProblem::text)
                                    .map(Words::harmless)
                                    .toList());
        };
    }

    private static String refusal(FileForm form) {
        return switch (form) {
            case IMAGE -> " is no whole image of the ESP32 family or for ESP8266:";
            case OPAQUE -> " cannot be added as opaque:";
        };
    }

    private int securityVersion(Firmware image) {
        int wished =
                securityVersion.orElseGet(
                        () -> image.claims().map(AppDescriptor::secureVersion).orElse(0));
        if (wished < 0)
            throw new Failure(Exit.USAGE, "--security-version must be 0 or more, got " + wished);
        return wished;
    }
}
