package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.RolloutStatus.RollbackStatus;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.OnHalt;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollback;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Going back by itself, when a gate has halted a campaign that asks for it. */
class AutomaticRollbackTest {
    private static final CampaignName BACK = new CampaignName("lamps-rollback");
    private static final Campaign ASKS =
            CampaignDraft.of(campaign(failures(10, 2))).onHalt(OnHalt.ROLLBACK).build();

    private final Bench bench = Bench.started(ASKS, 20);

    /** One has confirmed, one may still install, one has rolled back, two are taken back. */
    private void haltByGate() {
        List<StoredCommand> commands = List.copyOf(bench.published);
        for (StoredCommand command : commands.subList(0, 3)) says(command, 1, WireState.INSTALLING);
        bench.rebooted(number(commands.getFirst()), Samples.NEW, "s9", 9);
        says(commands.getFirst(), 2, WireState.CONFIRMED);
        rolledBack(commands.get(2));
        bench.wishes();
        assertThat(bench.rollout().state()).isInstanceOf(RolloutState.Halted.class);
        while (bench.turns.withdraw(bench.now())) bench.pass(1);
    }

    private void lastOneEnds() {
        rolledBack(bench.published.get(1));
    }

    private void rolledBack(StoredCommand command) {
        says(command, 2, WireState.ROLLED_BACK, Code.HEALTH_CHECK);
    }

    private void says(StoredCommand command, long seq, WireState state, Code... why) {
        bench.fold(bench.report(number(command), command.id(), seq, state, why));
    }

    private static int number(StoredCommand command) {
        return Bench.number(command.device());
    }

    private boolean rollsBack(Turns turns) {
        boolean any = false;
        while (turns.rollBack(bench.now())) any = true;
        return any;
    }

    private Optional<Rollout> back() {
        return bench.store.read(reads -> reads.rollout(BACK));
    }

    private RollbackStatus status() {
        return bench.store
                .<RolloutStatus>read(reads -> Statuses.of(reads, bench.rollout(), bench.now()))
                .rollback()
                .orElseThrow();
    }

    private List<String> audit() {
        return bench.store.<List<AuditLine>>read(r -> r.people().audit(Long.MAX_VALUE, 9)).stream()
                .map(
                        line ->
                                line.who()
                                        + " "
                                        + line.what()
                                        + " "
                                        + line.object()
                                        + " "
                                        + line.why())
                .toList();
    }

    @Test
    void beginsOnceNobodyIsBetweenCommandAndOutcomeAndOnlyOnce() {
        bench.addOld(3);
        haltByGate();
        assertThat(rollsBack(bench.turns)).as("one may still install").isFalse();
        assertThat(status().text())
                .endsWith("once nobody is between command and outcome; devices that are: 1");
        lastOneEnds();
        assertThat(rollsBack(bench.turns)).isTrue();
        assertThat(bench.rollout().rollback()).isEqualTo(new Rollback.Begun(BACK));
        assertThat(status())
                .isEqualTo(
                        new RollbackStatus(
                                Optional.of("lamps-rollback"),
                                "campaign lamps-rollback brings its devices back"));
        assertThat(audit())
                .singleElement()
                .asString()
                .startsWith(
                        "canarywave applied campaign/lamps-rollback rollback of lamps, halted by a"
                                + " gate: ")
                .contains("failureRate");
        while (bench.turns.freeze(bench.now())) bench.pass(1);
        assertThat(back().orElseThrow().release().name().version().value()).isEqualTo(Samples.OLD);
        assertThat(bench.store.<List<Attempt>>read(r -> r.attemptsIn(BACK, Set.of("Queued"), 99)))
                .extracting(Attempt::device)
                .containsExactly(bench.published.getFirst().device());
        assertThat(rollsBack(bench.turns)).isFalse();
        assertThat(rollsBack(bench.restarted())).isFalse();
        assertThat(bench.store.<List<Rollout>>read(Store.Reads::rollouts)).hasSize(2);
    }

    @Test
    void beginsAfterARestart() {
        bench.addOld(3);
        haltByGate();
        lastOneEnds();
        assertThat(rollsBack(bench.restarted())).isTrue();
        assertThat(back()).isPresent();
    }

    @Test
    void isRefusedOnceAndSaysWhy() {
        bench.addOld(1);
        haltByGate();
        lastOneEnds();
        assertThat(rollsBack(bench.turns)).isTrue();
        assertThat(back()).isEmpty();
        assertThat(status().text())
                .startsWith("does not begin by itself: none of the devices that run lamp 1.1.0 can")
                .contains("1: runs a higher security version than 1");
        assertThat(audit()).singleElement().asString().contains("canarywave rollback-refused");
        assertThat(rollsBack(bench.turns)).isFalse();
        assertThat(rollsBack(bench.restarted())).isFalse();
        assertThat(
                        bench.store.<List<Fact>>read(r -> r.rolloutFacts(Bench.NAME, 99)).stream()
                                .filter(fact -> fact.what().equals("rollback-refused")))
                .hasSize(1);
    }

    @Test
    void aPersonsHaltBringsNobodyBack() {
        bench.addOld(3);
        int free = 0;
        while (!(bench.attempt(free).state() instanceof State.Queued)) free++;
        bench.rebooted(free, Samples.NEW, "s9", 9);
        bench.turns.halt(Bench.NAME, "by ada", bench.now());
        while (bench.turns.withdraw(bench.now())) bench.pass(1);
        assertThat(bench.store.<Long>read(r -> r.tally(Bench.NAME).inFlight())).isZero();
        assertThat(rollsBack(bench.turns)).isFalse();
        assertThat(rollsBack(bench.restarted())).isFalse();
    }

    @Test
    void onlyWhoAsksForItGoesBackAndARollbackNeverDoes() {
        assertThat(campaign(failures(10, 2)).rollsBack()).isFalse();
        assertThat(ASKS.rollsBack()).isTrue();
        assertThat(
                        CampaignDraft.of(ASKS)
                                .cohort(ASKS.cohort().rollbackOf(Optional.of(Bench.NAME)))
                                .build()
                                .rollsBack())
                .isFalse();
    }

    @Test
    void looksAtABigFleetInParts() {
        Bench big = new Bench(ASKS, 5_001);
        big.addOld(3);
        Rollbacks rollbacks =
                new Rollbacks(Bench::reading, big.rollout(), Optional.empty(), Samples.T0);
        assertThat(big.store.<Optional<Rollbacks.Made>>read(rollbacks::more)).isEmpty();
        big.rebooted(5_000, Samples.NEW, "s9", 9);
        assertThat(big.store.<Optional<Rollbacks.Made>>read(rollbacks::more))
                .get()
                .isInstanceOf(Rollbacks.Made.Ready.class);
    }
}
