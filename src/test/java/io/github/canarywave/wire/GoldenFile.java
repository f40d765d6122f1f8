package io.github.canarywave.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text that must stay as it is; {@code mvn test -Dgolden=write} rewrites, then read the diff. */
public final class GoldenFile {
    private static final Path ROOT = Path.of("src/test/resources/golden");

    private GoldenFile() {}

    public static void check(String name, String actual) throws IOException {
        Path file = ROOT.resolve(name);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(file).as("run with -Dgolden=write, then read the diff").exists();
        assertThat(actual).as("differs from %s", file).isEqualTo(Files.readString(file));
    }
}
