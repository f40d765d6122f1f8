package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.Code;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The command line and the protocol page say the same of each code. */
class CodeBookTest {
    @Test
    void saysOfEachCodeWhatTheProtocolPageSays() throws Exception {
        List<String[]> rows =
                Files.readString(Path.of("docs/device-protocol.md"))
                        .lines()
                        .filter(
                                l ->
                                        l.matches(
                                                "\\| `[a-z0-9-]+` \\| (refused|failed|rolled-back):.*"))
                        .map(l -> l.split("\\|"))
                        .toList();
        assertThat(rows).hasSize(Code.values().length);
        for (Code code : Code.values()) {
            Optional<String[]> found =
                    rows.stream().filter(r -> cell(r, 1).equals(code.word())).findFirst();
            assertThat(found).as(code.word()).isPresent();
            String[] row = found.orElseThrow();
            CodeBook.Entry entry = CodeBook.entry(code);
            assertThat(cell(row, 2))
                    .isEqualToIgnoringCase(code.state().word() + ": " + entry.meaning());
            assertThat(cell(row, 3)).isEqualTo(code.cause().word());
            assertThat(cell(row, 5)).isEqualTo(code.counted() ? "yes" : "no");
            if (!cell(row, 6).startsWith("the same"))
                assertThat(cell(row, 6)).isEqualTo(entry.remedy());
        }
        assertThat(Arrays.stream(Code.values()).map(Code::word)).doesNotHaveDuplicates();
    }

    private static String cell(String[] row, int column) {
        return row[column].strip().replace("`", "");
    }
}
