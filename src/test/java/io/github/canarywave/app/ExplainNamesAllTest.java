package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignDraft;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.campaign.UpdateWindow.Hours;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.campaign.Zone;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.Decision;
import io.github.canarywave.domain.rollout.Pacing;
import io.github.canarywave.domain.rollout.Prospect;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Rulings;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.View;

import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Explain names all that keeps a device back, and nothing else: in random worlds any conditions are
 * damaged together. Those and no others are named; while one of them is left the device is not
 * commanded, whatever else changes; when the last is changed, the next turn commands it.
 */
class ExplainNamesAllTest {
    private static final int WORLDS = 1_500;

    /** How often each was the last that stood between a device and its command. */
    private final Map<String, Integer> last = new TreeMap<>();

    @Test
    void thoseThatAreNamedAreNeededAndEnough() {
        for (long seed = 1; seed <= WORLDS; seed++) walk(new World(seed));
        assertThat(last.keySet())
                .as("each condition was the last, alone: %s", last)
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(World.CONDITIONS));
        assertThat(last.values()).as(last.toString()).allMatch(times -> times > WORLDS / 100);
    }

    private void walk(World world) {
        Set<String> broken = world.damage();
        List<String> order = new ArrayList<>(broken);
        Collections.shuffle(order, world.random);
        for (String next : order) {
            assertThat(world.named()).as(world.at(broken)).isEqualTo(broken);
            assertThat(world.wouldBeCommanded()).as(world.at(broken)).isFalse();
            world.changeSomethingElse();
            assertThat(world.wouldBeCommanded()).as(world.at(broken)).isFalse();
            if (broken.size() == 1) last.merge(next, 1, Integer::sum);
            world.repair(next);
            broken.remove(next);
        }
        assertThat(world.named()).as(world.at(broken)).isEmpty();
        world.bench.wishes();
        assertThat(world.bench.attempt(world.device).state())
                .as(world.at(order))
                .isInstanceOf(State.Commanded.class);
    }

    /** Of many that may go the first goes; the next waits for it alone. */
    @Test
    void whoIsNotTheNextInOrderGoesWhenTheOneBeforeItDoesNot() {
        for (long seed = 1; seed <= 100; seed++) {
            World world = new World(seed);
            int before = world.joinedBefore();
            if (before < 0) continue;
            assertThat(world.named()).as(world.at(Set.of())).containsExactly("next-in-order");
            assertThat(world.wouldBeCommanded()).isFalse();
            world.device(before, Device::offline);
            assertThat(world.named()).as(world.at(Set.of())).isEmpty();
            assertThat(world.wouldBeCommanded()).isTrue();
            last.merge("next-in-order", 1, Integer::sum);
        }
        assertThat(last.get("next-in-order")).isGreaterThan(30);
    }

    /** A fleet nobody of which is there, and one device in it that lacks nothing. */
    private static final class World {
        static final List<String> CONDITIONS =
                List.of(
                        "rollout-running",
                        "wave-open",
                        "stratum-not-held",
                        "window-open",
                        "wait-over",
                        "device-online",
                        "not-held",
                        "model-as-registered",
                        "image-not-current",
                        "security-version",
                        "not-busy",
                        "counter-left",
                        "commands-may-be-sent",
                        "room-in-window",
                        "slow-start",
                        "start-pace");

        /** It is 11:00 UTC, and by hearing time 10:00: the server could not hear for an hour. */
        private static final Hours HOURS = new Hours(LocalTime.of(10, 30), LocalTime.of(17, 0));

        private static final List<String> INSIDE =
                List.of("Europe/London", "Europe/Berlin", "Africa/Cairo");
        private static final List<String> OUTSIDE =
                List.of("Asia/Tokyo", "America/New_York", "Mars/Olympus");

        final Random random;
        final Bench bench;
        final int device;
        private final long seed;
        private final int devices;
        private final Set<String> broken = new TreeSet<>();
        private final int other;
        private long sessions;

        World(long seed) {
            this.seed = seed;
            random = new Random(seed);
            devices = 4 + random.nextInt(12);
            bench = new Bench(campaign(), devices);
            bench.deaf(Duration.ofHours(1).toSeconds());
            while (bench.turns.freeze(bench.now())) bench.pass(0);
            bench.wishes();
            while (bench.turns.open(bench.now())) bench.pass(0);
            other = inWave(0, -1);
            int wave = random.nextInt(3) == 0 ? 0 : 1;
            device = inWave(wave, other);
            rewrite();
        }

        private Campaign campaign() {
            return CampaignDraft.of(
                            Samples.campaign(
                                    pace(1 + random.nextInt(4)),
                                    Samples.wave("canary", 2 + random.nextInt(2)),
                                    new Wave("all", Size.percent(100), Duration.ZERO, List.of())))
                    .window(
                            new UpdateWindow(
                                    new Zone.OfDevice(Optional.empty()),
                                    EnumSet.allOf(DayOfWeek.class),
                                    Optional.of(HOURS),
                                    Optional.empty(),
                                    Optional.empty(),
                                    UpdateWindow.AtEnd.FINISH_STARTED,
                                    List.of()))
                    .build();
        }

        private static Pace pace(int inFlight) {
            return new Pace(OptionalInt.of(inFlight), true);
        }

        private int inWave(int wave, int notThis) {
            List<Integer> there =
                    IntStream.range(0, devices)
                            .filter(i -> i != notThis && bench.attempt(i).wave() == wave)
                            .boxed()
                            .toList();
            return there.get(random.nextInt(there.size()));
        }

        String at(Object more) {
            return "seed " + seed + ", device " + device + ", " + more + ", " + prospect();
        }

        /** Damages some conditions, and opens the wave of the device where that is not one. */
        Set<String> damage() {
            int rarity = 1 + random.nextInt(8);
            List<String> some = new ArrayList<>(CONDITIONS);
            some.removeIf(name -> random.nextInt(rarity) > 0);
            if (some.isEmpty()) some.add(CONDITIONS.get(random.nextInt(CONDITIONS.size())));
            boolean first = bench.attempt(device).wave() == 0;
            if (first) some.remove("wave-open");
            else if (!some.contains("wave-open")) openNext();
            // Somebody has to be in flight, while the rollout can still command.
            if (some.contains("room-in-window")) fill();
            else paced(5);
            for (String name : some) if (!name.equals("wave-open")) set(name, true);
            return new TreeSet<>(some);
        }

        void repair(String name) {
            if (name.equals("wave-open")) openNext();
            else set(name, false);
        }

        private void set(String name, boolean bad) {
            if (bad) broken.add(name);
            else broken.remove(name);
            Instant now = bench.now().hearing();
            switch (name) {
                case "rollout-running" ->
                        rollout(
                                r ->
                                        r.in(
                                                bad
                                                        ? new RolloutState.Paused("test", "")
                                                        : new RolloutState.Running(),
                                                "test"));
                case "stratum-not-held" -> stratum(bad);
                case "wait-over" -> waiting(bad ? now.plusSeconds(900) : now);
                case "commands-may-be-sent" -> bench.ready = !bad;
                case "room-in-window" -> paced(bad ? 1 : 5);
                case "slow-start" -> rollout(r -> r.draft().commanded(bad ? 10 : 0).build());
                case "start-pace" ->
                        rollout(
                                r ->
                                        r.draft()
                                                .pacing(
                                                        bad
                                                                ? new Pacing(
                                                                        60,
                                                                        bench.now()
                                                                                .time()
                                                                                .ran()
                                                                                .plusHours(1),
                                                                        0,
                                                                        0)
                                                                : Pacing.BEGIN)
                                                .build());
                default -> rewrite();
            }
        }

        /** Something that keeps nobody back, or that is as bad as it was. */
        void changeSomethingElse() {
            switch (random.nextInt(5)) {
                case 0 -> rewrite();
                case 1 -> {
                    if (!broken.contains("wait-over")) waiting(Instant.EPOCH);
                }
                case 2 -> {
                    if (!broken.contains("start-pace"))
                        rollout(r -> r.draft().pacing(Pacing.BEGIN).build());
                }
                case 3 -> {
                    if (!broken.contains("room-in-window")) paced(5 + random.nextInt(5));
                }
                default -> device(another(), d -> d.labelled(Map.of("site", "north")));
            }
        }

        private int another() {
            return IntStream.range(0, devices)
                    .filter(i -> i != device && i != other)
                    .findFirst()
                    .orElseThrow();
        }

        /** The device as its conditions say, with values of chance. */
        private void rewrite() {
            boolean current = broken.contains("image-not-current");
            Birth b =
                    Samples.birth(
                            broken.contains("model-as-registered")
                                    ? new Model("esp8266")
                                    : Samples.MODEL,
                            current ? Samples.NEW : "1.0." + random.nextInt(9),
                            broken.contains("security-version") ? 4 : random.nextInt(4));
            long counter =
                    broken.contains("counter-left")
                            ? Device.COUNTER_MAX - random.nextInt(2)
                            : random.nextInt(1_000);
            String zone = any(broken.contains("window-open") ? OUTSIDE : INSIDE);
            device(
                    device,
                    d ->
                            new Device(
                                    d.id(),
                                    d.model(),
                                    Map.of("tz", zone),
                                    Optional.of(b),
                                    List.of(new SessionId("s" + ++sessions)),
                                    !broken.contains("device-online"),
                                    bench.now().hearing(),
                                    counter,
                                    broken.contains("not-busy")
                                            ? Optional.of(new CampaignName("other"))
                                            : Optional.empty(),
                                    broken.contains("not-held")
                                            ? Optional.of("by ada: on the bench")
                                            : Optional.empty(),
                                    d.ignored(),
                                    d.revision()));
        }

        private String any(List<String> of) {
            return of.get(random.nextInt(of.size()));
        }

        void device(int number, UnaryOperator<Device> change) {
            bench.store.write(
                    tx -> {
                        tx.save(change.apply(tx.device(Samples.id(number)).orElseThrow()));
                        return tx;
                    });
        }

        private void rollout(UnaryOperator<Rollout> change) {
            bench.store.write(
                    tx -> {
                        tx.save(change.apply(tx.rollout(Bench.NAME).orElseThrow()));
                        return tx;
                    });
        }

        private void paced(int inFlight) {
            rollout(
                    r ->
                            r.draft()
                                    .campaign(
                                            CampaignDraft.of(r.campaign())
                                                    .pace(pace(inFlight))
                                                    .build())
                                    .build());
        }

        private void waiting(Instant notBefore) {
            bench.store.write(
                    tx -> {
                        Attempt old = tx.attempt(Bench.NAME, Samples.id(device)).orElseThrow();
                        State.Queued queued = new State.Queued(notBefore, Samples.at(1_000_000));
                        tx.replace(old, old.in(queued), Optional.empty());
                        return tx;
                    });
        }

        private void stratum(boolean held) {
            String stratum = bench.attempt(device).stratum();
            rollout(
                    r ->
                            r.draft()
                                    .rulings(
                                            new Rulings(
                                                    r.rulings().period(),
                                                    held ? Map.of(stratum, "evidence") : Map.of(),
                                                    r.rulings().notified(),
                                                    r.rulings().openedAt(),
                                                    r.rulings().outage()))
                                    .build());
        }

        /** One other is between command and outcome, and there is room for one. */
        private void fill() {
            device(device, Device::offline);
            paced(1);
            device(other, d -> d.labelled(Map.of("tz", "UTC")));
            bench.born(other, Samples.OLD);
            bench.wishes();
            assertThat(bench.attempt(other).state()).isInstanceOf(State.Commanded.class);
            rollout(r -> r.draft().commanded(0).pacing(Pacing.BEGIN).build());
            rewrite();
        }

        /** Lets another one that may go stand before the device, with room for one; -1: none. */
        int joinedBefore() {
            if (bench.attempt(device).wave() == 1) openNext();
            paced(1);
            int place = bench.attempt(device).position();
            OptionalInt before =
                    IntStream.range(0, devices)
                            .filter(i -> bench.attempt(i).position() < place)
                            .findAny();
            if (before.isEmpty()) return -1;
            device(before.getAsInt(), d -> d.labelled(Map.of("tz", "UTC")));
            bench.born(before.getAsInt(), Samples.OLD);
            return before.getAsInt();
        }

        private void openNext() {
            bench.store.write(
                    tx -> {
                        Rollout opened = tx.rollout(Bench.NAME).orElseThrow().opening(1, "test");
                        tx.save(opened);
                        Opener.openMore(tx, opened, bench.now());
                        return tx;
                    });
            if (broken.contains("wait-over")) waiting(bench.now().hearing().plusSeconds(900));
        }

        /** What a person is told. */
        Set<String> named() {
            return prospect().obstacles().stream()
                    .map(Condition::name)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private Prospect prospect() {
            Now now = bench.now();
            return bench.store.read(
                    reads ->
                            Prospect.of(
                                    new Candidate(bench.device(device), bench.attempt(device)),
                                    view(reads, now),
                                    now.time()));
        }

        /** What the next turn would do. */
        boolean wouldBeCommanded() {
            Now now = bench.now();
            return bench.store.read(
                    reads ->
                            Deciding.decide(view(reads, now), now.time()).stream()
                                    .anyMatch(
                                            d ->
                                                    d instanceof Decision.Publish(var attempt, _)
                                                            && attempt.device()
                                                                    .equals(Samples.id(device))));
        }

        private View view(Store.Reads reads, Now now) {
            return Views.of(
                    reads, reads.rollout(Bench.NAME).orElseThrow(), now, bench.turns.mute(now));
        }
    }
}
