package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A release key in a data folder, made apart from the server as its owner makes it. */
final class ReleaseKey {
    private ReleaseKey() {}

    /** Makes it with openssl; the file of its public half. */
    static Path in(Path folder) throws IOException {
        Path keys = Files.createDirectories(folder.resolve("data/keys"));
        Path half = keys.resolve("release.pub.pem");
        Path secret = keys.resolve("release.pem");
        String[] curve = {"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"};
        Tool made =
                Tool.run(
                        folder, "openssl", "genpkey", curve[0], curve[1], curve[2], curve[3],
                        "-out", secret);
        assertThat(made.exit()).as(made.output()).isZero();
        Tool written = Tool.run(folder, "openssl", "pkey", "-in", secret, "-pubout", "-out", half);
        assertThat(written.exit()).as(written.output()).isZero();
        return half;
    }
}
