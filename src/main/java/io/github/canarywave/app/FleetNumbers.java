package io.github.canarywave.app;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Supplier;

/** The fleet in numbers for those who watch: asked for at most so often. Safe from any thread. */
final class FleetNumbers implements Supplier<FleetViews.Numbers> {
    private static final Duration GOOD_FOR = Duration.ofSeconds(5);

    private final Supplier<FleetViews.Numbers> source;
    private FleetViews.@Nullable Numbers known;
    private long knownNanos;

    FleetNumbers(Supplier<FleetViews.Numbers> source) {
        this.source = source;
    }

    @Override
    public synchronized FleetViews.Numbers get() {
        if (known != null && System.nanoTime() - knownNanos < GOOD_FOR.toNanos()) return known;
        FleetViews.Numbers fresh = source.get();
        known = fresh;
        knownNanos = System.nanoTime();
        return fresh;
    }
}
