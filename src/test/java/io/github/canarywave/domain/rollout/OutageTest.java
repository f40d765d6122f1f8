package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.candidate;
import static io.github.canarywave.domain.rollout.Samples.counted;
import static io.github.canarywave.domain.rollout.Samples.counts;
import static io.github.canarywave.domain.rollout.Samples.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.rollout.ControlGroup.Presence;
import io.github.canarywave.domain.rollout.Decision.Hold;
import io.github.canarywave.domain.rollout.Decision.Publish;
import io.github.canarywave.domain.rollout.Decision.Watch;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class OutageTest {
    private static final Outage OUTAGE =
            Outage.begun(
                    new Outage.Group.OfSite("site", "north"),
                    at(0),
                    at(100),
                    "300 of 1000 devices of site north went silent");
    private static final Rollout CANARY =
            counted(running(campaign(Defaults.GATE), 100, 0), 1, 9, 1);
    private static final Samples.Counts MANY = counts().bad(0, 5).in(0, "Queued", 5);

    @Test
    void whileItLastsNothingIsCommandedJudgedOrHalted() {
        assertThat(decide(CANARY, Optional.empty(), 120)).anyMatch(Decision.Halt.class::isInstance);
        assertThat(decide(CANARY.in(OUTAGE), Optional.empty(), 120))
                .containsExactly(
                        new Hold(
                                "wave canary: 300 of 1000 devices of site north went silent: an"
                                        + " outage that they share; it goes on by itself when they"
                                        + " are back",
                                Optional.empty()));
    }

    @Test
    void itGoesOnWhileTheOthersAreAwayAndIsLookedAtAgain() {
        Watch watch = (Watch) decide(CANARY.in(OUTAGE), controls(700, 300), 160).getFirst();
        assertThat(watch.outage().lasts()).isTrue();
        assertThat(watch.outage().lookAgain()).isEqualTo(at(160).plus(Outage.LOOK));
        assertThat(watch.outage().seen()).isEqualTo(at(100));
    }

    @Test
    void itIsOverWhenNoMoreOfTheOthersAreAwayThanMayFail() {
        Watch watch = (Watch) decide(CANARY.in(OUTAGE), controls(980, 20), 160).getFirst();
        assertThat(watch.outage().over()).contains(at(160));
        assertThat(decide(CANARY.in(watch.outage()), Optional.empty(), 161))
                .anyMatch(Decision.Halt.class::isInstance);
        assertThat(watch.outage().waitUntil(at(500))).isEqualTo(at(160).plus(Duration.ofHours(24)));
        View view =
                view(
                        CANARY.in(watch.outage()),
                        counts().good(0, 5).in(0, "Queued", 5),
                        Optional.empty());
        assertThat(Deciding.decide(view, at(161))).anyMatch(Publish.class::isInstance);
    }

    @Test
    void afterADayItNamesThePersonWhoDecides() {
        long day = 100 + Duration.ofHours(24).toSeconds();
        assertThat(decide(CANARY.in(OUTAGE), Optional.empty(), day - 1).getFirst().why())
                .doesNotContain("person");
        assertThat(decide(CANARY.in(OUTAGE), Optional.empty(), day).getFirst().why())
                .contains("a person halts the rollout or waits");
    }

    private static Optional<ControlGroup> controls(long online, long gone) {
        return Optional.of(
                new ControlGroup("site north", new Presence(5, 5), new Presence(online, gone)));
    }

    private static List<Decision> decide(
            Rollout rollout, Optional<ControlGroup> controls, long second) {
        return Deciding.decide(view(rollout, MANY, controls), at(second));
    }

    private static View view(
            Rollout rollout, Samples.Counts counts, Optional<ControlGroup> controls) {
        return new View(
                rollout,
                counts.tally(),
                0,
                false,
                List.of(candidate(7, 0)),
                Optional.empty(),
                Approvals.NONE,
                controls);
    }
}
