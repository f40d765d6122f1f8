package io.github.canarywave.adapter.store;

import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoreUnavailable;
import io.github.canarywave.domain.campaign.Campaign;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import javax.sql.DataSource;

/**
 * All state in one SQLite file. A commit is on disk when it returns (write-ahead log, synchronous
 * full). Safe from any thread, virtual ones too; instants are kept to the millisecond.
 */
public final class SqliteStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);
    private static final String MIGRATIONS = "classpath:db/migration";

    /** Where nobody says another one. */
    private static final String SITE_LABEL = "site";

    private final Path file;
    private final BrokenDisk broken;
    private final DataSource source;
    private final Readers readers;
    private final CampaignCache campaigns;
    private final String siteLabel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Kept kept = new Kept();
    private @Nullable Link writer;
    private volatile boolean closed;

    private SqliteStore(
            Path file,
            BrokenDisk broken,
            DataSource source,
            CampaignCache campaigns,
            String siteLabel) {
        this.siteLabel = siteLabel;
        this.file = file;
        this.broken = broken;
        this.source = source;
        this.campaigns = campaigns;
        this.readers = new Readers(() -> Connections.reader(source));
    }

    /**
     * Opens a database, makes a new one where there is none, and migrates an older one after it was
     * copied.
     *
     * @param readCampaign reads a campaign back from the text it was stored with
     * @throws StoreUnavailable when it cannot be opened or is of a newer version
     */
    public static SqliteStore open(Path file, Function<String, Campaign> readCampaign) {
        return open(file, readCampaign, SITE_LABEL, BrokenDisk.EXCEPTION_ONLY);
    }

    /**
     * The same with another label and an end when the disk fails.
     *
     * @param siteLabel label of a device that names its site; it may be another one than before
     *     once everybody was offline
     * @param broken told before the exception is thrown
     */
    public static SqliteStore open(
            Path file,
            Function<String, Campaign> readCampaign,
            String siteLabel,
            BrokenDisk broken) {
        return open(file, readCampaign, siteLabel, broken, MIGRATIONS);
    }

    static SqliteStore open(
            Path file, Function<String, Campaign> readCampaign, String... migrations) {
        return open(file, readCampaign, SITE_LABEL, BrokenDisk.EXCEPTION_ONLY, migrations);
    }

    private static SqliteStore open(
            Path file,
            Function<String, Campaign> readCampaign,
            String siteLabel,
            BrokenDisk broken,
            String... migrations) {
        DataSource source = Connections.source(file);
        return Failures.guarded(
                file,
                broken,
                () -> {
                    Schema.bringUp(file, source, migrations);
                    return new SqliteStore(
                            file, broken, source, new CampaignCache(readCampaign), siteLabel);
                });
    }

    @Override
    public <T> T write(Function<Tx, T> work) {
        refuseWithinWrite();
        lock.lock();
        try {
            return Failures.guarded(file, broken, () -> inTransaction(writer(), work));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> T read(Function<Reads, T> work) {
        refuseWithinWrite();
        refuseWhenClosed();
        return Failures.guarded(file, broken, () -> readers.with(link -> inSnapshot(link, work)));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) return;
            closed = true;
            readers.close();
            if (writer != null) closeWriter(writer);
        } finally {
            lock.unlock();
        }
    }

    private void refuseWithinWrite() {
        if (lock.isHeldByCurrentThread())
            throw new IllegalStateException("within a write, ask the transaction itself");
    }

    private void refuseWhenClosed() {
        if (closed) throw new IllegalStateException("the store of " + file + " is closed");
    }

    /** Called by the holder of the lock. */
    private Link writer() {
        refuseWhenClosed();
        if (writer == null) writer = Connections.writer(source);
        return writer;
    }

    private <T> T inTransaction(Link link, Function<Tx, T> work) {
        boolean done = false;
        link.execute("begin immediate");
        try {
            SqliteTx tx = new SqliteTx(new Sql(link), campaigns, siteLabel, kept);
            T result = work.apply(tx);
            tx.flush();
            link.execute("commit");
            done = true;
            kept.trim();
            return result;
        } finally {
            if (!done) {
                kept.clear();
                rollBack(link);
            }
        }
    }

    /** A disk error may have rolled back already; a fresh connection is right in any case. */
    private void rollBack(Link link) {
        try {
            link.execute("rollback");
        } catch (SqlFailure e) {
            LOG.warn("connection to the database replaced why=\"{}\"", e.getMessage());
            writer = null;
            link.close();
        }
    }

    private <T> T inSnapshot(Link link, Function<Reads, T> work) {
        link.execute("begin");
        try {
            return work.apply(new SqliteReads(new Sql(link), campaigns, siteLabel));
        } finally {
            link.execute("rollback");
        }
    }

    private void closeWriter(Link link) {
        Failures.guarded(
                file,
                broken,
                () -> {
                    try (link) {
                        link.execute("pragma wal_checkpoint(truncate)");
                        return link;
                    }
                });
    }
}
