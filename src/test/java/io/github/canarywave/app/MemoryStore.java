package io.github.canarywave.app;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The store in maps, for tests. Safe from any thread; reads wait for writes. */
public final class MemoryStore implements Store {
    private final ReentrantLock lock = new ReentrantLock();
    private final MemoryTables tables = new MemoryTables();
    private boolean writing;

    @Override
    public <T> T write(Function<Tx, T> work) {
        refuseWithinWrite();
        lock.lock();
        writing = true;
        try {
            return inTransaction(work);
        } finally {
            writing = false;
            lock.unlock();
        }
    }

    /** Goes on with another label for sites. */
    MemoryStore withSites(String label) {
        tables.siteLabel = label;
        return this;
    }

    private void refuseWithinWrite() {
        if (lock.isHeldByCurrentThread() && writing)
            throw new IllegalStateException("within a write, ask the transaction itself");
    }

    private <T> T inTransaction(Function<Tx, T> work) {
        UndoLog undo = new UndoLog();
        boolean done = false;
        try {
            T result = work.apply(new MemoryTx(tables, undo));
            done = true;
            return result;
        } finally {
            if (!done) undo.rollBack();
        }
    }

    @Override
    public <T> T read(Function<Reads, T> work) {
        refuseWithinWrite();
        lock.lock();
        try {
            return work.apply(new MemoryReads(tables));
        } finally {
            lock.unlock();
        }
    }

    /** Nothing to close: another orchestrator may go on with it, as after a restart. */
    @Override
    public void close() {}
}
