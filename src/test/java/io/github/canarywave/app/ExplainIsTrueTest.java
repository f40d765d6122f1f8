package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.OnlineNotice;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.Prospect;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.View;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What explain names is what keeps a device back: over random fleets and rollouts, changing exactly
 * the one condition that is not met makes the next turn command it, and whoever meets all of them
 * is commanded by it.
 */
class ExplainIsTrueTest {
    private static final int HISTORIES = 150;
    private static final int STEPS = 40;
    private static final Model OTHER = new Model("esp8266");

    /** How often a condition was changed alone, over all histories. */
    private final Map<String, Integer> changed = new TreeMap<>();

    @Test
    void changingExactlyTheNamedConditionMakesTheNextTurnCommandTheDevice() {
        for (long seed = 1; seed <= HISTORIES; seed++) new History(seed).run();
        assertThat(changed)
                .as("conditions that stood alone and were changed")
                .containsKeys(
                        "device-online",
                        "model-as-registered",
                        "security-version",
                        "room-in-window",
                        "slow-start",
                        "rollout-running",
                        "wave-open",
                        "wait-over");
    }

    /** One fleet, one rollout, one seed. */
    private final class History {
        private final long seed;
        private final Random random;
        private final int devices;
        private final Bench bench;
        private long seq;

        History(long seed) {
            this.seed = seed;
            random = new Random(seed);
            devices = 4 + random.nextInt(30);
            bench = new Bench(campaign(), devices);
            for (int i = 0; i < devices; i++) if (random.nextInt(5) > 0) speak(i);
            while (bench.turns.freeze(bench.now())) bench.pass(1);
        }

        private Campaign campaign() {
            OptionalInt most =
                    random.nextBoolean()
                            ? OptionalInt.empty()
                            : OptionalInt.of(random.nextInt(6) + 1);
            return Samples.campaign(
                    new Pace(most, random.nextInt(4) > 0),
                    Samples.wave("canary", 1 + random.nextInt(12)),
                    new Wave("all", Size.percent(100), Duration.ZERO, List.of()));
        }

        void run() {
            for (int step = 0; step < STEPS && !bench.rollout().state().over(); step++) {
                agree();
                settle();
                nobodyIsLeftWhoMayGo();
                changeOneCondition();
                settle();
                happen();
            }
        }

        private String at(Object... more) {
            return "seed " + seed + " " + List.of(more);
        }

        /** Whoever meets all conditions is commanded by the next turn. */
        private void agree() {
            bench.turns.facts(List.of(), bench.now());
            List<Integer> going = queued().filter(i -> prospect(i).goesNow()).boxed().toList();
            bench.wishes();
            for (int device : going)
                assertThat(bench.attempt(device).state())
                        .as(at("device", device))
                        .isInstanceOf(State.Commanded.class);
        }

        private void settle() {
            Rollout before;
            do {
                before = bench.rollout();
                bench.turns.facts(List.of(), bench.now());
                while (bench.turns.open(bench.now())) bench.pass(0);
                bench.wishes();
            } while (!bench.rollout().equals(before));
        }

        private void nobodyIsLeftWhoMayGo() {
            queued().forEach(
                            i ->
                                    assertThat(prospect(i).obstacles())
                                            .as(at("device", i, bench.rollout()))
                                            .isNotEmpty());
        }

        private void changeOneCondition() {
            List<Integer> alone = queued().filter(this::standsAlone).boxed().toList();
            if (alone.isEmpty()) return;
            int device = alone.get(random.nextInt(alone.size()));
            String name = prospect(device).obstacles().getLast().name();
            // Of many who wait for room the first in order gets it.
            if (name.equals("room-in-window") || name.equals("slow-start"))
                device = firstWaitingFor(name, alone);
            String told = at("device", device, prospect(device), bench.rollout());
            if (!change(name, device)) return;
            changed.merge(name, 1, Integer::sum);
            assertThat(prospect(device).obstacles().stream().map(Condition::name))
                    .as(told)
                    .doesNotContain(name);
            if (List.of("rollout-running", "wave-open", "wait-over", "start-pace").contains(name))
                return;
            bench.wishes();
            assertThat(bench.attempt(device).state()).as(told).isInstanceOf(State.Commanded.class);
        }

        /** Who was put off for what it said of itself waits only for its next word. */
        private boolean standsAlone(int device) {
            List<String> names =
                    prospect(device).obstacles().stream().map(Condition::name).toList();
            boolean putOff =
                    bench.attempt(device).number() == 1
                            && (names.equals(List.of("wait-over", "model-as-registered"))
                                    || names.equals(List.of("wait-over", "security-version")));
            // The end of such a wait changes nothing alone.
            boolean wait = names.equals(List.of("wait-over"));
            return putOff || (names.size() == 1 && !(wait && bench.attempt(device).number() == 1));
        }

