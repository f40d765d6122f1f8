package io.github.canarywave.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps what the fleet runs at the end of each day (UTC). After a time without a server the last
 * day that has ended is kept: nothing was heard meanwhile.
 */
public final class FleetDiary implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetDiary.class);

    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Store store;
    private final Supplier<Instant> wallClock;
    private final Thread thread = Thread.ofVirtual().name("fleet-diary").unstarted(this::run);
    private Optional<LocalDate> kept = Optional.empty();

    public FleetDiary(Store store, Supplier<Instant> wallClock) {
        this.store = store;
        this.wallClock = wallClock;
    }

    public FleetDiary start() {
        thread.start();
        return this;
    }

    /** Keeps yesterday, unless this was done before. */
    public synchronized void look() {
        LocalDate ended = FleetDays.day(wallClock.get()).minusDays(1);
        if (kept.filter(ended::equals).isPresent()) return;
        store.write(
                tx -> {
                    tx.fleetViews().endDay(ended);
                    return tx;
                });
        kept = Optional.of(ended);
    }

    private void run() {
        try {
            while (true) {
                lookOrComplain();
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException _) {
            // The server closes.
        }
    }

    private void lookOrComplain() {
        try {
            look();
        } catch (StoreUnavailable e) {
            LOG.warn("what the fleet runs is not kept yet why=\"{}\"", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
