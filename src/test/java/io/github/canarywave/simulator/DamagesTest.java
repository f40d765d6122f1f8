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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The deliberate damages still fit the code; src/test/scripts/damages shows that each is noticed.
 */
class DamagesTest {
    private static final Path FOLDER = Path.of("src/test/damages");
    private static final Path PAGE = Path.of("docs/damages.md");
    private static final Pattern FIRST_LINE =
            Pattern.compile("# (P\\d+): (.+); ([A-Za-z]+Test) must go red");

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
        assertThat(Files.readAllLines(patch).getFirst()).matches(FIRST_LINE);
        Process git =
                new ProcessBuilder("git", "apply", "--check", patch.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as("git apply --check %s: %s", patch, said).isZero();
    }

    /** -Dgolden=write writes the table anew. */
    @Test
    void thePageListsEachDamageWithItsTest() throws IOException {
        String page = Files.readString(PAGE);
        String before = page.substring(0, page.indexOf("\n|") + 1);
        StringBuilder table = new StringBuilder(before);
        table.append("| damage | promise | what is broken | noticed by |\n|---|---|---|---|\n");
        for (Path patch : patches()) table.append(row(patch));
        if ("write".equals(System.getProperty("golden"))) Files.writeString(PAGE, table);
        else assertThat(page).isEqualTo(table.toString());
    }

    private static String row(Path patch) throws IOException {
        Matcher line = FIRST_LINE.matcher(Files.readAllLines(patch).getFirst());
        assertThat(line.matches()).as(patch.toString()).isTrue();
        return "| [%s](../%s) | %s | %s | [%s](../%s) |\n"
                .formatted(
                        patch.getFileName().toString().replace(".patch", ""),
                        patch,
                        line.group(1),
                        line.group(2),
                        line.group(3),
                        source(line.group(3)));
    }

    private static Path source(String test) throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.endsWith(test + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no " + test));
        }
    }
}
