package io.github.canarywave.adapter.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

import java.nio.file.Path;

import javax.sql.DataSource;

/** Ways to one database file: one connection that writes, a few that read. */
final class Connections {
    /** SQLite reads with a core each; more only wait for each other. */
    private static final int READERS = 4;

    /** How long to wait for a foreign program, for instance a backup, to let go of the file. */
    private static final int BUSY_MS = 5_000;

    /** Negative: KiB. Holds the inner pages of the indexes of a million devices. */
    private static final int WRITER_CACHE = -64 * 1024;

    private Connections() {}

    static DataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    static Handle writer(DataSource source) {
        Jdbi jdbi = Jdbi.create(source);
        jdbi.setStatementBuilderFactory(_ -> new CachedStatements());
        Handle handle = jdbi.open();
        handle.execute("pragma cache_size = " + WRITER_CACHE);
        return handle;
    }

    static HikariDataSource readers(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store-readers");
        config.setDataSource(source);
        config.setConnectionInitSql("pragma query_only = 1");
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }
}
