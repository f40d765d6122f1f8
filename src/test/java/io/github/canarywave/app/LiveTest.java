package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.at;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.app.Operations.Watching;
import io.github.canarywave.domain.rollout.Samples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What those who watch a rollout are told, and when. */
@Timeout(60)
class LiveTest {
    private final Bench bench = Bench.started(Samples.campaign(), 20);
    private final TurnLoop loop =
            new TurnLoop(bench.turns, bench.store, bench.inbox, bench, () -> bench.now().wall());
    private final Live live = new Live();
    private final Curves curves = new Curves(bench.store, () -> bench.now().wall(), live::grown);
    private final Inquiry inquiry = new Inquiry(bench.store, loop);

    @AfterEach
    void stop() {
        curves.close();
        live.close();
    }

    private Watching watch(OptionalLong after, Consumer<Telling> listener) {
        return live.watch(
                Optional.of(Bench.NAME),
                () -> new CampaignScene(Bench.NAME, bench.store, inquiry, curves),
                after,
                listener);
    }

    /** Somebody who writes down what it hears. */
    private static final class Listener implements Consumer<Telling> {
        final List<Telling> heard = new CopyOnWriteArrayList<>();

        @Override
        public void accept(Telling telling) {
            heard.add(telling);
        }

        List<String> kinds() {
            return heard.stream().map(t -> t.what().getClass().getSimpleName()).toList();
        }

        List<String> happened() {
            return heard.stream()
                    .map(Telling::what)
                    .filter(Told.Happened.class::isInstance)
                    .map(told -> ((Told.Happened) told).line().fact().why())
                    .toList();
        }

        long last() {
            return heard.stream().flatMapToLong(t -> t.what().place().stream()).max().orElse(0);
        }
    }

    private void happen(int from, int count) {
        for (int i = from; i < from + count; i++) {
            Fact fact = Fact.of(at(i), Bench.NAME, "retried", "time " + i);
            bench.store.write(
                    tx -> {
                        tx.add(fact);
                        return tx;
                    });
        }
    }

    @Test
    void aNewcomerHearsThePastThenTheStateAndWhatHappensSinceOnce() {
        happen(1, 60);
        Listener listener = new Listener();
        try (var _ = watch(OptionalLong.empty(), listener)) {
            assertThat(listener.kinds()).containsExactly("History", "State");
            Told.History history = (Told.History) listener.heard.getFirst().what();
            assertThat(history.events()).hasSize(RolloutStatus.EVENTS);
            assertThat(history.events().getFirst().fact().why()).isEqualTo("time 60");
            assertThat(history.waves()).containsExactly("canary", "all");
            assertThat(history.map().devices()).isEqualTo(20);
            assertThat(history.marks())
                    .extracting(RolloutStatus.Event::what)
                    .contains("wave-opened");
            happen(61, 2);
            live.changed(Bench.NAME, false);
            await().untilAsserted(
                            () ->
                                    assertThat(listener.happened())
                                            .containsExactly("time 61", "time 62"));
        }
    }

    @Test
    void whatHappenedComesBeforeTheStateThatItLedTo() {
        Listener listener = new Listener();
        try (var _ = watch(OptionalLong.empty(), listener)) {
            bench.turns.halt(Bench.NAME, "smoke", bench.now());
            live.changed(Bench.NAME, true);
            await().until(() -> listener.heard.size() >= 4);
            assertThat(listener.kinds().subList(2, 4)).containsExactly("Happened", "State");
            Told.State state = (Told.State) listener.heard.get(3).what();
            assertThat(state.status().state()).isEqualTo("Halted");
            assertThat(state.status().events()).isEmpty();
        }
    }

