package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Retried;
import io.github.canarywave.app.Rollbacks.Made;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** What people can do when a campaign was halted. */
class AfterHaltTest {
    private static final CampaignName NAME = Bench.NAME;
    private static final Person ADA = new Person("ada", Role.ADMIN, "a");
    private static final Person BOB = new Person("bob", Role.OPERATOR, "b");
    private static final Person EVE = new Person("eve", Role.VIEWER, "e");

    private final Bench bench = Bench.started(campaign(failures(10, 5)), 20);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private final Steering steering = new Steering(bench.store, loop, bench.turns);
    private final Retrying retrying = new Retrying(loop);

    AfterHaltTest() {
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
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    private void haltByGate() {
        for (StoredCommand command : List.copyOf(bench.published)) {
            offer(command, 1, WireState.INSTALLING);
            offer(command, 2, WireState.ROLLED_BACK, Code.HEALTH_CHECK);
        }
        await().until(() -> bench.rollout().state() instanceof RolloutState.Halted);
    }

    private void offer(StoredCommand command, long seq, WireState state, Code... why) {
        int device = Bench.number(command.device());
        bench.inbox.offer(bench.report(device, command.id(), seq, state, why));
    }

    @Test
    void anotherPersonAcceptsTheEvidenceAndNobodyElse() {
        haltByGate();
        forbidden(steering.resumeAcceptingEvidence(NAME, ADA, "I know"), "ada created");
        forbidden(steering.resumeAcceptingEvidence(NAME, EVE, "I know"), "eve has the role");
        forbidden(
                steering.resumeAcceptingEvidence(NAME, new Person("bob", Role.ADMIN, "x"), "hm"),
                "the token of bob");
        assertThat(steering.resumeAcceptingEvidence(NAME, BOB, " "))
                .isInstanceOf(Outcome.Conflict.class);
        assertThat(bench.rollout().state()).isInstanceOf(RolloutState.Halted.class);
        assertThat(steering.resumeAcceptingEvidence(NAME, BOB, "the rig had no power"))
                .isInstanceOf(Outcome.Done.class);
        assertThat(bench.rollout().running()).isTrue();
        assertThat(bench.turns.isShut(NAME)).isFalse();
        assertThat(
                        bench.store.<List<AuditLine>>read(
                                reads -> reads.people().audit(Long.MAX_VALUE, 1)))
                .singleElement()
                .satisfies(line -> assertThat(line.what()).isEqualTo("evidence-accepted"))
                .satisfies(line -> assertThat(line.who()).isEqualTo("bob"));
        assertThat(steering.resumeAcceptingEvidence(NAME, BOB, "again"))
                .as("nothing to accept any more")
                .isInstanceOf(Outcome.Conflict.class);
    }

    @Test
    void retriesThoseThatFailedWhileItRunsAndTheirEvidenceStays() {
        haltByGate();
        assertThat(retry(Optional.empty()))
                .isInstanceOfSatisfying(
                        Outcome.Conflict.class,
                        c -> assertThat(c.why()).contains("is Halted", "resume it first"));
        steering.resumeAcceptingEvidence(NAME, BOB, "the rig had no power");
        long bad = bench.store.read(reads -> reads.tally(NAME)).bad(0);
        assertThat(bad).isEqualTo(5);
        assertThat(retry(Optional.of("boot-loop"))).isEqualTo(retried(0));
        assertThat(retry(Optional.of("nonsense"))).isInstanceOf(Outcome.Conflict.class);
        assertThat(retry(Optional.of("health-check"))).isEqualTo(retried(5));
        assertThat(retry(Optional.empty())).as("a second time").isEqualTo(retried(0));
        assertThat(bench.store.read(reads -> reads.tally(NAME)).bad(0)).isEqualTo(bad);
        int device = Bench.number(bench.published.getFirst().device());
        assertThat(bench.attempt(device).number()).isEqualTo(2);
        assertThat(bench.attempt(device).state())
                .as("in the window or waiting for it")
                .isInstanceOfAny(State.Queued.class, State.Commanded.class);
        assertThat(bench.attempt(device).giveUpAt()).isAfter(bench.now().hearing());
    }

    private Outcome<Integer> retry(Optional<String> code) {
        return switch (retrying.retry(NAME, code, "ada", "")) {
            case Outcome.Done<Retried>(var done) -> new Outcome.Done<>(done.devices());
            case Outcome.Conflict<Retried>(var why) -> new Outcome.Conflict<>(why);
            default -> throw new IllegalStateException("neither done nor refused");
        };
    }

    private static Outcome<Integer> retried(int devices) {
        return new Outcome.Done<>(devices);
    }

    private static void forbidden(Outcome<?> outcome, String why) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Forbidden.class, f -> assertThat(f.why()).startsWith(why));
    }

    // Going back.

    private Made made(Optional<Version> to) {
        Rollbacks rollbacks =
                new Rollbacks(Bench::reading, bench.rollout(), to, bench.now().hearing());
        return bench.store.read(rollbacks::all);
    }

    /** The last five devices run the new version. */
    private void someRunIt() {
        for (int i = 15; i < 20; i++) bench.rebooted(i, Samples.NEW, "s9", 9);
    }

    @Test
    void goesBackToTheReleaseBeforeWithThoseThatRunTheBadOne() {
        refused(made(Optional.empty()), "no release of lamp is known that devices ran before");
        refused(made(Optional.of(new Version("9"))), "there is no release lamp 9");
        bench.addOld(99);
        refused(made(Optional.empty()), "no device runs");
        someRunIt();
        assertThat(made(Optional.empty()))
                .isInstanceOfSatisfying(
                        Made.Ready.class,
                        ready ->
                                assertThat(ready.text())
                                        .contains(
                                                "metadata: {name: \"lamps-rollback\"}",
                                                "cohort: {rollbackOf: \"lamps\"}",
                                                "version: \"" + Samples.OLD + "\""));
        refused(made(Optional.of(new Version(Samples.NEW))), "is what is to be rolled back");
    }

    @Test
    void neverGoesBelowTheSecurityVersionOfADevice() {
        bench.addOld(0);
        someRunIt();
        refused(made(Optional.empty()), "5: runs a higher security version than 0");
    }

    private static void refused(Made made, String why) {
        assertThat(made)
                .isInstanceOfSatisfying(Made.Refused.class, r -> assertThat(r.why()).contains(why));
    }
}
