package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.HearingTime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Keeps hearing time in the store. */
final class Clockwork {
    private static final String KEY = "hearing_time";

    private Clockwork() {}

    static void save(Store.Tx tx, HearingTime time) {
        tx.set(
                KEY,
                time.now().toEpochMilli()
                        + " "
                        + time.wall().toEpochMilli()
                        + " "
                        + time.distrust().toMillis()
                        + " "
                        + time.ran().toMillis());
    }

    /** Hearing time as it was stored last, or its beginning. */
    static HearingTime load(Store.Reads reads, Instant wall) {
        Optional<String> stored = reads.setting(KEY);
        return stored.map(Clockwork::parse)
                .map(time -> time.restarted(wall))
                .orElseGet(() -> HearingTime.first(wall));
    }

    private static HearingTime parse(String text) {
        String[] parts = text.split(" ", -1);
        return new HearingTime(
                Instant.ofEpochMilli(Long.parseLong(parts[0])),
                Instant.ofEpochMilli(Long.parseLong(parts[1])),
                Duration.ofMillis(Long.parseLong(parts[2])),
                // Folders of the first releases have no running time.
                Duration.ofMillis(parts.length > 3 ? Long.parseLong(parts[3]) : 0));
    }
}
