package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Limits;
import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.Query;
import io.github.canarywave.domain.campaign.Size;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Answer;
import io.github.canarywave.domain.rollout.Answers;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/** A canary of three whose gate asks outside, over the turns. */
class AskingTest {
    private static final Gate.Prometheus CRASHES =
            new Gate.Prometheus(
                    new Query("crashes"),
                    new Limits(OptionalDouble.empty(), OptionalDouble.of(0.05)),
                    Action.HALT);
    private static final long SOAK = Samples.SOAK.toSeconds();
    private static final int CANARY = 3;

    private final FakeSources sources = new FakeSources();
    private final Bench bench = Bench.started(campaign(CRASHES), 10);
    private Asking asking = new Asking(bench.store, sources);

    private static Campaign campaign(Gate... gates) {
        return Samples.campaign(
                Pace.DEFAULT,
                Samples.wave("canary", CANARY, gates),
                new Wave("all", Size.percent(100), Duration.ZERO, List.of(gates)));
    }

    private void turn() {
        asking.take(bench.now().time());
        asking.ask(bench.now().time());
        asking.take(bench.now().time());
        bench.turns.wishes(now());
    }

    private Now now() {
        return new Now(bench.now().time(), asking.heard());
    }

    /** Time passes as in a server: turns go on. */
    private void pass(long seconds) {
        for (long i = 0; i < seconds; i += 10) {
            bench.pass(10);
            turn();
        }
    }

    private void confirmCanary() {
        for (StoredCommand command : List.copyOf(bench.published)) {
            int device = Bench.number(command.device());
            long seq = 1;
            for (WireState state : List.of(WireState.ACCEPTED, WireState.INSTALLING))
                bench.fold(bench.report(device, command.id(), seq++, state));
            bench.rebooted(device, Samples.NEW, "s2", 8);
            bench.fold(bench.report(device, command.id(), seq, WireState.CONFIRMED));
        }
    }

    private void settle() {
        turn();
        confirmCanary();
        bench.pass(1);
        turn();
        assertThat(bench.rollout().settledAt()).isPresent();
    }

    private String reason() {
        return bench.rollout().reason();
    }

    @Test
    void silenceHoldsTheWaveAndTheFirstReadingAfterItOpensTheNext() {
        settle();
        pass(SOAK + 3_600);
        assertThat(bench.rollout().openWave()).isZero();
        assertThat(bench.rollout().state()).isInstanceOf(RolloutState.Running.class);
        assertThat(reason()).contains("prometheus: no reading since ", ": nobody is there");
        sources.say(new Answer.Value(0.02));
        pass(40);
        assertThat(bench.rollout().openWave()).isEqualTo(1);
    }

    @Test
    void aReadingThatBreachesHaltsInTheMiddleOfTheSoak() {
        settle();
        sources.say(new Answer.Value(0.07));
        pass(40);
        assertThat(bench.rollout().state()).isEqualTo(new RolloutState.Halted(reason(), true));
        assertThat(reason()).contains("wave canary: prometheus reads 0.07, must be ≤ 0.05");
        List<Fact> facts = bench.store.read(reads -> reads.rolloutFacts(Bench.NAME, 5));
        assertThat(facts)
                .anyMatch(fact -> fact.what().equals("halted") && fact.why().contains("0.07"));
    }

    @Test
    void asksEachHalfMinuteAndAtOnceWhenTheSoakIsOver() {
        sources.say(new Answer.Value(0.01));
        turn();
        assertThat(sources.questions).hasSize(1);
        bench.pass(29);
        turn();
        assertThat(sources.questions).hasSize(1);
        bench.pass(1);
        turn();
        assertThat(sources.questions).hasSize(2);
        confirmCanary();
        bench.pass(1);
        turn();
        bench.pass(SOAK - 1);
        turn();
        int before = sources.questions.size();
        assertThat(bench.rollout().openWave()).isZero();
        bench.pass(1);
        turn();
        assertThat(sources.questions).hasSize(before + 1);
        assertThat(bench.rollout().openWave()).isEqualTo(1);
    }

