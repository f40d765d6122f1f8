package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.Cohort;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.CohortOrder;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Devices join a frozen cohort and move nobody. */
class DynamicCohortTest {
    private static final Cohort NORTH =
            new Cohort(Map.of("site", "north"), Set.of(), Set.of(), Map.of()).dynamic(true);

    private static Campaign dynamic(Campaign campaign, Cohort cohort) {
        return CampaignDraft.of(campaign).cohort(cohort).build();
    }

    private static Bench bench(int devices, Wave... waves) {
        return Bench.started(
                dynamic(
                        campaign(new Pace(OptionalInt.of(1_000), false), waves),
                        Cohort.EVERY_DEVICE.dynamic(true)),
                devices);
    }

    private static Wave wave(String name, Size upTo) {
        return new Wave(name, upTo, Duration.ZERO, List.of());
    }

    private static Bench tenths(int devices) {
        return bench(devices, wave("canary", Size.percent(10)), wave("all", Size.percent(100)));
    }

    private static void register(Bench bench, int device, Map<String, String> labels) {
        bench.store.write(
                tx ->
                        tx.register(
                                Device.registered(Samples.id(device), Samples.MODEL, labels), ""));
    }

    private static void join(Bench bench, int device) {
        register(bench, device, Map.of());
        bench.born(device, Samples.OLD);
    }

    private static List<Attempt> attempts(Bench bench) {
        return bench.store.read(
                reads ->
                        reads.attemptsIn(
                                Bench.NAME, Set.of("Queued", "Commanded"), Integer.MAX_VALUE));
    }

    /** The first number from here on whose device would join this wave. */
    private static int joinerOf(Bench bench, int wave, int from) {
        Rollout rollout = bench.rollout();
        return IntStream.range(from, from + 1_000)
                .filter(device -> waveOf(rollout, Samples.id(device)) == wave)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no device would join wave " + wave));
    }

    private static int waveOf(Rollout rollout, DeviceId device) {
        return CohortOrder.waveOfJoiner(
                device, rollout.campaign().seed(), rollout.campaign().waves(), rollout.cohort());
    }

