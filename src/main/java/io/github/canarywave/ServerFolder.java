package io.github.canarywave;

import io.github.canarywave.adapter.cli.SecretFiles;
import io.github.canarywave.adapter.crypto.SecretTokens;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The data folder of a server; nobody but its owner may look into it. */
record ServerFolder(Path path) {
    static ServerFolder open(Path path) {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(path.resolve("tmp"));
            return new ServerFolder(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use data folder " + path, e);
        }
    }

    Path key(String name) {
        return path.resolve("keys").resolve(name);
    }

    Path releaseKey() {
        return key("release.pem");
    }

    Path operatorTokenFile() {
        return key("operator.token");
    }

    /** The bearer token of the first person, made when there is none. */
    String operatorToken() {
        Path file = operatorTokenFile();
        try {
            if (Files.exists(file)) return Files.readString(file).strip();
            String token = SecretTokens.make();
            writePrivate(file, token + "\n");
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write " + file, e);
        }
    }

    /** Tells the command line how to reach this server. */
    void writeContext(String text) {
        writePrivate(path.resolve("context.yaml"), text);
    }

    /** Writes a file that only its owner may read, whole or not at all. */
    static void writePrivate(Path file, String text) {
        try {
            SecretFiles.put(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
