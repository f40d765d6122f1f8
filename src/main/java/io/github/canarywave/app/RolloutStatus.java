package io.github.canarywave.app;

import io.github.canarywave.domain.rollout.GateNumbers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rollout as people see it: computed once on the server, the same in page, command and API.
 *
 * @param state Preparing, Running, Paused, Halted, Aborted or Done
 * @param reason why it does what it does now, one sentence with numbers
 * @param byGate whether a gate and not a person halted or paused it
 * @param states devices by the state of their attempt
 * @param window size of the in-flight window now
 * @param parked devices in flight that are offline or silent before the start of installation
 * @param rollback what becomes of going back from its release; absent: it is not spoken of
 * @param failures codes by which attempts ended, most first
 * @param events what happened, newest first, at most {@link #EVENTS}
 */
public record RolloutStatus(
        String name,
        String product,
        String version,
        String state,
        String reason,
        boolean byGate,
        int cohort,
        Instant startedAt,
        Optional<Instant> endedAt,
        Map<String, Long> states,
        long inFlight,
        long window,
        long parked,
        Optional<RollbackStatus> rollback,
        List<WaveStatus> waves,
        List<Failure> failures,
        List<Event> events) {
    public static final int EVENTS = 50;

    /** The same without what happened: for those who are told that line by line. */
    public RolloutStatus withoutEvents() {
        return new RolloutStatus(
                name, product, version, state, reason, byGate, cohort, startedAt, endedAt, states,
                inFlight, window, parked, rollback, waves, failures, List.of());
    }

    /** What a person can do about a rollout that has stopped, as commands. */
    public List<String> next() {
        String resume = "canarywave resume " + name + " --reason TEXT";
        String accept =
                "canarywave resume " + name + " --accept-evidence --reason TEXT (another person)";
        String back =
                rollback.flatMap(RollbackStatus::campaign)
                        .map(campaign -> "canarywave watch " + campaign)
                        .orElse("canarywave rollback " + name + " --reason TEXT");
        String fix = "canarywave plan FILE (a fixed version)";
        return switch (state) {
            case "Halted" -> List.of(back, fix, byGate ? accept : resume);
            case "Aborted" -> List.of(back, fix);
            case "Paused" -> List.of(resume);
            default -> List.of();
        };
    }

    /**
     * Going back from its release as people see it.
     *
     * @param campaign that brings its devices back, if one does or did
     * @param text one sentence
     */
    public record RollbackStatus(Optional<String> campaign, String text) {}

    /**
     * A wave as people see it.
     *
     * @param state waiting, running, soaking, passed, halted or done
     * @param ok devices that ended confirmed or ran the image already
     * @param failed devices that ended rolled back, failed, refused, expired or lost
     * @param running devices between command and outcome
     * @param info one short sentence, may be empty
     */
    public record WaveStatus(
            String name,
            String upTo,
            int devices,
            String state,
            long ok,
            long failed,
            long running,
            String info,
            List<GateStatus> gates) {}

    /**
     * A gate as people see it.
     *
     * @param status waiting, passing, inconclusive (a person decides) or breached
     * @param numbers what the gate decides on
     */
    public record GateStatus(String name, String status, String text, GateNumbers numbers) {
        /** A gate that has no number. */
        public GateStatus(String name, String status, String text) {
            this(name, status, text, GateNumbers.NONE);
        }
    }

    /**
     * How many devices ended with a code.
     *
     * @param cause network, server, unknown, device, policy or power; silence for lost devices
     */
    public record Failure(String code, String cause, boolean counted, long devices) {}

    /** Something that happened to the rollout as a whole. */
    public record Event(Instant at, String what, String why) {}
}