    @Test
    void joinersMoveNobodyWhateverTheFleet() {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            int frozen = 1 + random.nextInt(40);
            Size first =
                    random.nextBoolean()
                            ? new Size.Count(1 + random.nextInt(frozen))
                            : Size.percent(1 + random.nextInt(60));
            Bench bench = bench(frozen, wave("canary", first), wave("all", Size.percent(100)));
            List<Attempt> before = attempts(bench);
            int joiners = 1 + random.nextInt(8);
            for (int i = 0; i < joiners; i++) join(bench, 100 + i);
            List<Attempt> after = attempts(bench);
            assertThat(after.subList(0, frozen)).as("fleet %s", seed).isEqualTo(before);
            assertThat(after).as("fleet %s", seed).hasSize(frozen + joiners);
            assertThat(bench.rollout().cohort()).isEqualTo(frozen);
            assertThat(bench.rollout().joined()).isEqualTo(joiners);
            for (int i = 0; i < joiners; i++) {
                Attempt joined = after.get(frozen + i);
                double u =
                        CohortOrder.unit(
                                bench.rollout().campaign().seed(), joined.device().value());
                boolean canary =
                        first instanceof Size.Count(var devices)
                                ? u * frozen < devices
                                : u < first.fractionOf(frozen);
                assertThat(joined.position()).isEqualTo(frozen + i);
                assertThat(joined.wave()).as("fleet %s", seed).isEqualTo(canary ? 0 : 1);
            }
        }
    }

    @Test
    void eachWaveGetsItsPartOfTheJoiners() {
        Bench bench = tenths(10);
        for (int i = 0; i < 2_000; i++) join(bench, 100 + i);
        long canary = attempts(bench).stream().filter(a -> a.wave() == 0).count() - 1;
        assertThat(canary).isBetween(150L, 250L);
    }

    @Test
    void aJoinerOfAnOpenWaveIsCommandedAndOneOfALaterWaveWaitsForIt() {
        Bench bench = tenths(10);
        bench.published.clear();
        int now = joinerOf(bench, 0, 100);
        int later = joinerOf(bench, 1, 200);
        join(bench, now);
        join(bench, later);
        bench.wishes();
        assertThat(bench.published.stream().map(StoredCommand::device))
                .containsExactly(Samples.id(now));
        assertThat(bench.attempt(later).state().deadline()).isEqualTo(Instant.MAX);
        Rollout opened = bench.rollout().opening(1, "test");
        bench.store.write(
                tx -> {
                    tx.save(opened);
                    return tx;
                });
        while (bench.turns.open(bench.now())) bench.pass(1);
        bench.wishes();
        assertThat(bench.attempt(later).state()).isInstanceOf(State.Commanded.class);
        assertThat(bench.attempt(later).giveUpAt()).isBefore(Instant.MAX);
    }

    @Test
    void aWaveHasNotSettledBeforeItsJoinersAreOpened() {
        Bench bench = tenths(10);
        join(bench, joinerOf(bench, 1, 200));
        Rollout opened = bench.rollout().opening(1, "test");
        bench.store.write(
                tx -> {
                    tx.save(opened);
                    tx.openCohort(Bench.NAME, 1, 0, 10, Samples.at(900));
                    return tx;
                });
        var view =
                bench.store.read(reads -> Views.of(reads, opened, bench.now(), Optional.empty()));
        assertThat(view.opening()).isTrue();
        assertThat(bench.turns.open(bench.now())).isTrue();
        assertThat(bench.turns.open(bench.now())).isFalse();
    }

    @Test
    void aChangedLabelJoins() {
        Bench bench = new Bench(dynamic(campaign(failures(10, 5)), NORTH), 3);
        label(bench, 0, "north");
        while (bench.turns.freeze(bench.now())) bench.pass(1);
        assertThat(bench.rollout().cohort()).isEqualTo(1);
        label(bench, 1, "south");
        label(bench, 2, "north");
        assertThat(bench.rollout().joined()).isEqualTo(1);
        assertThat(bench.attempt(2).position()).isEqualTo(1);
        label(bench, 2, "north");
        assertThat(bench.rollout().joined()).isEqualTo(1);
    }

    private static void label(Bench bench, int device, String site) {
        bench.turns.control(
                bench.now(),
                control -> {
                    Device labelled =
                            control.book()
                                    .device(Samples.id(device))
                                    .orElseThrow()
                                    .labelled(Map.of("site", site));
                    control.book().put(labelled);
                    new Joining(control.tx(), control.book(), control.now()).offer(labelled);
                    return labelled;
                });
    }

    @Test
    void whoChangedUnnoticedIsFoundAfterAFreezeAndAfterARestart() {
        Bench bench = tenths(10);
        register(bench, 50, Map.of());
        assertThat(bench.turns.join(bench.now())).isTrue();
        assertThat(bench.turns.join(bench.now())).isFalse();
        assertThat(bench.attempt(50).position()).isEqualTo(10);
        register(bench, 51, Map.of());
        Turns restarted = new Turns(bench.store, bench, bench, bench, bench.counters);
        while (restarted.join(bench.now())) bench.pass(1);
        assertThat(bench.attempt(51).position()).isEqualTo(11);
        assertThat(bench.rollout().joined()).isEqualTo(2);
    }

    @Test
    void aJoinerMakesNoStratumOfItsOwn() {
        Bench bench = tenths(10);
        register(bench, 50, Map.of("serial", "50"));
        bench.born(50, Samples.OLD);
        join(bench, 51);
        assertThat(bench.attempt(50).stratum()).isEqualTo(CohortOrder.REST);
        assertThat(bench.attempt(51).stratum()).isEqualTo(bench.attempt(0).stratum());
    }

    @Test
    void aDynamicRolloutWaitsForJoinersWhenAllHaveEnded() {
        Bench bench = bench(2, wave("all", Size.percent(100)));
        for (int i = 0; i < 2; i++) confirm(bench, i);
        bench.wishes();
        assertThat(bench.rollout().reason())
                .isEqualTo(
                        "every device so far has ended: 2 of 2 confirmed; devices that join are"
                                + " updated until a person aborts it");
        assertThat(bench.rollout().running()).isTrue();
        join(bench, 50);
        bench.wishes();
        assertThat(bench.attempt(50).state()).isInstanceOf(State.Commanded.class);
        confirm(bench, 50);
        bench.wishes();
        assertThat(bench.rollout().reason()).contains("3 of 3 confirmed");
        // One that ran it and fell back by itself later has had its attempt.
        bench.rebooted(50, Samples.OLD, "s9", 99);
        assertThat(bench.rollout().joined()).isEqualTo(1);
    }

    private static void confirm(Bench bench, int device) {
        var command = bench.attempt(device).command().orElseThrow();
        bench.fold(bench.report(device, command, 1, WireState.ACCEPTED));
        bench.fold(bench.report(device, command, 2, WireState.INSTALLING));
        bench.rebooted(device, Samples.NEW, "s2", 8);
        bench.fold(bench.report(device, command, 3, WireState.CONFIRMED));
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Confirmed.class);
    }

    @Test
    void nobodyJoinsWhatIsStaticOrOver() {
        Bench fixed = Bench.started(campaign(failures(10, 5)), 10);
        join(fixed, 50);
        assertThat(fixed.turns.join(fixed.now())).isFalse();
        assertThat(known(fixed, 50)).isFalse();
        Bench over = tenths(10);
        Rollout aborted = over.rollout().in(new RolloutState.Aborted("by ada"), "by ada");
        over.store.write(
                tx -> {
                    tx.save(aborted);
                    return tx;
                });
        join(over, 50);
        assertThat(known(over, 50)).isFalse();
    }

    private static boolean known(Bench bench, int device) {
        return bench.store.read(reads -> reads.attempt(Bench.NAME, Samples.id(device)).isPresent());
    }

    @Test
    void whoIsNotSelectedDoesNotJoin() {
        Bench bench = tenths(10);
        register(bench, 50, Map.of());
        bench.born(50, Samples.NEW);
        assertThat(known(bench, 50)).isFalse();
        List<Integer> joined = new ArrayList<>();
        for (int i = 60; i < 63; i++) {
            join(bench, i);
            joined.add(bench.attempt(i).position());
        }
        assertThat(joined).containsExactly(10, 11, 12);
    }
}
