package io.github.canarywave.simulator;

import static io.github.canarywave.simulator.Campaigns.windowed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.UpdateWindow.AtEnd;
import io.github.canarywave.domain.rollout.Rollback;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.simulator.World.CrashPlan;
import io.github.canarywave.simulator.World.Links;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Whole rollouts against bad links, bad devices and a server that dies; one seed is one history.
 */
class SimulatorTest {
    private static final int SEEDS = Integer.getInteger("simulator.seeds", 1_000);
    private static final int WINDOW_SEEDS = Integer.getInteger("simulator.window-seeds", 12);

    /** Days before clocks change in one of the zones. */
    private static final List<String> CHANGES =
            List.of(
                    "2026-10-24T12:00:00Z",
                    "2027-03-27T12:00:00Z",
                    "2026-10-31T12:00:00Z",
                    "2027-03-13T12:00:00Z",
                    "2026-10-02T12:00:00Z",
                    "2027-04-02T12:00:00Z");

    private static final int ROLLBACK_SEEDS = Integer.getInteger("simulator.rollback-seeds", 24);
    private static final int BIG_SEEDS = Integer.getInteger("simulator.big-seeds", 4);

    private static final int TROUBLE_SEEDS = Integer.getInteger("simulator.trouble-seeds", 40);

    private static final String OUTAGE =
            "# of # devices of (model|site) [a-z]+ that were not commanded went silent \\(#%\\), and"
                    + " # of # that were: an outage that they share; it goes on by itself when they"
                    + " are back";

    private static final String CLOCK_JUMPED = "the wall clock jumped";

    /** The first silent device is due at the latest when its probation is over. */
    private static final Duration OUTAGE_SEEN = Duration.ofMinutes(21);

    @Test
    void holdsItsPromisesInAThousandHistoriesOfSmallFleets() {
        seeds(SEEDS)
                .forEach(
                        seed -> {
                            Random dice = new Random(seed);
                            history(seed, mixed(dice, 20 + dice.nextInt(10)), 5, 400);
                        });
    }

    @Test
    void holdsItsPromisesInHistoriesOfAThousandDevices() {
        seeds(BIG_SEEDS)
                .forEach(
                        seed ->
                                history(
                                        1_000_000 + seed,
                                        mixed(new Random(seed), 1_000),
                                        20,
                                        4_000));
    }