        private int firstWaitingFor(String name, List<Integer> alone) {
            return alone.stream()
                    .filter(i -> prospect(i).obstacles().getFirst().name().equals(name))
                    .min(java.util.Comparator.comparingInt(i -> bench.attempt(i).position()))
                    .orElseThrow();
        }

        /** Changes this and nothing else; whether that can be done here. */
        private boolean change(String name, int device) {
            switch (name) {
                case "device-online", "model-as-registered", "security-version" -> speak(device);
                case "room-in-window", "slow-start" -> {
                    // One that was parked leaves no room behind.
                    while (somebodyConfirms())
                        if (prospect(device).obstacles().isEmpty()) return true;
                    return false;
                }
                case "start-pace" -> bench.pass(61);
                case "rollout-running" -> resume();
                case "wave-open" -> openNext();
                case "wait-over" ->
                        bench.pass(
                                Duration.between(
                                                        bench.now().hearing(),
                                                        prospect(device).earliest().orElseThrow())
                                                .toSeconds()
                                        + 1);
                default -> throw new AssertionError(at("nothing changes", name));
            }
            return true;
        }

        private void resume() {
            bench.store.write(
                    tx -> {
                        tx.save(bench0(tx).in(new RolloutState.Running(), "test"));
                        return tx;
                    });
        }

        private void openNext() {
            bench.store.write(
                    tx -> {
                        Rollout opened =
                                bench0(tx).opening(bench0(tx).nextWave().orElseThrow(), "test");
                        tx.save(opened);
                        Opener.openMore(tx, opened, bench.now());
                        return tx;
                    });
        }

        private static Rollout bench0(Store.Reads reads) {
            return reads.rollout(Bench.NAME).orElseThrow();
        }

        /** Something that happens to fleets. */
        private void happen() {
            int device = random.nextInt(devices);
            switch (random.nextInt(9)) {
                case 0 -> bench.fold(told(device, false));
                case 1 -> say(device, OTHER, 2);
                case 2 -> say(device, Samples.MODEL, 9);
                case 3 -> speak(device);
                case 4 -> bench.pass(random.nextInt(2_000));
                case 5 -> somebodyConfirms();
                case 6 -> somebodySays(WireState.FAILED, Code.TIMEOUT);
                case 7 -> pause();
                default -> somebodySays(WireState.REFUSED, Code.BUSY);
            }
        }

        private void pause() {
            if (bench.rollout().running() && random.nextInt(3) == 0)
                bench.store.write(
                        tx -> {
                            tx.save(bench0(tx).in(new RolloutState.Paused("test", ""), "test"));
                            return tx;
                        });
        }

        private void speak(int device) {
            say(device, Samples.MODEL, 2);
        }

        /** A birth after a restart; what it says of itself may be new. */
        private void say(int device, Model model, int securityVersion) {
            Birth b = Samples.birth(model, Samples.OLD, securityVersion);
            seq++;
            Birth said =
                    new Birth(
                            b.model(),
                            b.running(),
                            b.slot(),
                            7 + seq,
                            "power-on",
                            new SessionId("s" + seq),
                            1,
                            1,
                            0,
                            b.command(),
                            List.of(),
                            List.of(),
                            Map.of());
            bench.fold(new Heard.Born(Samples.id(device), said, Heard.Receipt.NONE));
        }

        private Heard told(int device, boolean online) {
            SessionId session =
                    bench.device(device).birth().map(Birth::session).orElse(new SessionId("none"));
            return new Heard.Told(
                    Samples.id(device), new OnlineNotice(online, session, 1), Heard.Receipt.NONE);
        }

        private boolean somebodyConfirms() {
            List<Integer> going = inFlight();
            if (going.isEmpty()) return false;
            int device = going.get(random.nextInt(going.size()));
            bench.rebooted(device, Samples.NEW, "n" + ++seq, 7 + seq + 1_000);
            bench.fold(report(device, WireState.CONFIRMED));
            return bench.attempt(device).state() instanceof State.Confirmed;
        }

        private void somebodySays(WireState state, Code code) {
            List<Integer> going = inFlight();
            if (!going.isEmpty())
                bench.fold(report(going.get(random.nextInt(going.size())), state, code));
        }

        private Heard report(int device, WireState state, Code... why) {
            Attempt attempt = bench.attempt(device);
            return bench.report(device, attempt.command().orElseThrow(), ++seq, state, why);
        }

        private List<Integer> inFlight() {
            return IntStream.range(0, devices)
                    .filter(i -> bench.attempt(i).state() instanceof State.Active)
                    .boxed()
                    .toList();
        }

        private IntStream queued() {
            return IntStream.range(0, devices)
                    .filter(i -> bench.attempt(i).state() instanceof State.Queued);
        }

        private Prospect prospect(int device) {
            Now now = bench.now();
            return bench.store.read(
                    reads -> {
                        View view = Views.of(reads, bench0(reads), now, bench.turns.mute(now));
                        Candidate candidate =
                                new Candidate(bench.device(device), bench.attempt(device));
                        return Prospect.of(candidate, view, now.time());
                    });
        }
    }
}
