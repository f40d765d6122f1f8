package io.github.canarywave.adapter.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/** A few links that read, lent to one thread at a time. Safe from any thread, virtual ones too. */
final class Readers implements AutoCloseable {
    /** SQLite reads with a core each; more only wait for each other. */
    private static final int LINKS = 4;

    private final Supplier<Link> opening;
    private final Semaphore free = new Semaphore(LINKS);
    private final Deque<Link> idle = new ArrayDeque<>();

    Readers(Supplier<Link> opening) {
        this.opening = opening;
    }

    <T> T with(Function<Link, T> work) {
        free.acquireUninterruptibly();
        try {
            Link link = take();
            boolean sound = false;
            try {
                T result = work.apply(link);
                sound = true;
                return result;
            } finally {
                // After a failure a new one is right in any case.
                if (sound) give(link);
                else link.close();
            }
        } finally {
            free.release();
        }
    }

    private Link take() {
        synchronized (idle) {
            if (!idle.isEmpty()) return idle.pop();
        }
        return opening.get();
    }

    private void give(Link link) {
        synchronized (idle) {
            idle.push(link);
        }
    }

    /** Waits until all are back, then closes them. */
    @Override
    public void close() {
        free.acquireUninterruptibly(LINKS);
        synchronized (idle) {
            idle.forEach(Link::close);
            idle.clear();
        }
    }
}
