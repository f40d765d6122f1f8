package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.Durations;
import io.github.canarywave.domain.rollout.Decision.Ask;
import io.github.canarywave.domain.rollout.Decision.Hold;
import io.github.canarywave.domain.rollout.Decision.Pause;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Keeps a wave shut until somebody else has agreed. */
final class Approving {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Approving() {}

    /** What is done instead of opening this wave; empty when it may open. */
    static Optional<Decision> hold(Rollout rollout, Approvals approvals, int next, Instant now) {
        List<Integer> missing = approvals.missing(rollout, rollout.openWave(), next);
        if (missing.isEmpty()) return Optional.empty();
        int wave = missing.getFirst();
        Approval rule = rollout.wave(wave).approval().orElseThrow();
        String what = "wave " + rollout.wave(wave).name();
        if (rollout.asked().isEmpty())
            return Optional.of(new Ask(what + " waits for an " + wanted(rule, approvals)));
        Rollout.Asked asked = rollout.asked().get();
        Instant end = asked.hearing().plus(rule.timeout());
        String since = " since " + MINUTE.format(asked.wall());
        String how =
                ": canarywave approve " + rollout.name() + " --wave " + rollout.wave(wave).name();
        return Optional.of(
                now.isBefore(end)
                        ? new Hold(
                                what
                                        + " waits"
                                        + since
                                        + " for an "
                                        + wanted(rule, approvals)
                                        + how,
                                Optional.of(end))
                        : new Pause(
                                Approvals.PAUSE,
                                what
                                        + " has waited"
                                        + since
                                        + " and nobody approved it within "
                                        + Durations.text(rule.timeout())
                                        + " ("
                                        + rule.who()
                                        + ", "
                                        + approvals.others()
                                        + "); a person approves and resumes it"));
    }

    private static String wanted(Approval rule, Approvals approvals) {
        return "approval by a person with the role " + rule.who() + ", " + approvals.others();
    }
}
