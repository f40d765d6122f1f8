package io.github.canarywave.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The deliberate damages still fit the code; src/test/scripts/damages shows that each is noticed.
 */
class DamagesTest {
    private static final Path FOLDER = Path.of("src/test/damages");

    static List<Path> patches() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    @Test
    void thereAreDamages() throws IOException {
        assertThat(patches()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("patches")
    void aDamageFitsTheCodeAndNamesItsTest(Path patch) throws Exception {
        String first = Files.readAllLines(patch).getFirst();
        assertThat(first).matches("# P\\d+: .+; [A-Za-z]+Test must go red");
        Process git =
                new ProcessBuilder("git", "apply", "--check", patch.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as("git apply --check %s: %s", patch, said).isZero();
    }
}
