package io.github.canarywave.adapter.http.operators;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Slows guessing down: counts failed logins by address. Safe from any thread. */
final class Access {
    /** Failed logins from one address within {@link #THROTTLE}. */
    static final int FAILURES = 20;

    static final Duration THROTTLE = Duration.ofMinutes(1);

    /** Addresses remembered at once; the oldest goes first. */
    private static final int KEPT = 1000;

    private final InstantSource clock;
    private final Map<String, Failures> failures =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                    return size() > KEPT;
                }
            };

    Access(InstantSource clock) {
        this.clock = clock;
    }

    private record Failures(int count, Instant since) {}

    /** Counts a failed login; whether there were too many. Never locks out a valid secret. */
    synchronized boolean tooManyFailures(String address) {
        Instant now = clock.instant();
        Failures before = failures.get(address);
        Failures after =
                before == null || !now.isBefore(before.since().plus(THROTTLE))
                        ? new Failures(1, now)
                        : new Failures(before.count() + 1, before.since());
        failures.put(address, after);
        return after.count() > FAILURES;
    }
}
