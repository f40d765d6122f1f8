package io.github.canarywave.adapter.store;

import io.github.canarywave.app.DiskFull;
import io.github.canarywave.app.StoreUnavailable;

import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;

/** What a failure of the database means to a person. */
final class Failures {
    private static final int PRIMARY_CODE = 0xff;

    /** SQLite counts them as errors of input and output. */
    private static final Set<SQLiteErrorCode> NOT_THE_DISK =
            Set.of(SQLiteErrorCode.SQLITE_IOERR_NOMEM, SQLiteErrorCode.SQLITE_IOERR_BLOCKED);

    private Failures() {}

    /**
     * Runs work on the database.
     *
     * @throws StoreUnavailable when the database cannot do it
     * @throws IllegalStateException when what is asked breaks a rule of the tables
     */
    static <T> T guarded(Path file, BrokenDisk broken, Supplier<T> work) {
        try {
            return work.get();
        } catch (SqlFailure | FlywayException e) {
            if (isBroken(e)) broken.found("database " + file + ": " + told(e));
            throw meaning(file, e);
        }
    }

    /** Whether the disk could not read, write or flush. */
    static boolean isBroken(Exception failure) {
        return cause(failure) instanceof SQLiteException e
                && (e.getErrorCode() & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_IOERR.code
                && !NOT_THE_DISK.contains(e.getResultCode())
                && !isFull(e);
    }

    /** Also where the shared index of the log cannot grow, which holds nothing of its own. */
    private static boolean isFull(SQLException cause) {
        return cause instanceof SQLiteException e
                && (e.getResultCode() == SQLiteErrorCode.SQLITE_FULL
                        || e.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);
    }

    private static String told(Exception failure) {
        SQLException cause = cause(failure);
        return String.valueOf((cause == null ? failure : cause).getMessage());
    }

    static RuntimeException meaning(Path file, Exception failure) {
        SQLException cause = cause(failure);
        if (cause == null)
            return new IllegalStateException("the store asked something impossible", failure);
        int code = cause.getErrorCode() & PRIMARY_CODE;
        if (code == SQLiteErrorCode.SQLITE_CONSTRAINT.code)
            return new IllegalStateException(
                    "a rule of the tables is broken: " + cause.getMessage(), failure);
        if (isFull(cause))
            return new DiskFull(
                    "database "
                            + file
                            + ": the disk is full. Free space on the disk of "
                            + file.toAbsolutePath().getParent(),
                    failure);
        return new StoreUnavailable(
                "database " + file + ": " + cause.getMessage() + ". " + remedy(code), failure);
    }

    private static @Nullable SQLException cause(Throwable failure) {
        SQLException found = null;
        for (Throwable t = failure; t != null; t = t.getCause())
            if (t instanceof SQLException sql) found = sql;
        return found;
    }

    private static String remedy(int code) {
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