    @Test
    void asksOneQuestionAtATime() {
        CompletableFuture<Answer> slow = new CompletableFuture<>();
        sources.next = () -> slow;
        turn();
        for (int i = 0; i < 10; i++) {
            bench.pass(31);
            turn();
        }
        assertThat(sources.questions).hasSize(1);
        slow.complete(new Answer.Value(0.01));
        turn();
        bench.pass(31);
        turn();
        assertThat(sources.questions).hasSize(2);
    }

    @Test
    void aSourceThatFailsByAFaultOfOursIsSilence() {
        sources.next =
                () -> {
                    throw new IllegalStateException("broken on purpose");
                };
        settle();
        pass(SOAK + 60);
        assertThat(bench.rollout().openWave()).isZero();
        assertThat(reason()).contains("it could not be asked, the log says why");
        sources.say(new Answer.Value(0.01));
        pass(40);
        assertThat(bench.rollout().openWave()).isEqualTo(1);
    }

    @Test
    void afterARestartAGateHoldsUntilItWasAskedAgain() {
        sources.say(new Answer.Value(0.01));
        settle();
        bench.pass(SOAK + 10);
        asking = new Asking(bench.store, sources);
        bench.turns.wishes(now());
        assertThat(bench.rollout().openWave()).isZero();
        assertThat(reason()).endsWith("prometheus: no reading: not asked yet");
        turn();
        assertThat(bench.rollout().openWave()).isEqualTo(1);
    }

    @Test
    void tellsWhatIsAskedAbout() {
        settle();
        pass(30);
        assertThat(sources.questions.getLast())
                .isEqualTo(
                        new GateSources.Question(
                                "lamps", "canary", "lamp", Samples.NEW, 1, 3, 3, 0, 0));
    }

    /** Of the gate, oldest first. */
    private List<String> events() {
        return bench.store.read(reads -> reads.rolloutFacts(Bench.NAME, 100)).reversed().stream()
                .filter(fact -> fact.what().startsWith("gate-"))
                .map(fact -> fact.what() + " " + fact.why())
                .toList();
    }

    @Test
    void losingTheReadingAndHavingItAgainAreOneEventEach() {
        sources.say(new Answer.Value(0.01));
        turn();
        pass(60);
        sources.say(new Answer.Silence("it answered 503"));
        pass(110);
        assertThat(events()).as("the reading before is still good").isEmpty();
        pass(1_200);
        assertThat(events())
                .singleElement()
                .asString()
                .matches(
                        "gate-silent wave canary: prometheus crashes: no reading since"
                                + " \\S+: it answered 503");
        sources.say(new Answer.Value(0.02));
        pass(600);
        assertThat(events())
                .hasSize(2)
                .last()
                .isEqualTo("gate-heard wave canary: prometheus crashes has a reading again");
    }

    @Test
    void oneQuestionInVainIsNoEvent() {
        for (int i = 0; i < 10; i++) {
            sources.say(new Answer.Value(0.01));
            pass(30);
            sources.say(new Answer.Silence("it answered 503"));
            pass(30);
        }
        assertThat(events()).isEmpty();
    }

    @Test
    void aGateThatWasNeverHeardIsOneEvent() {
        turn();
        pass(600);
        assertThat(events())
                .singleElement()
                .asString()
                .startsWith("gate-silent wave canary: prometheus crashes: no reading since ")
                .endsWith(": nobody is there");
    }

    @Test
    void aFaultOfOneQuestionKeepsNoOtherFromBeingAsked() {
        Gate.Webhook smoke = new Gate.Webhook("smoke-test", Action.HALT);
        Bench both = Bench.started(campaign(CRASHES, smoke), 10);
        Asking two = new Asking(both.store, sources);
        sources.next =
                () -> {
                    if (sources.gates.getLast() instanceof Gate.Prometheus)
                        throw new IllegalStateException("broken on purpose");
                    return CompletableFuture.completedFuture(
                            new Answer.Ruling(Answer.Word.PASS, ""));
                };
        two.ask(both.now().time());
        two.take(both.now().time());
        assertThat(sources.gates).containsExactly(CRASHES, smoke);
        Answers heard = new Now(both.now().time(), two.heard()).answers(Bench.NAME);
        assertThat(heard.of(new Answers.Place(0, smoke.asked())).heard()).isPresent();
        assertThat(heard.of(new Answers.Place(0, CRASHES.asked())).silence())
                .endsWith("it could not be asked, the log says why");
    }

