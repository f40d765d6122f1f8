package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.Operations.CohortExplanation;
import io.github.canarywave.app.Operations.Explanation;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Reason;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.OnlineNotice;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What people read when they ask why a device is or is not updated. */
class ExplainingTest {
    /** Ten in the canary; the other thirty wait. */
    private static final Campaign CAMPAIGN = Samples.campaign(Samples.failures(20, 5));

    private final Bench bench = Bench.started(CAMPAIGN, 40);

    private Explaining explaining() {
        return new Explaining(bench.store, bench::now, () -> bench.turns.mute(bench.now()), r -> r);
    }

    private Explanation of(int device) {
        return only(explaining().now(Samples.id(device)));
    }

    private static Explanation only(Outcome<List<Explanation>> outcome) {
        return ((Outcome.Done<List<Explanation>>) outcome).value().getFirst();
    }

    private int at(int position) {
        return IntStream.range(0, 40)
                .filter(i -> bench.attempt(i).position() == position)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> unmet(Explanation explanation) {
        return explanation.conditions().stream()
                .filter(c -> !c.met())
                .map(Condition::name)
                .toList();
    }

    @Test
    void namesTheFullWindowWithItsNumbers() {
        Explanation sixth = of(at(5));
        assertThat(unmet(sixth)).containsExactly("room-in-window");
        assertThat(sixth.sentence()).isEqualTo("Not commanded yet: 5 in flight, window 5.");
        assertThat(sixth.earliest()).isEmpty();
    }

    @Test
    void namesTheSlowStart() {
        for (int place = 0; place < 5; place++) refuse(at(place));
        bench.pass(700);
        bench.wishes();
        for (int place = 0; place < 10; place++)
            if (bench.attempt(at(place)).command().isPresent()) silence(at(place));
        bench.pass(700);
        bench.wishes();
        assertThat(of(at(10)).sentence()).contains("wave all is not open: wave canary: ");
    }

    @Test
    void namesForWhatTheNextWaveWaits() {
        assertThat(of(at(30)).sentence())
                .startsWith(
                        "Not commanded yet: wave all is not open: wave canary: 5 devices are between"
                                + " command and outcome, window 5");
    }

    @Test
    void namesTheSoakAndItsEnd() {
        confirmCanary();
        bench.wishes();
        bench.pass(60);
        bench.wishes();
        Explanation waiting = of(at(30));
        assertThat(waiting.sentence())
                .contains("at the earliest in ")
                .contains("wave all is not open: wave canary: soak of 1800 s");
        assertThat(waiting.earliest())
                .contains(bench.rollout().settledAt().orElseThrow().plus(Samples.SOAK));
    }

    @Test
    void namesEachThingThatKeepsTheDeviceBackItself() {
        silence(at(6));
        assertThat(of(at(6)).sentence()).isEqualTo("Not commanded yet: device is offline.");
        bench.turns.halt(Bench.NAME, "by ada: sensors drift", bench.now());
        assertThat(of(at(6)).sentence())
                .isEqualTo(
                        "Not commanded yet: rollout is Halted: by ada: sensors drift and device is"
                                + " offline.");
    }

    @Test
    void saysOfWhoWasCommandedWhyAndHowFarItIs() {
        Explanation first = of(at(0));
        assertThat(first.sentence()).startsWith("It is Commanded since ").contains("in 120 s.");
        assertThat(first.decided())
                .extracting(Fact::why)
                .containsExactly("wave canary is open; 0 in flight before it, window 5");
        assertThat(of(at(4)).decided())
                .extracting(Fact::why)
                .containsExactly("wave canary is open; 4 in flight before it, window 5");
    }

    @Test
    void saysWhatHeldAtAnInstantBefore() {
        Instant early = bench.now().wall();
        bench.pass(10);
        confirmCanary();
        bench.wishes();
        bench.pass(3_000);
        bench.wishes();
        bench.wishes();
        assertThat(bench.rollout().openWave()).isEqualTo(1);
        assertThat(only(explaining().at(Samples.id(at(30)), early)).sentence())
                .startsWith("Not commanded then: wave all was not open; the rollout since ")
                .contains("5 in flight, window 5");
        assertThat(only(explaining().at(Samples.id(at(0)), early)).sentence())
                .startsWith("It was Commanded since ")
                .contains("wave canary is open; 0 in flight before it, window 5");
        assertThat(only(explaining().at(Samples.id(at(0)), bench.now().wall())).sentence())
                .startsWith("It was Confirmed since ")
                .contains("30 devices are between command and outcome");
        assertThat(decided())
                .filteredOn(d -> d.what().equals("OpenWave"))
                .extracting(Decided::why)
                .containsExactly(
                        "wave all: wave canary passed its gates and its soak",
                        "wave canary: the rollout starts");
        assertThat(decided())
                .filteredOn(d -> d.why().startsWith("wave all: wave canary passed"))
                .extracting(Decided::grounds)
                .first()
                .asString()
                .contains("failureRate 0.00% (0 of 10), at most 20%");
        assertThat(
                        ((Outcome.Done<List<Explanation>>)
                                        explaining().at(Samples.id(0), Samples.at(-60)))
                                .value())
                .as("before the campaign")
                .isEmpty();
    }

    @Test
    void countsTheReasonsOfTheWholeCohort() {
        silence(at(7));
        silence(at(8));
        CohortExplanation all =
                ((Outcome.Done<CohortExplanation>) explaining().cohort(Bench.NAME)).value();
        Map<String, Long> counts =
                all.reasons().stream().collect(Collectors.toMap(Reason::condition, Reason::count));
        assertThat(counts)
                .isEqualTo(
                        Map.of(
                                "wave-open", 30L,
                                "between-command-and-outcome", 5L,
                                "eligible", 3L,
                                "device-online", 2L));
        assertThat(all.waits()).contains("5 devices are between command and outcome, window 5");
        assertThat(all.reasons().getFirst().example()).isEqualTo("wave all is not open");
        for (Reason reason : all.reasons())
            assertThat(reason.devices()).hasSize((int) Math.min(3, reason.count()));
        assertThat(all.reasons().getLast().devices())
                .containsExactly(Samples.id(at(7)), Samples.id(at(8)));
        assertThat(all.ended()).isZero();
    }

    @Test
    void saysThatThereIsNoSuchDeviceOrCampaign() {
        assertThat(explaining().now(new DeviceId("nobody"))).isInstanceOf(Outcome.NotFound.class);
        assertThat(explaining().cohort(new io.github.canarywave.domain.campaign.CampaignName("no")))
                .isInstanceOf(Outcome.NotFound.class);
    }

    @Test
    void keepsAHoldOnceThoughItsNumbersChange() {
        long before = holds();
        for (int place = 0; place < 3; place++) {
            confirm(at(place));
            bench.wishes();
        }
        assertThat(holds()).isEqualTo(before);
    }

    private long holds() {
        return decided().stream().filter(d -> d.what().equals("Hold")).count();
    }

    private List<Decided> decided() {
        return bench.store.read(reads -> reads.decided(Bench.NAME, bench.now().wall(), 100));
    }

    private void confirmCanary() {
        for (int round = 0; round < 5; round++) {
            for (int place = 0; place < 10; place++)
                if (bench.attempt(at(place)).state()
                        instanceof io.github.canarywave.domain.rollout.State.Active)
                    confirm(at(place));
            bench.pass(60);
            bench.wishes();
        }
        Rollout rollout = bench.rollout();
        assertThat(rollout.confirmed()).isEqualTo(10);
    }

    private void confirm(int device) {
        bench.rebooted(device, Samples.NEW, "n" + device, 100);
        bench.fold(bench.report(device, command(device), 9, WireState.CONFIRMED));
    }

    private void refuse(int device) {
        bench.fold(
                bench.report(
                        device,
                        command(device),
                        1,
                        WireState.REFUSED,
                        io.github.canarywave.domain.fleet.Code.BUSY));
    }

    private CommandId command(int device) {
        return bench.attempt(device).command().orElseThrow();
    }

    private void silence(int device) {
        SessionId session = bench.device(device).birth().orElseThrow().session();
        bench.fold(
                new Heard.Told(
                        Samples.id(device),
                        new OnlineNotice(false, session, 1),
                        Heard.Receipt.NONE));
    }
}
