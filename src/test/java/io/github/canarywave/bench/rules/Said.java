package io.github.canarywave.bench.rules;

import io.github.canarywave.app.Heard;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Samples;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the devices of a group say of the commands of their attempts. */
final class Said {
    /** In which they are born before the rollout; see {@link Samples#birth}. */
    private static final SessionId BEFORE = new SessionId("s1");

    private static final SessionId AFTER = new SessionId("s2");

    private Said() {}

    static List<Heard> accepted(List<Attempt> group) {
        return reports(group, BEFORE, 1, WireState.ACCEPTED);
    }

    static List<Heard> installing(List<Attempt> group) {
        return reports(group, BEFORE, 2, WireState.INSTALLING);
    }

    static List<Heard> confirmed(List<Attempt> group) {
        return reports(group, AFTER, 1, WireState.CONFIRMED);
    }

    /** Each runs the new image after one more boot. */
    static List<Heard> born(List<Attempt> group) {
        Birth old = Samples.birth(Samples.NEW, 3);
        Birth birth =
                new Birth(
                        old.model(),
                        old.running(),
                        old.slot(),
                        old.boot() + 1,
                        "update",
                        AFTER,
                        1,
                        1,
                        1,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        old.labels());
        return group.stream()
                .<Heard>map(a -> new Heard.Born(a.device(), birth, Heard.Receipt.NONE))
                .toList();
    }

    private static List<Heard> reports(
            List<Attempt> group, SessionId session, long seq, WireState state) {
        return group.stream()
                .<Heard>map(
                        attempt ->
                                new Heard.Reported(
                                        attempt.device(),
                                        report(attempt, session, seq, state),
                                        Heard.Receipt.NONE))
                .toList();
    }

    private static Report report(Attempt attempt, SessionId session, long seq, WireState state) {
        return new Report(
                session,
                OptionalLong.of(seq),
                attempt.command().orElseThrow(),
                state,
                0,
                Optional.empty(),
                Optional.empty(),
                Samples.digest(attempt.device() + " " + session + " " + seq + " " + state));
    }
}
