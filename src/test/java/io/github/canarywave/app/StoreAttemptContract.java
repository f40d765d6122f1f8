package io.github.canarywave.app;

import static io.github.canarywave.app.StoreFixtures.at;
import static io.github.canarywave.app.StoreFixtures.commandId;
import static io.github.canarywave.app.StoreFixtures.id;
import static io.github.canarywave.app.StoreFixtures.name;
import static io.github.canarywave.app.StoreFixtures.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.Tally;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What every store promises of attempts. */
public abstract class StoreAttemptContract extends StoreFleetContract {
    // Attempts.

    @Test
    public void keepsAttemptsInEveryState() throws Exception {
        List<State> states = StoreFixtures.states();
        assertThat(states.stream().map(Object::getClass).distinct().toList())
                .hasSameElementsAs(StoreFixtures.leaves(State.class));
        freeze(METERS, states.size());
        List<Attempt> written = new ArrayList<>();
        write(
                tx -> {
                    for (int i = 0; i < states.size(); i++) {
                        Attempt before = tx.attempt(METERS, id(i)).orElseThrow();
                        tx.replace(before, before.in(states.get(i)), Optional.empty());
                        written.add(revised(before.in(states.get(i)), 1));
                    }
                });
        List<DeviceId> ids = written.stream().map(Attempt::device).toList();
        assertThat(lasting().attempts(METERS, ids).values())
                .containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    public void findsAnAttemptByItsCommandAndKeyEvenWhenAnotherCounts() throws Exception {
        freeze(METERS, 2);
        Attempt first = attempt(METERS, 0);
        Attempt commanded =
                first.commanded(commandId(1), -77)
                        .started(1)
                        .countedAsCommanded()
                        .in(new State.Commanded(at(120)));
        write(tx -> tx.replace(first, commanded, Optional.empty()));
        Attempt stored = revised(commanded, 1);
        assertThat(lasting().attemptOf(commandId(1))).contains(stored);
        Attempt failed = stored.in(new State.Failed(at(130), Code.DNS));
        write(tx -> tx.replace(stored, failed, Optional.of(following(failed))));
        assertThat(lasting().attemptOf(commandId(1))).contains(revised(failed, 2));
        assertThat(lasting().attemptOfKey(-77)).contains(revised(failed, 2));
        assertThat(lasting().attempt(METERS, id(0))).contains(following(failed));
        assertThat(now().attempts(METERS, List.of(id(0), id(9))))
                .isEqualTo(Map.of(id(0), following(failed)));
        assertThat(now().attemptOf(commandId(2))).isEmpty();
        assertThat(now().attemptOfKey(0)).isEmpty();
        assertThat(now().attempt(METERS, id(9))).isEmpty();
        assertThat(now().attempt(PLUGS, id(0))).isEmpty();
    }

    @Test
    public void whatAWriteDidToAnAttemptIsSeenByEveryQuestionOfThatWrite() throws Exception {
        freeze(METERS, 3);
        write(
                tx -> {
                    Attempt queued = tx.attempt(METERS, id(0)).orElseThrow();
                    tx.replace(queued, queued.commanded(commandId(1), 7), Optional.empty());
                    Attempt named = tx.attemptOf(commandId(1)).orElseThrow();
                    assertThat(tx.attemptOfKey(7)).contains(named);
                    assertThat(tx.attempt(METERS, id(0))).contains(named);
                    Attempt commanded = named.in(new State.Commanded(at(5)));
                    tx.replace(named, commanded, Optional.empty());
                    assertThat(tx.due(at(5), 9)).containsExactly(revised(commanded, 2));
                    assertThat(tx.attemptsIn(METERS, Set.of("Commanded"), 9)).hasSize(1);
                    assertThat(tx.openAttempts(id(0))).containsExactly(revised(commanded, 2));
                    assertThat(tx.tally(METERS).in("Commanded")).isEqualTo(1);
                    Attempt late = tx.attemptOf(commandId(1)).orElseThrow();
                    tx.replace(late, late.in(new State.Confirmed(at(6))), Optional.empty());
                    assertThat(tx.openAttempts(id(0))).isEmpty();
                    assertThat(tx.due(at(5), 9)).isEmpty();
                });
        Attempt stored = lasting().attemptOf(commandId(1)).orElseThrow();
        assertThat(stored.state()).isEqualTo(new State.Confirmed(at(6)));
        assertThat(stored.revision()).isEqualTo(3);
        assertThat(now().tally(METERS).in("Confirmed")).isEqualTo(1);
        assertThat(now().tally(METERS).in("Queued")).isEqualTo(2);
    }

    @Test
    public void anAttemptThatChangedInAWriteMayBeFollowedInIt() throws Exception {
        freeze(METERS, 1);
        write(
                tx -> {
                    Attempt queued = tx.attempt(METERS, id(0)).orElseThrow();
                    tx.replace(queued, queued.commanded(commandId(1), 7), Optional.empty());
                    Attempt named = tx.attempt(METERS, id(0)).orElseThrow();
                    Attempt failed = named.in(new State.Failed(at(130), Code.DNS));
                    tx.replace(named, failed, Optional.of(following(failed)));
                    assertThat(tx.attempt(METERS, id(0))).contains(following(failed));
                    assertThat(tx.attemptOf(commandId(1))).contains(revised(failed, 2));
                });
        assertThat(lasting().attempt(METERS, id(0)).orElseThrow().number()).isEqualTo(2);
        assertThat(now().attemptOf(commandId(1)).orElseThrow().state())
                .isInstanceOf(State.Failed.class);
        assertThat(now().tally(METERS).in("Queued")).isEqualTo(1);
        assertThat(now().tally(METERS).in("Failed")).isZero();
    }

    @Test
    public void refusesASecondOwnerOfACommandAKeyOrAPlaceInTheOrderOfStarts() {
        freeze(METERS, 2);
        Attempt one = attempt(METERS, 0);
        Attempt two = attempt(METERS, 1);
        write(tx -> tx.replace(one, one.commanded(commandId(1), 5).started(1), Optional.empty()));
        for (Attempt thief :
                List.of(
                        two.commanded(commandId(1), 6),
                        two.commanded(commandId(2), 5),
                        two.started(1)))
            assertThatThrownBy(() -> write(tx -> tx.replace(two, thief, Optional.empty())))
                    .isInstanceOf(IllegalStateException.class);
        assertThat(attempt(METERS, 1)).isEqualTo(two);
    }

    @Test
    public void refusesAnAttemptThatSomebodyElseHasWritten() {
        freeze(METERS, 1);
        Attempt read = attempt(METERS, 0);
        move(0, new State.Commanded(at(120)));
        Tally tally = now().tally(METERS);
        Attempt late = read.in(new State.Expired(at(1), "Queued"));
        assertThatThrownBy(() -> write(tx -> tx.replace(read, late, Optional.empty())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stale");
        assertThatThrownBy(() -> write(tx -> tx.replace(read, late, Optional.of(following(late)))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(now().tally(METERS)).isEqualTo(tally);
    }

    @Test
    public void refusesAnAttemptOfNobodyAndOneStoredTwice() {
        freeze(METERS, 1);
        for (Attempt wrong :
                List.of(
                        Attempt.frozen(METERS, id(5), 5, 0, "s"),
                        Attempt.frozen(PLUGS, id(0), 0, 0, "s"),
                        Attempt.frozen(METERS, id(0), 0, 0, "s")))
            assertThatThrownBy(() -> write(tx -> tx.freeze(List.of(wrong))))
                    .isInstanceOf(IllegalStateException.class);
        assertThat(now().tally(METERS).pending()).isEqualTo(1);
    }

    @Test
    public void listsTheOpenAttemptsOfADevice() throws Exception {
        freeze(METERS, 3);
        freeze(PLUGS, 3);
        move(0, new State.Confirmed(at(1)));
        move(1, new State.Current(at(1)));
        move(2, new State.Lost(at(1)));
        assertThat(lasting().openAttempts(id(0))).containsExactly(attempt(PLUGS, 0));
        assertThat(lasting().openAttempts(id(1))).containsExactly(attempt(PLUGS, 1));
        assertThat(lasting().openAttempts(id(2)))
                .containsExactly(attempt(METERS, 2), attempt(PLUGS, 2));
        retry(2, new State.Failed(at(2), Code.DNS));
        assertThat(now().openAttempts(id(2))).extracting(Attempt::number).contains(2);
        assertThat(now().openAttempts(id(9))).isEmpty();
    }

    @Test
    public void listsAttemptsInSomeStatesInCohortOrder() throws Exception {
        freeze(METERS, 6);
        freeze(PLUGS, 6);
        move(4, new State.Commanded(at(1)));
        move(1, new State.Accepted(at(1)));
        move(3, new State.Commanded(at(1)));
        move(5, new State.Lost(at(1)));
        Set<String> asked = Set.of("Commanded", "Accepted", "Queued");
        assertThat(numbers(devices(lasting().attemptsIn(METERS, asked, 4))))
                .containsExactly(0, 1, 2, 3);
        assertThat(numbers(devices(now().attemptsIn(METERS, States.ACTIVE, 9))))
                .containsExactly(1, 3, 4);
        assertThat(now().attemptsIn(METERS, Set.of(), 9)).isEmpty();
        retry(5, new State.Failed(at(2), Code.DNS));
        assertThat(now().attemptsIn(METERS, States.ENDED, 9)).isEmpty();
    }

    private static List<DeviceId> devices(List<Attempt> attempts) {
        return attempts.stream().map(Attempt::device).toList();
    }

    @Test
    public void nobodyIsACandidateWhileHeld() throws Exception {
        freeze(METERS, 3);
        online(0, 1, 2);
        write(tx -> tx.save(tx.device(id(1)).orElseThrow().heldBecause("by ada: bench")));
        assertThat(candidates(3, at(1), 9)).containsExactly(0, 2);
        write(tx -> tx.save(tx.device(id(1)).orElseThrow().unheld()));
        assertThat(candidates(3, at(1), 9)).containsExactly(0, 1, 2);
    }

    @Test
    public void candidatesAreQueuedOpenedOnlineAndNotWaiting() throws Exception {
        freeze(METERS, 8);
        online(7, 5, 4, 3, 2, 1);
        move(1, new State.Commanded(at(1)));
        move(2, new State.Queued(at(100), Instant.MAX));
        retry(3, new State.Failed(at(1), Code.DNS));
        assertThat(candidates(7, at(99), 9)).containsExactly(4, 5);
        assertThat(candidates(7, at(100), 9)).containsExactly(2, 4, 5);
        assertThat(candidates(7, at(300), 9)).containsExactly(2, 3, 4, 5);
        assertThat(candidates(8, at(300), 9)).containsExactly(2, 3, 4, 5, 7);
        assertThat(candidates(8, at(300), 2)).containsExactly(2, 3);
        assertThat(candidates(0, at(300), 9)).isEmpty();
        assertThat(now().candidates(PLUGS, 9, at(300), 9)).isEmpty();
        var third = lasting().candidates(METERS, 5, at(300), 9).get(1);
        assertThat(third.attempt()).isEqualTo(attempt(METERS, 3));
        assertThat(third.device()).isEqualTo(now().device(id(3)).orElseThrow());
    }

    @Test
    public void candidatesFollowTheirDevicesOnAndOffline() throws Exception {
        freeze(METERS, 4);
        assertThat(candidates(4, at(300), 9)).isEmpty();
        online(0, 1, 2, 3);
        offline(1, 2);
        assertThat(candidates(4, at(300), 9)).containsExactly(0, 3);
        offline(3);
        retry(3, new State.Failed(at(1), Code.DNS));
        retry(0, new State.Failed(at(1), Code.DNS));
        assertThat(candidates(4, at(300), 9)).containsExactly(0);
        write(tx -> tx.everybodyOffline());
        assertThat(candidates(4, at(300), 9)).isEmpty();
        online(3, 1);
        assertThat(candidates(4, at(300), 9)).containsExactly(1, 3);
    }

    private void offline(int... devices) throws Exception {
        for (int i : devices) write(tx -> tx.save(tx.device(id(i)).orElseThrow().offline()));
    }

    private List<Integer> candidates(int openEnd, Instant now, int limit) {
        return numbers(
                now().candidates(METERS, openEnd, now, limit).stream()
                        .map(c -> c.device().id())
                        .toList());
    }

    @Test
    public void countsAsParkedWhoIsOfflineOrSilentBeforeItsInstallation() throws Exception {
        freeze(METERS, 6);
        online(0, 1, 2, 3, 4);
        move(0, new State.Commanded(at(1)));
        move(1, new State.Accepted(at(1)));
        move(2, new State.Downloading(at(1), 5));
        move(3, new State.Installing(at(1)));
        move(5, new State.Commanded(at(1)));
        assertThat(lasting().parked(METERS, at(0))).isEqualTo(1);
        assertThat(now().parked(METERS, at(1))).isEqualTo(2);
        assertThat(now().parked(METERS, at(2))).isEqualTo(3);
        assertThat(now().parked(METERS, at(99))).isEqualTo(4);
        write(tx -> tx.save(tx.device(id(2)).orElseThrow().offline()));
        assertThat(now().parked(METERS, at(0))).isEqualTo(2);
        assertThat(now().parked(PLUGS, at(99))).isZero();
    }

    @Test
    public void listsWhatIsDueFromTheEarliest() throws Exception {
        freeze(METERS, 7);
        move(0, new State.Commanded(at(50)));
        move(1, new State.Installing(at(20)));
        move(2, new State.Queued(Instant.EPOCH, at(10)));
        move(3, new State.Lost(at(5)));
        move(4, new State.Probation(at(51), true, false));
        move(5, new State.Commanded(at(20)));
        retry(5, new State.Failed(at(2), Code.DNS));
        assertThat(due(at(9), 9)).isEmpty();
        assertThat(due(at(10), 9)).containsExactly(2);
        assertThat(due(at(50), 9)).containsExactly(2, 1, 0);
        assertThat(due(at(50), 2)).containsExactly(2, 1);
        assertThat(due(Instant.MAX, 9)).containsExactly(2, 1, 0, 4, 5);
        assertThat(lasting().due(at(10), 9)).containsExactly(attempt(METERS, 2));
    }

    private List<Integer> due(Instant now, int limit) {
        return numbers(devices(now().due(now, limit)));
    }

    @Test
    public void listsStartsInOrderUpToTheFirstGap() throws Exception {
        freeze(METERS, 6);
        for (int i = 0; i < 6; i++) {
            Attempt before = attempt(METERS, i);
            long order = i == 5 ? 7 : i + 1;
            write(tx -> tx.replace(before, before.started(order), Optional.empty()));
        }
        move(1, new State.Confirmed(at(1)));
        move(2, new State.Lost(at(1)));
        retry(3, new State.RolledBack(at(2), Code.POWER_LOSS, false));
        assertThat(lasting().startedAfter(METERS, 0, 9))
                .containsExactly(
                        new Rollout.Started(1, false, false),
                        new Rollout.Started(2, true, true),
                        new Rollout.Started(3, true, false),
                        new Rollout.Started(4, true, false),
                        new Rollout.Started(5, false, false));
        assertThat(now().startedAfter(METERS, 2, 2))
                .extracting(Rollout.Started::order)
                .containsExactly(3L, 4L);
        assertThat(now().startedAfter(METERS, 5, 9)).isEmpty();
        assertThat(now().startedAfter(PLUGS, 0, 9)).isEmpty();
    }

    @Test
    public void opensTheQueuedPartOfTheCohortOnce() throws Exception {
        freeze(METERS, 5);
        move(1, new State.Commanded(at(60)));
        move(2, new State.Queued(at(30), at(40)));
        move(3, new State.Queued(at(30), Instant.MAX));
        Attempt stale = attempt(METERS, 0);
        assertThat(now().unopened(METERS, 9)).hasValue(0);
        write(tx -> tx.openCohort(METERS, 9, 0, 1, at(900)));
        assertThat(now().unopened(METERS, 9)).hasValue(3);
        write(tx -> tx.openCohort(METERS, 9, 1, 4, at(900)));
        write(tx -> tx.openCohort(METERS, 9, 0, 4, at(999)));
        assertThat(now().unopened(METERS, 9)).hasValue(4);
        assertThat(now().unopened(PLUGS, 9)).isEmpty();
        assertThat(lasting().attempt(METERS, id(0)).orElseThrow())
                .isEqualTo(revised(stale.opened(at(900)), 1));
        assertThat(attempt(METERS, 1).state()).isEqualTo(new State.Commanded(at(60)));
        assertThat(attempt(METERS, 1).giveUpAt()).isEqualTo(Instant.MAX);
        assertThat(attempt(METERS, 2).state()).isEqualTo(new State.Queued(at(30), at(40)));
        assertThat(attempt(METERS, 3).state()).isEqualTo(new State.Queued(at(30), at(900)));
        assertThat(attempt(METERS, 4).state().deadline()).isEqualTo(Instant.MAX);
        assertThat(due(at(900), 9)).containsExactly(2, 1, 0, 3);
        assertThatThrownBy(() -> write(tx -> tx.replace(stale, stale, Optional.empty())))
                .isInstanceOf(IllegalStateException.class);
        assertThat(now().tally(METERS).pending()).isEqualTo(5);
    }

    @Test
    public void findsWhatJoinedWaveByWaveBehindTheFrozenCohort() throws Exception {
        freeze(METERS, 3);
        for (int i = 3; i < 6; i++) {
            Device device = StoreFixtures.device(i);
            write(tx -> tx.register(device, "hash"));
        }
        online(0, 1, 2, 3, 4, 5);
        for (int i = 3; i < 6; i++) {
            Attempt joined = Attempt.frozen(METERS, id(i), i, i == 4 ? 0 : 1, "rest");
            write(tx -> tx.freeze(List.of(joined)));
        }
        int first = attempt(METERS, 0).wave();
        write(tx -> tx.openCohort(METERS, first, 0, 3, at(900)));
        assertThat(candidates(3, at(1), 9)).containsExactly(0, 1, 2);
        assertThat(joined(0, 9)).containsExactly(4);
        assertThat(joined(1, 9)).containsExactly(3, 4, 5);
        assertThat(joined(1, 2)).containsExactly(3, 4);
        assertThat(now().unopened(METERS, 0)).hasValue(4);
        write(tx -> tx.openCohort(METERS, 0, 3, 9, at(900)));
        assertThat(now().unopened(METERS, 0)).isEmpty();
        assertThat(now().unopened(METERS, 1)).hasValue(3);
        assertThat(attempt(METERS, 4).giveUpAt()).isEqualTo(at(900));
        assertThat(attempt(METERS, 3).giveUpAt()).isEqualTo(Instant.MAX);
        assertThat(lasting().tally(METERS).strata()).contains("rest");
    }

    private List<Integer> joined(int wave, int limit) {
        return numbers(
                now().joinedCandidates(METERS, 3, wave, at(1), limit).stream()
                        .map(c -> c.device().id())
                        .toList());
    }

    @Test
    public void clearsOnlyACohortThatIsBeingPrepared() throws Exception {
        freeze(METERS, 3);
        freeze(PLUGS, 3);
        write(tx -> tx.clearCohort(METERS));
        assertThat(lasting().tally(METERS)).isEqualTo(new Tally(Map.of(), Map.of()));
        assertThat(now().attempt(METERS, id(0))).isEmpty();
        assertThat(now().tally(PLUGS).pending()).isEqualTo(3);
        write(tx -> tx.freeze(List.of(Attempt.frozen(METERS, id(2), 0, 0, "s"))));
        assertThat(now().tally(METERS).pending()).isEqualTo(1);
        write(tx -> tx.save(rollout("meters").frozen(1)));
        assertThatThrownBy(() -> write(tx -> tx.clearCohort(METERS)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> write(tx -> tx.clearCohort(name("nobody"))))
                .isInstanceOf(IllegalStateException.class);
    }
}