    @Test
    void aHaltDoesNotWaitForTheInterval() {
        Listener listener = new Listener();
        try (var _ = watch(OptionalLong.empty(), listener)) {
            bench.turns.halt(Bench.NAME, "smoke", bench.now());
            long begun = System.nanoTime();
            live.changed(Bench.NAME, true);
            await().pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() -> listener.kinds().contains("Happened"));
            assertThat(System.nanoTime() - begun).isLessThan(Room.INTERVAL.toNanos());
        }
    }

    @Test
    void whoComesBackHearsAllThatHappenedMeanwhile() {
        Listener first = new Listener();
        watch(OptionalLong.empty(), first).close();
        happen(1, 200);
        Listener again = new Listener();
        try (var _ = watch(OptionalLong.of(first.last()), again)) {
            assertThat(again.happened()).hasSize(200).startsWith("time 1").endsWith("time 200");
            assertThat(again.kinds().getFirst()).isEqualTo("History");
            assertThat(again.kinds().getLast()).isEqualTo("State");
        }
    }

    @Test
    void whoAsksAgainHearsWhatItMissedAndNothingElse() {
        Listener listener = new Listener();
        try (Watching watching = watch(OptionalLong.empty(), listener)) {
            long before = listener.last();
            happen(1, 3);
            live.changed(Bench.NAME, true);
            await().until(() -> listener.happened().size() == 3);
            listener.heard.clear();
            watching.again(OptionalLong.of(before), false);
            assertThat(listener.kinds()).containsExactly("Happened", "Happened", "Happened");
            listener.heard.clear();
            watching.again(OptionalLong.empty(), true);
            assertThat(listener.kinds()).containsExactly("History", "State");
        }
    }

    @Test
    void everybodyIsToldTheSameThingWhichIsMadeOnce() {
        Listener one = new Listener();
        Listener other = new Listener();
        try (var _ = watch(OptionalLong.empty(), one);
                var _ = watch(OptionalLong.empty(), other)) {
            bench.turns.halt(Bench.NAME, "smoke", bench.now());
            live.changed(Bench.NAME, true);
            await().until(() -> one.heard.size() >= 4 && other.heard.size() >= 4);
            Set<Telling> told = ConcurrentHashMap.newKeySet();
            told.addAll(one.heard);
            told.addAll(other.heard);
            assertThat(told).hasSameSizeAs(one.heard);
            assertThat(one.heard.getLast().<Object>form(_ -> new Object()))
                    .isSameAs(other.heard.getLast().<Object>form(_ -> new Object()));
        }
    }

    @Test
    void aRoomGoesWithTheLastWhoWasInIt() {
        Listener listener = new Listener();
        Watching one = watch(OptionalLong.empty(), listener);
        Watching other = watch(OptionalLong.empty(), new Listener());
        assertThat(live.rooms()).isEqualTo(1);
        one.close();
        assertThat(live.rooms()).isEqualTo(1);
        other.close();
        assertThat(live.rooms()).isZero();
        int heard = listener.heard.size();
        live.changed(Bench.NAME, true);
        assertThat(listener.heard).hasSize(heard);
        watch(OptionalLong.empty(), listener).close();
        assertThat(live.rooms()).isZero();
    }

    @Test
    void aRoomThatNobodyCouldEnterIsNotKept() {
        Scene broken =
                new CampaignScene(Bench.NAME, bench.store, inquiry, curves) {
                    @Override
                    public List<Told> news() {
                        throw new StoreUnavailable("disk gone", new IllegalStateException());
                    }
                };
        assertThatThrownBy(
                        () ->
                                live.watch(
                                        Optional.of(Bench.NAME),
                                        () -> broken,
                                        OptionalLong.empty(),
                                        new Listener()))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(live.rooms()).isZero();
    }

    @Test
    void thePictureAndTheCurveFollowTheDevices() {
        Listener listener = new Listener();
        try (var _ = watch(OptionalLong.empty(), listener)) {
            curves.changed(Bench.NAME);
            curves.look();
            await().until(() -> listener.kinds().contains("Grown"));
            bench.turns.halt(Bench.NAME, "smoke", bench.now());
            while (bench.turns.withdraw(bench.now())) bench.pass(1);
            live.changed(Bench.NAME, false);
            await().until(() -> listener.kinds().contains("Mapped"));
            Listener late = new Listener();
            try (var _ = watch(OptionalLong.empty(), late)) {
                Told.History history = (Told.History) late.heard.getFirst().what();
                assertThat(history.points()).isEqualTo(curves.points(Bench.NAME)).isNotEmpty();
            }
        }
    }

    @Test
    void aRestartLosesNothingOfTheCurve() {
        for (int i = 0; i < 3; i++) {
            bench.pass(10);
            if (i == 1) bench.turns.halt(Bench.NAME, "smoke", bench.now());
            while (bench.turns.withdraw(bench.now())) bench.pass(1);
            curves.changed(Bench.NAME);
            curves.look();
        }
        List<Curve.Point> points = curves.points(Bench.NAME);
        assertThat(points).hasSize(2);
        try (Curves restarted = new Curves(bench.store, () -> bench.now().wall(), live::grown)) {
            assertThat(restarted.points(Bench.NAME)).isEqualTo(points);
            restarted.changed(Bench.NAME);
            restarted.look();
            assertThat(restarted.points(Bench.NAME)).as("nothing changed").isEqualTo(points);
        }
    }
}
