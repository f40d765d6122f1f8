package io.github.canarywave.adapter.store;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

import java.nio.file.Path;

import javax.sql.DataSource;

/** Ways to one database file: one link that writes, a few that read. */
final class Connections {
    /** How long to wait for a foreign program, for instance a backup, to let go of the file. */
    private static final int BUSY_MS = 5_000;

    /** Negative: KiB. Holds the inner pages of the indexes of a million devices. */
    private static final int WRITER_CACHE = -64 * 1024;

    /**
     * Pages in the log, of 4 KiB, after which a commit copies them into the database: in a storm
     * most of them were written many times by then.
     */
    private static final int CHECKPOINT_PAGES = 4_096;

    /** Negative: KiB. Holds the pages that a walk through 10 000 devices touches more than once. */
    private static final int READER_CACHE = -16 * 1024;

    private Connections() {}

    static DataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MS);
        // Otherwise each insert is followed by a question for the key that it got.
        config.setGetGeneratedKeys(false);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    static Link writer(DataSource source) {
        return Link.open(
                source,
                "pragma cache_size = " + WRITER_CACHE,
                "pragma wal_autocheckpoint = " + CHECKPOINT_PAGES);
    }

    static Link reader(DataSource source) {
        return Link.open(source, "pragma query_only = 1", "pragma cache_size = " + READER_CACHE);
    }
}
