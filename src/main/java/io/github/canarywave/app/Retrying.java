package io.github.canarywave.app;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.app.Operations.Retried;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.RetryRule;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.State;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tries devices again that have failed. What they said of the release before stays. */
final class Retrying {
    /** Devices in one call: each costs some rows, and a halt waits for the transaction. */
    static final int LIMIT = 5_000;

    private static final String LOST = "lost";
    private static final Set<String> ENDS =
            Set.of("RolledBack", "Failed", "Refused", "Expired", "Lost");

    private final TurnLoop loop;

    Retrying(TurnLoop loop) {
        this.loop = loop;
    }

    /**
     * @param code which devices; absent: those whose failure counts against the release
     */
    Outcome<Retried> retry(CampaignName name, Optional<String> code, String who, String why) {
        if (code.filter(word -> !word.equals(LOST) && Code.of(word).isEmpty()).isPresent())
            return new Conflict<>(
                    "no failure has the code \""
                            + code.get()
                            + "\"; those of this campaign: canarywave campaign get "
                            + name);
        return loop.control(control -> retry(control, name, code, who, why));
    }

    private static Outcome<Retried> retry(
            Control control, CampaignName name, Optional<String> code, String who, String why) {
        if (control.tx().rollout(name).isEmpty()) return new NotFound<>("no campaign " + name);
        Rollout rollout = control.book().rollout(name);
        if (!rollout.running())
            return new Conflict<>(
                    "campaign "
                            + name
                            + " is "
                            + rollout.state().word()
                            + ": devices are tried again while it runs"
                            + advice(rollout));
        List<Attempt> failed =
                control.tx().attemptsIn(name, ENDS, Integer.MAX_VALUE).stream()
                        .filter(attempt -> meant(attempt.state(), code))
                        .limit(LIMIT)
                        .toList();
        failed.forEach(attempt -> again(control, rollout, attempt));
        if (!failed.isEmpty()) {
            String what = failed.size() + " devices, " + code.orElse("counted failures");
            control.book().fact(name, "retried", what + ": " + Steering.said(who, why));
            control.audit(who, "retried", name, what + ": " + why);
        }
        return new Done<>(
                new Retried(Statuses.of(control.tx(), rollout, control.now()), failed.size()));
    }

    private static String advice(Rollout rollout) {
        return rollout.state() instanceof RolloutState.Halted
                        || rollout.state() instanceof RolloutState.Paused
                ? "; resume it first"
                : "; use canarywave update DEVICE or a new campaign";
    }

    private static boolean meant(State state, Optional<String> code) {
        String word = state instanceof State.Lost ? LOST : state.code().map(Code::word).orElse("");
        boolean counted =
                state instanceof State.Lost || state.code().filter(Code::counted).isPresent();
        return code.map(word::equals).orElse(counted);
    }

    private static void again(Control control, Rollout rollout, Attempt ended) {
        Instant now = control.now().hearing();
        Instant giveUp = now.plus(rollout.campaign().device().timeouts().online());
        control.tx().replace(ended, ended, Optional.of(RetryRule.wished(ended, now, giveUp)));
        control.book().fact(ended, "retried", "a person wants it again");
    }
}
