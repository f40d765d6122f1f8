package io.github.canarywave.adapter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file with the public half of a release key, as a server is given it.
 *
 * @param id what it is named; empty: after its digest
 */
public record ReleaseKeyFlag(Optional<String> id, Path file) {
    private static final String ENDING = ".pem";

    /** What was given: files, {@code ID=FILE}, and folders of files named {@code ID.pem}. */
    static List<ReleaseKeyFlag> all(List<String> given) {
        List<ReleaseKeyFlag> all = new ArrayList<>();
        for (String one : given) {
            Path path = Path.of(one);
            int equals = one.indexOf('=');
            if (Files.isDirectory(path)) all.addAll(ofFolder(path));
            else if (Files.isRegularFile(path) || equals < 1)
                all.add(ofFile(Optional.empty(), path));
            else
                all.add(
                        ofFile(
                                Optional.of(one.substring(0, equals)),
                                Path.of(one.substring(equals + 1))));
        }
        return all;
    }

    private static ReleaseKeyFlag ofFile(Optional<String> id, Path file) {
        if (!Files.isRegularFile(file))
            throw new Failure(
                    Exit.USAGE,
                    "--release-public-key "
                            + file
                            + " is no file and no folder. It is the public half of a key that signs"
                            + " releases, or a folder of such files named KEYID.pem.");
        return new ReleaseKeyFlag(id, file);
    }

    private static List<ReleaseKeyFlag> ofFolder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<ReleaseKeyFlag> found =
                    files.filter(file -> name(file).endsWith(ENDING))
                            .sorted()
                            .map(file -> ofFile(Optional.of(id(file)), file))
                            .toList();
            if (found.isEmpty())
                throw new Failure(
                        Exit.USAGE,
                        "--release-public-key " + folder + ": no file KEYID.pem is in this folder");
            return found;
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, "cannot read the folder " + folder + ": " + e);
        }
    }

    private static String id(Path file) {
        return name(file).substring(0, name(file).length() - ENDING.length());
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
