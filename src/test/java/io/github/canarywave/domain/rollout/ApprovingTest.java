package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;
import static io.github.canarywave.domain.rollout.Samples.counted;
import static io.github.canarywave.domain.rollout.Samples.counts;
import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.running;
import static io.github.canarywave.domain.rollout.Samples.surelyFailures;
import static io.github.canarywave.domain.rollout.Samples.wave;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class ApprovingTest {
    private static final Approval RULE = new Approval(Set.of(Role.APPROVER), Duration.ofDays(3));
    private static final Instant WALL = Instant.parse("2026-11-20T14:31:07Z");
    private static final Wave LAST = new Wave("all", Size.percent(100), Duration.ZERO, List.of());

    private static Campaign campaign(Wave... waves) {
        return Samples.campaign(Pace.DEFAULT, waves);
    }

    /** The canary is good and its soak is over. */
    private static Rollout soaked(Campaign campaign) {
        return counted(running(campaign, 100, 0), 10, 10, 10).settled(at(0));
    }

    private static Decision decide(Rollout rollout, Approvals approvals, long second) {
        return decide(rollout, approvals, counts().good(0, 10).in(1, "Queued", 90), second);
    }

    private static Decision decide(
            Rollout rollout, Approvals approvals, Samples.Counts counts, long second) {
        View view =
                new View(
                        rollout,
                        counts.tally(),
                        0,
                        false,
                        List.of(),
                        Optional.empty(),
                        approvals,
                        Optional.empty());
        return Deciding.decide(view, at(second)).getLast();
    }

    private static Approvals given(String person, Role role) {
        return given("all", person, role);
    }

    private static Approvals given(String wave, String person, Role role) {
        return new Approvals(
                "ada", "cy", List.of(new Approvals.Given(wave, Approvals.OPENING, person, role)));
    }

    private static final Rollout GUARDED =
            soaked(campaign(wave("canary", 10, failures(10, 5)), LAST.approvedBy(RULE)));

    @Test
    void asksOnceThenWaitsAndPausesWhenNobodyAgreedInTime() {
        Approvals nobody = new Approvals("ada", "ada", List.of());
        assertThat(decide(GUARDED, nobody, 1_800)).isInstanceOf(Decision.Ask.class);
        Rollout asked = GUARDED.asking(at(1_800), WALL);
        assertThat(decide(asked, nobody, 2_000))
                .isEqualTo(
                        new Decision.Hold(
                                "wave all waits since 2026-11-20 14:31 UTC for an approval by a"
                                        + " person with the role approver, not ada: canarywave"
                                        + " approve lamps --wave all",
                                Optional.of(at(1_800 + 259_200))));
        assertThat(decide(asked, nobody, 1_800 + 259_200))
                .isEqualTo(
                        new Decision.Pause(
                                "approval",
                                "wave all has waited since 2026-11-20 14:31 UTC and nobody"
                                        + " approved it within 3d (approver, not ada); a person"
                                        + " approves and resumes it"));
    }

    @Test
    void opensWithTheApprovalOfAnotherPersonAndWithNoOther() {
        assertThat(decide(GUARDED, given("bob", Role.APPROVER), 1_800))
                .isInstanceOf(Decision.OpenWave.class);
        assertThat(decide(GUARDED, given("bob", Role.ADMIN), 1_800))
                .isInstanceOf(Decision.OpenWave.class);
        for (Approvals not :
                List.of(
                        given("ada", Role.ADMIN),
                        given("cy", Role.ADMIN),
                        given("bob", Role.OPERATOR),
                        given("bob", Role.VIEWER),
                        new Approvals("", "", given("bob", Role.ADMIN).given()),
                        Approvals.NONE))
            assertThat(decide(GUARDED, not, 1_800)).as("" + not).isInstanceOf(Decision.Ask.class);
    }

    @Test
    void anApprovalOpensNothingBeforeTheGatesDo() {
        assertThat(decide(GUARDED, given("bob", Role.APPROVER), 1_799))
                .isInstanceOf(Decision.Hold.class);
    }

    @Test
    void aWaveThatIsLeftOutKeepsItsApproval() {
        Wave tiny = wave("tiny", 1);
        Rollout rollout =
                soaked(campaign(wave("canary", 10, failures(10, 5)), tiny.approvedBy(RULE), LAST));
        assertThat(rollout.nextWave()).contains(2);
        assertThat(decide(rollout, new Approvals("ada", "ada", List.of()), 1_800))
                .isInstanceOf(Decision.Ask.class);
        assertThat(decide(rollout, given("tiny", "bob", Role.APPROVER), 1_800))
                .isInstanceOf(Decision.OpenWave.class);
    }

    @Test
    void aGateThatSaysNothingIsPassedByApprovalAndStillHaltsLater() {
        Rollout rollout = soaked(campaign(wave("canary", 10, surelyFailures(10, 5)), LAST));
        Samples.Counts chance =
                counts().good(0, 8).bad(0, 1).in(0, "Queued", 1).in(1, "Queued", 90);
        assertThat(decide(rollout, Approvals.NONE, chance, 1_800))
                .isInstanceOf(Decision.Hold.class);
        assertThat(
                        Deciding.undecided(
                                rollout,
                                chance.tally(),
                                Answers.NONE,
                                HearingTime.first(at(1_799))))
                .isEmpty();
        List<String> names =
                Deciding.undecided(
                        rollout, chance.tally(), Answers.NONE, HearingTime.first(at(1_800)));
        assertThat(names).containsExactly("0/0/opens");
        Rollout agreed = rollout.overruling(names.getFirst());
        assertThat(
                        Deciding.undecided(
                                agreed, chance.tally(), Answers.NONE, HearingTime.first(at(1_800))))
                .isEmpty();
        assertThat(decide(agreed, Approvals.NONE, chance, 1_800))
                .isInstanceOf(Decision.OpenWave.class);
        Samples.Counts worse = counts().good(0, 4).bad(0, 6).in(1, "Queued", 90);
        assertThat(decide(agreed, Approvals.NONE, worse, 1_800)).isInstanceOf(Decision.Halt.class);
    }
}
