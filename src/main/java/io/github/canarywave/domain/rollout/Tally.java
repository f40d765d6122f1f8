package io.github.canarywave.domain.rollout;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How many devices of a rollout are in which state, and what they said of the release.
 *
 * @param counts devices by what their current attempt is in
 * @param evidence devices by what they said, once each
 */
public record Tally(Map<Key, Long> counts, Map<EvidenceKey, Long> evidence) {
    public Tally {
        counts = Map.copyOf(counts);
        evidence = Map.copyOf(evidence);
    }

    /**
     * One row of the tally.
     *
     * @param state word of the state
     * @param code why, empty where there is no reason
     */
    public record Key(int wave, String stratum, String state, String code) {
        public static Key of(Attempt attempt) {
            String code =
                    attempt.state().code().or(attempt::lastCode).map(c -> c.word()).orElse("");
            return new Key(attempt.wave(), attempt.stratum(), attempt.state().word(), code);
        }
    }

    /**
     * One row of the evidence.
     *
     * @param period in which its devices accepted
     */
    public record EvidenceKey(int wave, String stratum, Verdict verdict, int period) {
        public EvidenceKey(int wave, String stratum, Verdict verdict) {
            this(wave, stratum, verdict, 1);
        }
    }

    /** The tally with the evidence of one period alone. */
    public Tally ofPeriod(int period) {
        return new Tally(
                counts,
                evidence.entrySet().stream()
                        .filter(e -> e.getKey().period() == period)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** What all devices that count have said. */
    public Evidence total() {
        return sum(_ -> true);
    }

    public Evidence ofWave(int wave) {
        return sum(key -> key.wave() == wave);
    }

    public Evidence ofStratum(String stratum) {
        return sum(key -> key.stratum().equals(stratum));
    }

    /** Of the whole cohort, open or not. */
    public SortedSet<String> strata() {
        return counts.keySet().stream()
                .map(Key::stratum)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Evidence sum(Predicate<EvidenceKey> which) {
        Evidence sum = Evidence.NONE;
        for (Map.Entry<EvidenceKey, Long> row : evidence.entrySet())
            if (which.test(row.getKey())) sum = sum.plus(row.getKey().verdict(), row.getValue());
        return sum;
    }

    public long inFlight() {
        return count(key -> States.ACTIVE.contains(key.state()));
    }

    public long inFlight(int wave) {
        return count(key -> key.wave() == wave && States.ACTIVE.contains(key.state()));
    }

    /** Devices whose attempt may still end. */
    public long pending(int wave) {
        return count(key -> key.wave() == wave && !States.ENDED.contains(key.state()));
    }

    public long pending() {
        return count(key -> !States.ENDED.contains(key.state()));
    }

    public long in(String state) {
        return count(key -> key.state().equals(state));
    }

    public long in(int wave, String state) {
        return count(key -> key.wave() == wave && key.state().equals(state));
    }

    public long bad(int wave) {
        return ofWave(wave).failed();
    }

    /** Devices of the wave of which it is decided what they say. */
    public long decided(int wave) {
        return ofWave(wave).failed() + ofWave(wave).good();
    }

    private long count(Predicate<Key> which) {
        return counts.entrySet().stream()
                .filter(e -> which.test(e.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
