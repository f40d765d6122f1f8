package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.failures;
import static io.github.canarywave.domain.rollout.Samples.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What happens when a wave waits for somebody to agree. */
class ApproverTest {
    private static final CampaignName NAME = Bench.NAME;
    private static final Person ADA = new Person("ada", Role.ADMIN, "a");
    private static final Person BOB = new Person("bob", Role.APPROVER, "b");
    private static final Person EVE = new Person("eve", Role.VIEWER, "e");

    private final Bench bench = new Bench(guarded(Duration.ofDays(3)), 20);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private final Approver approver = new Approver(loop);
    private final Steering steering = new Steering(bench.store, loop, bench.turns);

    ApproverTest() {
        bench.store.write(
                tx -> {
                    tx.people().revise(NAME, "", "ada", Samples.T0);
                    for (Person p : List.of(ADA, BOB, EVE))
                        tx.people()
                                .issue(
                                        new IssuedToken(
                                                p.token(),
                                                p.name(),
                                                p.role(),
                                                Samples.T0,
                                                "ada",
                                                Optional.empty()));
                    return tx;
                });
        for (int i = 0; i < 20; i++) bench.born(i, Samples.OLD);
        loop.start();
    }

    /** Its first wave waits for an approver, its last for nobody. */
    private static Campaign guarded(Duration timeout) {
        Wave canary =
                wave("canary", 10, failures(10, 5))
                        .approvedBy(new Approval(Set.of(Role.APPROVER), timeout));
        Wave all = new Wave("all", Size.percent(100), Duration.ZERO, List.of());
        return Samples.campaign(Pace.DEFAULT, canary, all);
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    private Outcome<RolloutStatus> approve(Person by) {
        return approver.approve(NAME, Optional.of("canary"), by, "looks good");
    }

    private void waiting() {
        await().until(() -> bench.rollout().reason().contains("waits since"));
    }

    @Test
    void opensNothingBeforeAnotherPersonAgreedAndSaysForWhomItWaits() {
        waiting();
        assertThat(bench.rollout().reason())
                .startsWith("wave canary waits since 2026-")
                .contains(
                        " UTC for an approval by a person with the role approver, not ada:"
                                + " canarywave approve lamps --wave canary");
        assertThat(bench.published).isEmpty();
        assertThat(bench.rollout().openWave()).isEqualTo(-1);
        forbidden(approve(ADA), "ada created the campaign and cannot approve it");
        forbidden(approve(EVE), "eve has the role viewer, this needs the role approver");
        forbidden(
                approve(new Person("bob", Role.APPROVER, "forged")),
                "the token of bob counts no more");
        assertThat(bench.rollout().openWave()).isEqualTo(-1);
        assertThat(approve(BOB)).isInstanceOf(Outcome.Done.class);
        await().until(() -> bench.published.size() == 5);
        assertThat(bench.rollout().asked()).isEmpty();
        assertThat(audited()).contains("bob approved campaign/lamps");
    }

    @Test
    void twiceIsNoFaultAndANameThatNeedsNoneIs() {
        waiting();
        Outcome<RolloutStatus> first =
                approver.approve(NAME, Optional.of("canary"), BOB, "looks good");
        assertThat(first).isInstanceOf(Outcome.Done.class);
        await().until(() -> bench.rollout().openWave() == 0);
        assertThat(approver.approve(NAME, Optional.of("canary"), BOB, "looks good"))
                .isInstanceOf(Outcome.Done.class);
        assertThat(approver.approve(NAME, Optional.of("all"), BOB, "x"))
                .isInstanceOf(Outcome.Conflict.class);
        assertThat(approver.approve(NAME, Optional.of("half"), BOB, "x"))
                .isInstanceOf(Outcome.NotFound.class);
        assertThat(approver.approve(NAME, Optional.empty(), BOB, "x"))
                .as("nothing waits")
                .isInstanceOf(Outcome.Conflict.class);
        assertThat(approver.approve(NAME, Optional.empty(), BOB, " "))
                .isInstanceOf(Outcome.Invalid.class);
    }

    @Test
    void whoNamesNoWaveAgreesToNothingAndHearsWhichOneWaits() {
        waiting();
        assertThat(approver.approve(NAME, Optional.empty(), BOB, "looks good"))
                .isEqualTo(
                        new Outcome.Invalid<RolloutStatus>(
                                List.of(
                                        "approve needs the wave that you have looked at; it waits"
                                                + " for canary: canarywave approve lamps --wave"
                                                + " canary")));
        assertThat(bench.rollout().openWave()).isEqualTo(-1);
        assertThat(bench.published).isEmpty();
    }

    @Test
    void whoWroteThePresentRevisionCannotAgreeEither() {
        waiting();
        bench.store.write(
                tx -> {
                    tx.people().revise(NAME, "", "bob", Samples.T0);
                    return tx;
                });
        forbidden(approve(BOB), "bob wrote its present revision");
    }

    @Test
    void anApprovalEndsWithItsToken() {
        waiting();
        bench.store.write(
                tx -> {
                    assertThat(tx.people().approve(wish(BOB))).isEmpty();
                    assertThat(tx.people().revoke("bob", Samples.T0)).isTrue();
                    return tx;
                });
        forbidden(approve(BOB), "the token of bob counts no more");
        assertThat(bench.rollout().openWave()).isEqualTo(-1);
    }

    @Test
    void nobodyOpensAWaveByGoingAroundTheRules() {
        waiting();
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () ->
                                bench.store.write(
                                        tx -> {
                                            tx.save(
                                                    tx.rollout(NAME)
                                                            .orElseThrow()
                                                            .opening(0, "let me"));
                                            return tx;
                                        }))
                .hasMessageContaining("wave canary of lamps cannot open: nobody has approved it");
        assertThat(bench.rollout().openWave()).isEqualTo(-1);
    }

    @Test
    void aPauseForWantOfAnApprovalIsNotResumedPastIt() {
        waiting();
        bench.store.write(
                tx -> {
                    tx.save(
                            tx.rollout(NAME)
                                    .orElseThrow()
                                    .in(new RolloutState.Paused("late", "approval"), "late"));
                    return tx;
                });
        assertThat(steering.resume(NAME, "ada", "wait on")).isInstanceOf(Outcome.Done.class);
        waiting();
        assertThat(bench.rollout().overruled()).isEmpty();
        assertThat(bench.published).isEmpty();
    }

    private static ApprovalWish wish(Person by) {
        return new ApprovalWish(NAME, "canary", "opening", Approval.DEFAULT, by, Samples.T0, "");
    }

    private List<String> audited() {
        return bench.store.read(
                reads ->
                        reads.people().audit(Long.MAX_VALUE, 9).stream()
                                .map(line -> line.who() + " " + line.what() + " " + line.object())
                                .toList());
    }

    private static void forbidden(Outcome<?> outcome, String why) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Forbidden.class, f -> assertThat(f.why()).startsWith(why));
    }
}
