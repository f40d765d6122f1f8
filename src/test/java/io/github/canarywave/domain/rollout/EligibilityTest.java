package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.birth;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.device;
import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.queued;
import static io.github.canarywave.domain.rollout.Samples.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Model;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class EligibilityTest {
    private static final Rollout ROLLOUT = running(campaign(failures(10, 5)), 100, 0);

    @Test
    void asksInTheOrderInWhichPeopleAsk() {
        assertThat(Eligibility.of(new Candidate(device(1), queued(1, 0)), ROLLOUT, clock(0)))
                .extracting(Condition::name)
                .containsExactly(
                        "rollout-running",
                        "wave-open",
                        "stratum-not-held",
                        "window-open",
                        "attempt-queued",
                        "wait-over",
                        "device-online",
                        "not-held",
                        "model-as-registered",
                        "image-not-current",
                        "security-version",
                        "not-busy",
                        "counter-left");
    }

    @Test
    void whoMeetsEverythingMayGo() {
        assertThat(Eligibility.obstacle(new Candidate(device(1), queued(1, 0)), ROLLOUT, clock(0)))
                .isEmpty();
    }

    @Test
    void eachConditionAloneKeepsADeviceBack() {
        Attempt queued = queued(1, 0);
        Rollout paused = ROLLOUT.in(new RolloutState.Paused("by ada", ""), "by ada");
        onlyObstacle("rollout-running", "rollout is Paused", device(1), queued, paused);
        onlyObstacle("wave-open", "wave all is not open", device(1), queued(1, 1), ROLLOUT);
        onlyObstacle(
                "stratum-not-held",
                "held, stratum s: 3 of 3 failed",
                device(1),
                queued,
                ROLLOUT.holding("s", "stratum s: 3 of 3 failed"));
        onlyObstacle(
                "attempt-queued",
                "attempt 1 is Lost",
                device(1),
                queued.in(new State.Lost(at(0))),
                ROLLOUT);
        onlyObstacle("device-online", "device is offline", device(1).offline(), queued, ROLLOUT);
        onlyObstacle(
                "not-held",
                "device is held by ada: bench",
                device(1).heldBecause("by ada: bench"),
                queued,
                ROLLOUT);
        onlyObstacle(
                "model-as-registered",
                "device says model other, registered as esp32",
                device(1, birth(new Model("other"), Samples.OLD, 2)),
                queued,
                ROLLOUT);
        onlyObstacle(
                "image-not-current",
                "device runs " + Samples.NEW,
                device(1, birth(Samples.NEW, 3)),
                queued,
                ROLLOUT);
        onlyObstacle(
                "security-version",
                "device has security version 4, the release 3",
                device(1, birth(Samples.OLD, 4)),
                queued,
                ROLLOUT);
        onlyObstacle(
                "not-busy",
                "device is busy with other",
                device(1).takenBy(new CampaignName("other")),
                queued,
                ROLLOUT);
    }

    @Test
    void aDeviceOfWhichNoBirthIsKnownIsNotCommanded() {
        Device unborn = Device.registered(Samples.id(1), Samples.MODEL, Map.of()).heardAt(at(0));
        onlyObstacle(
                "model-as-registered",
                "device says model nothing, registered as esp32",
                unborn,
                queued(1, 0),
                ROLLOUT);
    }

    @Test
    void aWaitSaysHowLongAfterWhatAndUntilWhen() {
        Attempt failed = queued(1, 0).in(new State.Failed(at(0), Code.DNS));
        Attempt waiting = failed.next(at(90), 0, 1);
        Condition obstacle =
                Eligibility.obstacle(new Candidate(device(1), waiting), ROLLOUT, clock(30))
                        .orElseThrow();
        assertThat(obstacle)
                .isEqualTo(
                        new Condition(
                                "wait-over",
                                "waits 60 s more after dns",
                                false,
                                Optional.of(at(90))));
        assertThat(Eligibility.obstacle(new Candidate(device(1), waiting), ROLLOUT, clock(90)))
                .isEmpty();
    }

    @Test
    void theSameSecurityVersionAndOurOwnCommandAreNoObstacle() {
        Device ours = device(1, birth(Samples.OLD, 3)).takenBy(ROLLOUT.name());
        assertThat(Eligibility.obstacle(new Candidate(ours, queued(1, 0)), ROLLOUT, clock(0)))
                .isEmpty();
    }

    private static void onlyObstacle(
            String name, String value, Device device, Attempt attempt, Rollout rollout) {
        List<Condition> unmet =
                Eligibility.of(new Candidate(device, attempt), rollout, clock(0)).stream()
                        .filter(c -> !c.met())
                        .toList();
        assertThat(unmet).containsExactly(Condition.of(name, value, false));
        assertThat(Eligibility.obstacle(new Candidate(device, attempt), rollout, clock(0)))
                .contains(unmet.getFirst());
    }

    private static HearingTime clock(long seconds) {
        return HearingTime.first(at(seconds));
    }
}