    @Test
    void gatesOfAWaveThatAskTheSameShareAnAnswer() {
        Gate.Prometheus warning =
                new Gate.Prometheus(
                        CRASHES.query(),
                        new Limits(OptionalDouble.empty(), OptionalDouble.of(0.01)),
                        Action.NOTIFY);
        Bench both = Bench.started(campaign(CRASHES, warning), 10);
        new Asking(both.store, sources).ask(both.now().time());
        assertThat(sources.questions).hasSize(1);
    }

    /** Who fixed what was wrong must not be halted again by what was read before. */
    @Test
    void whatWasReadBeforeAHaltIsForgotten() {
        settle();
        sources.say(new Answer.Value(0.07));
        pass(40);
        assertThat(bench.rollout().state()).isInstanceOf(RolloutState.Halted.class);
        bench.pass(2);
        turn();
        assertThat(asking.heard()).isEmpty();
        RolloutStatus status =
                bench.store.read(reads -> Statuses.of(reads, bench.rollout(), now()));
        assertThat(status.waves().getFirst().gates())
                .singleElement()
                .extracting(RolloutStatus.GateStatus::text)
                .isEqualTo("prometheus: asked only while the campaign runs");
    }

    @Test
    void nobodyIsAskedForARolloutThatIsPausedOrOver() {
        bench.turns.halt(Bench.NAME, "by a person", bench.now());
        int before = sources.questions.size();
        pass(120);
        assertThat(sources.questions).hasSize(before);
    }

    @Test
    void theStatusAndTheExplanationSayWhatTheGateWaitsFor() {
        settle();
        pass(SOAK + 60);
        RolloutStatus status =
                bench.store.read(reads -> Statuses.of(reads, bench.rollout(), now()));
        assertThat(status.waves().getFirst().gates())
                .singleElement()
                .satisfies(
                        gate -> {
                            assertThat(gate.name()).isEqualTo("prometheus");
                            assertThat(gate.status()).isEqualTo("waiting");
                            assertThat(gate.text()).contains("no reading since");
                        });
        Reasons reasons =
                new Reasons(bench.store, bench.rollout(), now(), java.util.Optional.empty());
        assertThat(reasons.all().waits()).contains("no reading since", "nobody is there");
    }

    @Test
    void theLoopIsWokenByAnAnswerAndHalts() {
        CompletableFuture<Answer> coming = new CompletableFuture<>();
        sources.next = () -> coming;
        try (TurnLoop loop =
                new TurnLoop(
                        bench.turns,
                        bench.store,
                        bench.inbox,
                        bench,
                        () -> bench.now().wall(),
                        sources)) {
            loop.start();
            await().until(() -> !sources.questions.isEmpty());
            coming.complete(new Answer.Value(1));
            await().until(() -> bench.rollout().state() instanceof RolloutState.Halted);
            assertThat(reason()).contains("prometheus reads 1, must be ≤ 0.05");
        }
    }

    @Test
    void aGateThatTheServerCannotAskIsNamedBeforeItRuns() {
        try (TurnLoop loop =
                new TurnLoop(
                        bench.turns,
                        bench.store,
                        bench.inbox,
                        bench,
                        () -> bench.now().wall(),
                        sources)) {
            loop.start();
            Gate unknown = new Gate.Webhook("unknown", Action.HALT);
            assertThat(loop.unaskable(campaign(CRASHES, unknown)))
                    .containsExactly("no webhook is named unknown");
            assertThat(loop.unaskable(campaign(CRASHES))).isEmpty();
        }
    }
}
