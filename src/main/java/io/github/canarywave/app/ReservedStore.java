package io.github.canarywave.app;

import java.util.Optional;
import java.util.function.Function;

/**
 * A store that keeps the last room of its disk for what stops rollouts. Safe from any thread, like
 * the store in it.
 */
public final class ReservedStore implements Store {
    private final Store store;
    private final Space space;

    public ReservedStore(Store store, Space space) {
        this.store = store;
        this.space = space;
    }

    @Override
    public <T> T write(Function<Tx, T> work) {
        try {
            return store.write(
                    tx -> {
                        // Not before it is this write's turn: the one before may have filled it.
                        space.requireWritable();
                        return work.apply(tx);
                    });
        } catch (DiskFull e) {
            if (space.trouble().isEmpty()) space.filled();
            throw e;
        }
    }

    @Override
    public <T> T writeStop(Function<Tx, T> work) {
        try {
            return store.write(work);
        } catch (DiskFull e) {
            if (!space.filled()) throw e;
            return store.write(work);
        }
    }

    @Override
    public <T> T read(Function<Reads, T> work) {
        return store.read(work);
    }

    @Override
    public Optional<String> trouble() {
        return space.trouble();
    }

    @Override
    public void requireRoom() {
        space.requireRoom();
    }

    @Override
    public void close() {
        store.close();
    }
}
