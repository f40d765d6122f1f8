package io.github.canarywave.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.app.StoreUnavailable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One process has a data folder. */
class DataLockTest {
    @TempDir private Path folder;

    /** The other process: takes the folder, says so, and waits to be killed. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            try (DataLock _ = DataLock.take(Path.of(arguments[0]))) {
                System.out.println("taken");
                System.in.read();
            }
        }
    }

    @Test
    void refusesAFolderThatIsTakenAndNamesTheHolder() {
        try (DataLock _ = DataLock.take(folder)) {
            assertThatThrownBy(() -> DataLock.take(folder))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        DataLock.take(folder).close();
    }

    @Test
    void aKilledHolderLeavesTheFolderFree() throws Exception {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                folder.toString())
                        .start();
        try (BufferedReader said =
                new BufferedReader(
                        new java.io.InputStreamReader(
                                other.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("taken");
            assertThatThrownBy(() -> DataLock.take(folder))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        DataLock.take(folder).close();
    }

    @Test
    void saysWhatToDoWhenThereIsNoFolder() {
        assertThatThrownBy(() -> DataLock.take(folder.resolve("none")))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("must exist");
    }
}
