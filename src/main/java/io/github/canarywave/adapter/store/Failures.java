package io.github.canarywave.adapter.store;

import io.github.canarywave.app.StoreUnavailable;

import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Supplier;

/** What a failure of the database means to a person. */
final class Failures {
    private static final int PRIMARY_CODE = 0xff;

    private Failures() {}

    /**
     * Runs work on the database.
     *
     * @throws StoreUnavailable when the database cannot do it
     * @throws IllegalStateException when what is asked breaks a rule of the tables
     */
    static <T> T guarded(Path file, Supplier<T> work) {
        try {
            return work.get();
        } catch (SqlFailure | FlywayException e) {
            throw meaning(file, e);
        }
    }

    static RuntimeException meaning(Path file, Exception failure) {
        SQLException cause = cause(failure);
        if (cause == null)
            return new IllegalStateException("the store asked something impossible", failure);
        int code = cause.getErrorCode() & PRIMARY_CODE;
        if (code == SQLiteErrorCode.SQLITE_CONSTRAINT.code)
            return new IllegalStateException(
                    "a rule of the tables is broken: " + cause.getMessage(), failure);
        return new StoreUnavailable(
                "database " + file + ": " + cause.getMessage() + ". " + remedy(code, file),
                failure);
    }

    private static @Nullable SQLException cause(Throwable failure) {
        SQLException found = null;
        for (Throwable t = failure; t != null; t = t.getCause())
            if (t instanceof SQLException sql) found = sql;
        return found;
    }

    private static String remedy(int code, Path file) {
        if (code == SQLiteErrorCode.SQLITE_FULL.code)
            return "Free space on the disk of " + file.toAbsolutePath().getParent() + ".";
        if (code == SQLiteErrorCode.SQLITE_IOERR.code)
            return "Look at the disk: its space, its health, whether it is still mounted.";
        if (code == SQLiteErrorCode.SQLITE_READONLY.code
                || code == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || code == SQLiteErrorCode.SQLITE_PERM.code)
            return "Give this process the right to write the file and its folder.";
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code)
            return "Another program has the file open for writing: close it.";
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code
                || code == SQLiteErrorCode.SQLITE_NOTADB.code)
            return "Stop, keep a copy of the folder, and restore the last backup.";
        return "Nothing of it was stored; it is safe to try again.";
    }
}
