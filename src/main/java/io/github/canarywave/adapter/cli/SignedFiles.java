package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.image.Manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Signed releases on a disk: the file itself, and the same in the forms that other tools read. */
final class SignedFiles {
    private SignedFiles() {}

    /** Reads a signed release; fails naming the file. */
    static SignedRelease parse(Path file, byte[] content) {
        try {
            return SignedRelease.parse(new String(content, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    Exit.USAGE,
                    file
                            + " is no signed release: "
                            + Words.harmless(String.valueOf(e.getMessage())));
        }
    }

    /** The signature, or a failure that says why there is none. */
    static ReleaseSigner.Signing.Signed signed(ReleaseSigner.Signing signing) {
        return switch (signing) {
            case ReleaseSigner.Signing.Signed made -> made;
            case ReleaseSigner.Signing.Unusable(String why) -> throw new Failure(Exit.ERROR, why);
        };
    }

    /** Where the text of the manifest is put, beside the signed release. */
    static Path manifest(Path release) {
        return beside(release, ".manifest");
    }

    /** Where the signature is put that OpenSSL reads. */
    static Path der(Path release, String key) {
        return beside(release, "." + key + ".der");
    }

    /** Where the manifest as JWS is put. */
    static Path jws(Path release, String key) {
        return beside(release, "." + key + ".jws");
    }

    private static Path beside(Path release, String ending) {
        return release.resolveSibling(release.getFileName() + ending);
    }

    /** Writes a release and what was signed last, each file whole or not at all. */
    static void write(Path file, SignedRelease release, ReleaseSigner.Signing.Signed signed) {
        Manifest manifest = release.manifest();
        write(manifest(file), manifest.text().getBytes(StandardCharsets.US_ASCII));
        write(der(file, signed.key()), signed.der());
        write(jws(file, signed.key()), (signed.jws() + "\n").getBytes(StandardCharsets.US_ASCII));
        write(file, release.text().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, byte[] content) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, "cannot write " + file + ": " + e);
        }
    }
}
