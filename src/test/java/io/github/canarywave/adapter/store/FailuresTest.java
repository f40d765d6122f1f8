package io.github.canarywave.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.app.DiskFull;
import io.github.canarywave.app.StoreUnavailable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class FailuresTest {
    private static final Path FILE = Path.of("/data/canarywave.db");

    private final List<String> ended = new ArrayList<>();

    private void fail(SQLiteErrorCode code) {
        Failures.guarded(
                FILE,
                ended::add,
                () -> {
                    throw new SqlFailure(new SQLiteException("it said no", code));
                });
    }

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            names = {
                "SQLITE_IOERR",
                "SQLITE_IOERR_FSYNC",
                "SQLITE_IOERR_DIR_FSYNC",
                "SQLITE_IOERR_READ",
                "SQLITE_IOERR_WRITE",
                "SQLITE_IOERR_TRUNCATE"
            })
    void aDiskThatFailsEndsTheProcess(SQLiteErrorCode code) {
        assertThatThrownBy(() -> fail(code)).isInstanceOf(StoreUnavailable.class);
        assertThat(ended).containsExactly("database /data/canarywave.db: it said no");
    }

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            names = {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"})
    void aFullDiskDoesNot(SQLiteErrorCode code) {
        assertThatThrownBy(() -> fail(code))
                .isInstanceOf(DiskFull.class)
                .hasMessageContaining("Free space on the disk of /data");
        assertThat(ended).isEmpty();
    }

    @Test
    void aLockedDatabaseDoesNot() {
        assertThatThrownBy(() -> fail(SQLiteErrorCode.SQLITE_BUSY))
                .isExactlyInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("close it");
        assertThat(ended).isEmpty();
    }
}