    @Test
    void aGoodFirmwareReachesEveryDeviceThatCanBeReached() {
        seeds(60)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet = harmless(new Random(seed), 30);
                            World world = world(seed, fleet, 15, 500);
                            Rollout rollout = run(seed, world);
                            assertThat(rollout.state())
                                    .as("seed %s", seed)
                                    .isInstanceOf(RolloutState.Done.class);
                            for (SimDevice device : world.devices.values())
                                if (device.behaviour != Behaviour.NEVER_ONLINE
                                        && device.behaviour != Behaviour.DECLINES)
                                    assertThat(device.runs)
                                            .as(
                                                    "seed %s, %s %s %s",
                                                    seed,
                                                    device.id,
                                                    device.behaviour,
                                                    world.invariants.story(device))
                                            .isEqualTo(World.NEW);
                        });
    }

    @Test
    void ourOwnOutageIsNobodysSilence() {
        seeds(60)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet = harmless(new Random(seed), 30);
                            World world =
                                    new World(
                                                    seed,
                                                    Campaigns.canary("s" + seed, 15),
                                                    fleet,
                                                    Links.CLEAN,
                                                    random(400))
                                            .withOutages();
                            assertThat(run(seed, world).state())
                                    .as("seed %s %s", seed, world.invariants.unconfirmed())
                                    .isInstanceOf(RolloutState.Done.class);
                        });
    }

    @Test
    void sleepersMakeRoomForOthersUpToALimit() {
        seeds(40)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet = new ArrayList<>();
                            for (int i = 0; i < 80; i++)
                                fleet.add(i % 4 == 0 ? Behaviour.GOOD : Behaviour.SLEEPS_ONCE);
                            World world =
                                    new World(
                                            seed,
                                            Campaigns.ungated("s" + seed),
                                            fleet,
                                            Links.CLEAN,
                                            random(2_000));
                            assertThat(run(seed, world).state())
                                    .as("seed %s", seed)
                                    .isInstanceOf(RolloutState.Done.class);
                        });
    }

    @Test
    void afterAHaltNothingIsHandedOverAndNothingBegins() {
        seeds(100)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet = harmless(new Random(seed), 30);
                            World world = world(seed, fleet, 15, 300).haltedAfter(1 + seed % 20);
                            assertThat(run(seed, world).state())
                                    .as("seed %s", seed)
                                    .isInstanceOf(RolloutState.Halted.class);
                        });
    }

    @Test
    void aFirmwareThatBricksEveryDeviceStopsAfterTen() {
        seeds(60)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet = Collections.nCopies(200, Behaviour.BRICKS);
                            World world =
                                    new World(
                                            seed,
                                            seed % 2 == 0
                                                    ? Campaigns.canary("s" + seed, 20)
                                                    : Campaigns.ungated("s" + seed),
                                            fleet,
                                            Links.BAD,
                                            random(300));
                            boundedRun(world);
                            assertThat(world.invariants.commanded())
                                    .as("seed %s", seed)
                                    .hasSizeLessThanOrEqualTo(10);
                        });
    }

    @Test
    void aFirmwareThatFailsEverywhereIsHaltedByTheDefaultGateAfterTenAtMost() {
        seeds(60)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet =
                                    Collections.nCopies(200, Behaviour.FAILS_HEALTH_CHECK);
                            World world = world(seed, fleet, 20, 300);
                            assertThat(run(seed, world).state())
                                    .as("seed %s", seed)
                                    .isInstanceOf(RolloutState.Halted.class);
                            assertThat(world.invariants.commanded())
                                    .as("seed %s", seed)
                                    .hasSizeLessThanOrEqualTo(10);
                        });
    }

    @Test
    void aServerThatDiesAgainAndAgainStartsNoMoreThanItsPace() {
        seeds(40)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet = Collections.nCopies(60, Behaviour.GOOD);
                            World world =
                                    new World(
                                            seed,
                                            Campaigns.paced("s" + seed, 6),
                                            fleet,
                                            Links.CLEAN,
                                            random(20));
                            assertThat(run(seed, world).state())
                                    .as("seed %s", seed)
                                    .isInstanceOf(RolloutState.Done.class);
                        });
    }

    /** Over a change of the clocks in each zone, both ways, with clock jumps and deaths. */
    @Test
    void nothingBeginsOutsideTheWindowOfItsDeviceAndNobodyIsLateBecauseItIsClosed() {
        seeds(WINDOW_SEEDS)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet = harmless(new Random(seed), 24);
                            AtEnd atEnd =
                                    List.of(AtEnd.values())
                                            .get((int) (seed % AtEnd.values().length));
                            World world =
                                    new World(
                                            seed,
                                            seed % 2 == 0
                                                    ? windowed("s" + seed, "01:15", "02:45", atEnd)
                                                    : windowed("s" + seed, "23:40", "00:10", atEnd),
                                            fleet,
                                            seed % 4 < 2 ? Links.CLEAN : Links.BAD,
                                            random(400),
                                            Instant.parse(CHANGES.get((int) (seed / 2 % 6))));
                            assertThat(run(seed, world).state())
                                    .as("seed %s %s", seed, world.invariants.unconfirmed())
                                    .isInstanceOf(RolloutState.Done.class);
                            assertThat(world.invariants.lateOnTheirWay())
                                    .as("seed %s", seed)
                                    .isEmpty();
                        });
    }

    /** Over deaths of the server, as many as come: one rollback, and nobody keeps the bad one. */
    @Test
    void whoAGateHaltsGoesBackByItselfOnceAndWhole() {
        AtomicInteger begun = new AtomicInteger();
        seeds(ROLLBACK_SEEDS)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet =
                                    new ArrayList<>(Collections.nCopies(12, Behaviour.GOOD));
                            fleet.addAll(Collections.nCopies(18, Behaviour.FAILS_HEALTH_CHECK));
                            World world =
                                    new World(
                                            seed,
                                            Campaigns.rollingBack("s" + seed, 10),
                                            fleet,
                                            seed % 2 == 0 ? Links.CLEAN : Links.BAD,
                                            random(40));
                            Rollout rollout = run(seed, world);
                            assertThat(rollout.state())
                                    .as("seed %s", seed)
                                    .isInstanceOf(RolloutState.Halted.class);
                            assertThat(rollout.rollback())
                                    .as("seed %s", seed)
                                    .isNotInstanceOf(Rollback.None.class);
                            if (rollout.rollback() instanceof Rollback.Begun)
                                begun.incrementAndGet();
                            for (SimDevice device : world.devices.values())
                                assertThat(device.runs)
                                        .as("seed %s, %s", seed, device.id)
                                        .isEqualTo(World.OLD);
                        });
        assertThat(begun).hasPositiveValue();
    }

    @Test
    void anOutageThatOthersShareHaltsNothingAndEndsByItself() {
        goesOnByItself(World::withSharedOutage, OUTAGE_SEEN, ".*: " + OUTAGE);
    }

    @Test
    void anOutageOfPartOfASiteHaltsNothingAndEndsByItself() {
        goesOnByItself(world -> world.withOutageAt("north"), OUTAGE_SEEN, ".*: " + OUTAGE);
    }

    /** Of those that are not commanded when it begins, most or all are when it is noticed. */
    @Test
    void anOutageInTheLastWaveHaltsNothingAndEndsByItself() {
        goesOnByItself(
                seed -> Campaigns.pacedCanary("s" + seed, 20, seed % 2 == 0 ? 60 : 15),
                world -> world.withSharedOutageWhen(38),
                OUTAGE_SEEN,
                ".*: " + OUTAGE);
    }

    @Test
    void aBrokerThatIsDownHaltsNothingAndBurnsNoAttempt() {
        goesOnByItself(
                World::withBrokerDown,
                Duration.ofSeconds(1),
                "wave [a-z]+: there is no connection to the broker");
    }

    @Test
    void aHostThatRefusesHaltsNothingAndBurnsNoAttempt() {
        goesOnByItself(
                World::withHostRefusing,
                Duration.ofMinutes(5),
                "wave [a-z]+: .*; # tried again after http-#xx");
    }

    /**
     * An hour of trouble, with good devices alone: none of them counts against the release, burns
     * an attempt or is given up, nobody is asked, and the rollout says for what it waits.
     *
     * <p>Who is excused is measured by at least 20 devices that were not commanded when the first
     * silence began. So it begins before the last wave opens, or while that goes out.
     *
     * @param noticed how long after its beginning the trouble shows at the latest
     * @param saying the reason from then on, without numbers
     */
    private static void goesOnByItself(
            UnaryOperator<World> trouble, Duration noticed, String saying) {
        goesOnByItself(seed -> Campaigns.canary("s" + seed, 20), trouble, noticed, saying);
    }

    private static void goesOnByItself(
            LongFunction<Campaign> campaign,
            UnaryOperator<World> trouble,
            Duration noticed,
            String saying) {
        seeds(TROUBLE_SEEDS)
                .forEach(
                        seed -> {
                            List<Behaviour> fleet = Collections.nCopies(80, Behaviour.GOOD);
                            World world =
                                    trouble.apply(
                                            new World(
                                                    seed,
                                                    campaign.apply(seed),
                                                    fleet,
                                                    Links.CLEAN,
                                                    CrashPlan.NEVER));
                            Rollout rollout = run(seed, world);
                            assertThat(rollout.state())
                                    .as("seed %s %s", seed, world.invariants.unconfirmed())
                                    .isInstanceOf(RolloutState.Done.class);
                            assertThat(rollout.overruled()).as("seed %s", seed).isEmpty();
                            assertThat(world.reasonsAfter(noticed))
                                    .as("seed %s, reasons", seed)
                                    .anyMatch(reason -> reason.matches(saying))
                                    .allMatch(
                                            reason ->
                                                    reason.matches(saying)
                                                            || reason.contains(CLOCK_JUMPED));
                            blamesNobody(seed, world);
                        });
    }

    private static void blamesNobody(long seed, World world) {
        Tally tally = world.disk.read(reads -> reads.tally(world.name()));
        assertThat(tally.total().failed()).as("seed %s, failed", seed).isZero();
        assertThat(tally.in("Confirmed")).as("seed %s", seed).isEqualTo(world.devices.size());
        assertThat(
                        world.disk
                                .read(reads -> reads.attempts(world.name(), world.devices.keySet()))
                                .values())
                .as("seed %s", seed)
                .allSatisfy(attempt -> assertThat(attempt.burned()).isZero());
    }

    @Test
    void survivesADeathAtEveryPointOfARollout() {
        survivesEveryDeath(Campaigns.shares("crash", 5), 2);
    }

    /** All are good, so that it goes through all of its waves. */
    @Test
    void survivesADeathAtEveryPointOfARolloutWithTheDefaultGate() {
        survivesEveryDeath(Campaigns.canary("crash", 5), 0);
    }

    /** It closes for 20 minutes where it is 13:00 at the beginning, with devices on their way. */
    @Test
    void survivesADeathAtEveryPointOfARolloutWithAWindow() {
        survivesEveryDeath(windowed("crash", "13:25", "13:05", AtEnd.CANCEL), 0);
    }

    /**
     * Twenty devices, nobody of them away for days: the history is run again for each of its
     * effects.
     *
     * @param failing how many of them fail their health check
     */
    private static void survivesEveryDeath(Campaign campaign, int failing) {
        List<Behaviour> fleet = new ArrayList<>(Collections.nCopies(20 - failing, Behaviour.GOOD));
        fleet.addAll(Collections.nCopies(failing, Behaviour.FAILS_HEALTH_CHECK));
        World undisturbed = new World(4, campaign, fleet, Links.CLEAN, CrashPlan.NEVER);
        Rollout rollout = run(4, undisturbed);
        if (failing == 0) assertThat(rollout.state()).isInstanceOf(RolloutState.Done.class);
        long points = undisturbed.effects();
        assertThat(points).isGreaterThan(500);
        LongStream.rangeClosed(1, points)
                .parallel()
                .forEach(point -> survivesDeathAt(point, campaign, fleet));
    }

    private static void survivesDeathAt(long point, Campaign campaign, List<Behaviour> fleet) {
        CrashPlan once = (effect, _) -> effect == point;
        World world = new World(4, campaign, fleet, Links.CLEAN, once);
        try {
            world.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("death at effect " + point + ": " + e.getMessage(), e);
        }
        assertThat(world.restarts()).isEqualTo(1);
    }

    private static void history(long seed, List<Behaviour> fleet, int canary, int effectsPerCrash) {
        run(seed, world(seed, fleet, canary, effectsPerCrash));
    }

    private static World world(long seed, List<Behaviour> fleet, int canary, int effectsPerCrash) {
        return new World(
                seed,
                Campaigns.canary("s" + seed, canary),
                fleet,
                Links.BAD,
                random(effectsPerCrash));
    }

    private static Rollout run(long seed, World world) {
        try {
            return world.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /** A rollout that holds for ever, or halts: it need not end. */
    private static void boundedRun(World world) {
        world.runAtMost(Duration.ofDays(1));
    }

    private static CrashPlan random(int effectsPerCrash) {
        return (_, random) -> random.nextInt(effectsPerCrash) == 0;
    }

    private static LongStream seeds(int count) {
        return LongStream.range(0, count).parallel();
    }

    private static List<Behaviour> mixed(Random dice, int devices) {
        double bad = dice.nextInt(3) == 0 ? 0.3 : 0.02;
        List<Behaviour> fleet = new ArrayList<>();
        for (int i = 0; i < devices; i++)
            fleet.add(
                    dice.nextDouble() < bad
                            ? pick(
                                    dice,
                                    Behaviour.FAILS_HEALTH_CHECK,
                                    Behaviour.BRICKS,
                                    Behaviour.COMES_LATE)
                            : some(dice));
        return fleet;
    }

    private static List<Behaviour> harmless(Random dice, int devices) {
        List<Behaviour> fleet = new ArrayList<>();
        for (int i = 0; i < devices; i++) fleet.add(i < 8 ? Behaviour.GOOD : some(dice));
        return fleet;
    }

    private static Behaviour some(Random dice) {
        return dice.nextInt(3) > 0
                ? Behaviour.GOOD
                : pick(
                        dice,
                        Behaviour.LOSES_POWER_ONCE,
                        Behaviour.LOSES_NETWORK_ONCE,
                        Behaviour.BUSY_ONCE,
                        Behaviour.DECLINES,
                        Behaviour.FLAKY,
                        Behaviour.NEVER_ONLINE);
    }

    private static Behaviour pick(Random dice, Behaviour... of) {
        return of[dice.nextInt(of.length)];
    }
}
