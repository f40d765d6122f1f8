package io.github.canarywave.domain.rollout;

import java.util.Map;
import java.util.function.Predicate;

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

    public record EvidenceKey(int wave, String stratum, Verdict verdict) {}

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
        return said(wave, Verdict.BAD);
    }

    /** Devices of the wave that count. */
    public long decided(int wave) {
        return said(wave, Verdict.BAD) + said(wave, Verdict.GOOD);
    }

    private long said(int wave, Verdict verdict) {
        return evidence.entrySet().stream()
                .filter(e -> e.getKey().wave() == wave && e.getKey().verdict() == verdict)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private long count(Predicate<Key> which) {
        return counts.entrySet().stream()
                .filter(e -> which.test(e.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
