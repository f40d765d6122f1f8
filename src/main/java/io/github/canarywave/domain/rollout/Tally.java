package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Code;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How many devices of a rollout are in which state, and what they said of the release.
 *
 * @param counts devices by what their current attempt is in
 * @param evidence devices by what they said, once each
 * @param installs confirmed devices by how long they took
 */
public record Tally(
        Map<Key, Long> counts, Map<EvidenceKey, Long> evidence, Map<InstallKey, Long> installs) {
    public Tally {
        counts = Map.copyOf(counts);
        evidence = Map.copyOf(evidence);
        installs = Map.copyOf(installs);
    }

    public Tally(Map<Key, Long> counts, Map<EvidenceKey, Long> evidence) {
        this(counts, evidence, Map.of());
    }

    /**
     * One step of the scale of how long installing took.
     *
     * @param seconds from the start of installation to confirmed, without probation, rounded up to
     *     two digits
     */
    public record InstallKey(int wave, long seconds) {
        public static InstallKey of(Attempt attempt, Duration took) {
            return new InstallKey(attempt.wave(), twoDigits(Math.ceilDiv(took.toMillis(), 1_000)));
        }

        private static long twoDigits(long seconds) {
            long step = 1;
            while (seconds / step >= 100) step *= 10;
            return Math.ceilDiv(seconds, step) * step;
        }
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
        if (evidence.keySet().stream().allMatch(key -> key.period() == period)) return this;
        return new Tally(
                counts,
                evidence.entrySet().stream()
                        .filter(e -> e.getKey().period() == period)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                installs);
    }

    /** What all devices that count have said. */
    public Evidence total() {
        return sum(_ -> true);
    }

    public Evidence ofWave(int wave) {
        return sum(key -> key.wave() == wave);
    }

    /**
     * What the devices of each stratum have said, also of those that have said nothing, by name.
     */
    public SortedMap<String, Evidence> byStratum() {
        SortedMap<String, Evidence> sums = new TreeMap<>();
        for (Key key : counts.keySet()) sums.putIfAbsent(key.stratum(), Evidence.NONE);
        // There may be thousands: each row is looked at once.
        evidence.forEach(
                (key, devices) ->
                        sums.computeIfPresent(
                                key.stratum(), (_, sum) -> sum.plus(key.verdict(), devices)));
        return sums;
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

    /** Devices of a wave in all. */
    public long devices(int wave) {
        return count(key -> key.wave() == wave);
    }

    /** Devices that fell back for a cause that counts. */
    public long rolledBack(int wave) {
        return count(key -> key.wave() == wave && fellBack(key));
    }

    private static boolean fellBack(Key key) {
        return key.state().equals("RolledBack")
                && Code.of(key.code()).filter(Code::counted).isPresent();
    }

    /** Devices whose last attempt that ended had this code. */
    public long withCode(int wave, Code code) {
        return count(key -> key.wave() == wave && key.code().equals(code.word()));
    }

    /** Devices of which an attempt has ended. */
    public long endedOnce(int wave) {
        return count(
                key ->
                        key.wave() == wave
                                && (States.ENDED.contains(key.state()) || !key.code().isEmpty()));
    }

    /** Devices that said how it ended; silence and what we took back say nothing. */
    public long reported(int wave) {
        return count(key -> key.wave() == wave && States.REPORTED.contains(key.state()));
    }

    /** Devices of which it is known how long they took. */
    public long installs(int wave) {
        return installs.entrySet().stream()
                .filter(e -> e.getKey().wave() == wave)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /**
     * How long the given share of them took at most.
     *
     * @param percent above 0 and at most 100
     */
    public long installSeconds(int wave, int percent) {
        long within = Math.ceilDiv(installs(wave) * percent, 100);
        SortedMap<Long, Long> scale = new TreeMap<>();
        installs.forEach(
                (key, devices) -> {
                    if (key.wave() == wave) scale.put(key.seconds(), devices);
                });
        for (Map.Entry<Long, Long> step : scale.entrySet()) {
            within -= step.getValue();
            if (within <= 0) return step.getKey();
        }
        return 0;
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

    /** Devices of all waves that speak against the release. */
    public long bad() {
        return evidence.entrySet().stream()
                .filter(e -> e.getKey().verdict() == Verdict.BAD)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public long bad(int wave) {
        return ofWave(wave).failed();
    }

    /** Devices of the wave of which it is decided what they say. */
    public long decided(int wave) {
        return ofWave(wave).failed() + ofWave(wave).good();
    }

    /** Asked many times in each turn: a plain loop takes half as long as a stream. */
    private long count(Predicate<Key> which) {
        long devices = 0;
        for (Map.Entry<Key, Long> row : counts.entrySet())
            if (which.test(row.getKey())) devices += row.getValue();
        return devices;
    }
}
