package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.OnlineNotice;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.Verdict;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

class FactTurnTest {
    private final Bench bench = Bench.started(campaign(failures(10, 5)), 20);
    private final StoredCommand command = bench.published.getFirst();
    private final int device = Bench.number(command.device());

    @Test
    void commandsTheFirstFiveOfTheCanaryAndRemembersThemBeforeItSpeaks() {
        assertThat(bench.published).hasSize(5);
        for (StoredCommand published : bench.published)
            assertThat(bench.stored(published.id())).contains(published);
    }

    @Test
    void aReportOfAnotherDevicesCommandIsAcknowledgedAndHasNoEffect() {
        int other = Bench.number(bench.published.get(1).device());
        Attempt mine = bench.attempt(device);
        Attempt theirs = bench.attempt(other);
        bench.fold(bench.report(other, command.id(), 1, WireState.FAILED, Code.FLASH_WRITE));
        assertThat(bench.attempt(device)).isEqualTo(mine);
        assertThat(bench.attempt(other)).isEqualTo(theirs);
        assertThat(bench.acknowledged).containsExactly(other + "/s1/1");
        assertThat(bench.device(other).ignored()).isOne();
        assertThat(evidence(Verdict.BAD)).isZero();
    }

    @Test
    void aRepeatIsAcknowledgedAgainAndHasNoEffect() {
        bench.fold(bench.report(device, command.id(), 1, WireState.ACCEPTED));
        bench.fold(bench.report(device, command.id(), 2, WireState.INSTALLING));
        Attempt installing = bench.attempt(device);
        bench.fold(bench.report(device, command.id(), 1, WireState.ACCEPTED));
        bench.fold(bench.report(device, command.id(), 2, WireState.INSTALLING));
        assertThat(bench.attempt(device)).isEqualTo(installing);
        assertThat(bench.acknowledged)
                .containsExactly(
                        device + "/s1/1", device + "/s1/2", device + "/s1/1", device + "/s1/2");
        assertThat(bench.counters.get("reports_repeated")).isEqualTo(2);
    }

    @Test
    void otherBytesUnderANumberAreANewReportAndCounted() {
        bench.fold(bench.report(device, command.id(), 1, WireState.ACCEPTED));
        bench.fold(bench.report(device, command.id(), 1, WireState.FAILED, Code.FLASH_WRITE));
        assertThat(bench.attempt(device).state())
                .isEqualTo(new State.Failed(Samples.T0.plusSeconds(seconds()), Code.FLASH_WRITE));
        assertThat(bench.counters.get("reports_number_reused")).isOne();
        assertThat(evidence(Verdict.BAD)).isOne();
    }

    @Test
    void successWithoutABirthIsNotAcknowledgedAndMakesTheDeviceSayItsBirth() {
        bench.fold(bench.report(device, command.id(), 1, WireState.INSTALLING));
        bench.acknowledged.clear();
        bench.published.clear();
        Heard confirmed = bench.report(device, command.id(), 2, WireState.CONFIRMED);
        bench.fold(confirmed);
        assertThat(bench.acknowledged).isEmpty();
        assertThat(bench.published).containsExactly(command);
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Probation.class);
        bench.rebooted(device, Samples.NEW, "s2", 8);
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Confirmed.class);
        bench.fold(confirmed);
        assertThat(bench.acknowledged).containsExactly(device + "/s1/2");
        assertThat(bench.rollout().confirmed()).isOne();
    }

    @Test
    void anUnreadableReportIsAcknowledgedSoThatTheDeviceDropsIt() {
        bench.fold(
                new Heard.Unreadable(
                        Samples.id(device),
                        "unknown-code",
                        "code \"x\"",
                        Optional.of(new Heard.ReportKey(new SessionId("s1"), 9)),
                        () -> bench.told.add("broker")));
        assertThat(bench.acknowledged).containsExactly(device + "/s1/9");
        assertThat(bench.told).containsExactly("broker");
        assertThat(bench.counters.get("messages_unreadable_unknown-code")).isOne();
        assertThat(bench.device(device).ignored()).isOne();
    }

    @Test
    void aDeviceThatNobodyRegisteredIsCountedAndNotAnswered() {
        bench.fold(bench.report(77, command.id(), 1, WireState.FAILED, Code.FLASH_WRITE));
        bench.born(78, Samples.OLD);
        assertThat(bench.counters.get("messages_of_unknown_device")).isEqualTo(2);
        assertThat(bench.acknowledged).isEmpty();
        assertThat(bench.told).as("the broker need not keep it").containsExactly("device 77");
        assertThat(bench.registered(77)).isFalse();
    }

    @Test
    void nothingIsAcknowledgedWhenTheStoreFails() {
        Store broken =
                new Store() {
                    @Override
                    public <T> T write(Function<Tx, T> work) {
                        return bench.store.write(
                                tx -> {
                                    var lost = work.apply(tx);
                                    throw new StoreUnavailable(
                                            "power cut, lost " + lost, new java.io.IOException());
                                });
                    }

                    @Override
                    public <T> T read(Function<Reads, T> work) {
                        return bench.store.read(work);
                    }

                    @Override
                    public void close() {
                        // The store beneath stays.
                    }
                };
        Turns turns = new Turns(broken, bench, bench, bench, bench.counters);
        Heard report = bench.report(device, command.id(), 1, WireState.ACCEPTED);
        assertThatThrownBy(() -> turns.facts(List.of(report), bench.now()))
                .hasMessageStartingWith("power cut");
        assertThat(bench.acknowledged).isEmpty();
        assertThat(bench.told).isEmpty();
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Commanded.class);
    }

    @Test
    void aDeviceThatNobodyListensForCountsAsOfflineAndIsQueuedAgain() {
        bench.fold(new Heard.Delivered(command.id(), false, false));
        assertThat(bench.device(device).online()).isFalse();
        assertThat(bench.device(device).busy()).isEmpty();
        Attempt second = bench.attempt(device);
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.state()).isInstanceOf(State.Queued.class);
        assertThat(second.burned()).isZero();
    }

    @Test
    void lateSuccessCorrectsTheStateAndLeavesTheEvidence() {
        bench.fold(bench.report(device, command.id(), 1, WireState.INSTALLING));
        bench.fold(bench.report(device, command.id(), 2, WireState.ROLLED_BACK, Code.HEALTH_CHECK));
        assertThat(evidence(Verdict.BAD)).isOne();
        bench.rebooted(device, Samples.NEW, "s2", 8);
        bench.fold(bench.report(device, command.id(), 3, WireState.CONFIRMED));
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Confirmed.class);
        assertThat(evidence(Verdict.BAD)).isOne();
        assertThat(evidence(Verdict.GOOD)).isZero();
    }

    @Test
    void anEarlierAttemptMaySucceedWhileALaterOneWaits() {
        bench.fold(bench.report(device, command.id(), 1, WireState.FAILED, Code.DNS));
        assertThat(bench.attempt(device).number()).isEqualTo(2);
        bench.fold(bench.report(device, command.id(), 2, WireState.INSTALLING));
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Queued.class);
        bench.rebooted(device, Samples.NEW, "s2", 8);
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Current.class);
    }

    @Test
    void anOutageOfTheFirstTenStopsTheRolloutOnlyUntilTheyAreBack() {
        bench.pass(121);
        bench.fold();
        bench.wishes();
        bench.pass(121);
        bench.fold();
        bench.wishes();
        Set<DeviceId> commanded =
                bench.published.stream().map(StoredCommand::device).collect(Collectors.toSet());
        assertThat(commanded).as("five, and five more when those were silent").hasSize(10);
        for (DeviceId silent : commanded)
            assertThat(bench.device(Bench.number(silent)).online()).isFalse();
        assertThat(bench.rollout().commanded()).isEqualTo(10);

        bench.published.clear();
        for (DeviceId back : commanded) bench.born(Bench.number(back), Samples.OLD);
        bench.wishes();
        assertThat(bench.published)
                .as("devices that were commanded before are tried again, five at once")
                .hasSize(5)
                .allMatch(again -> commanded.contains(again.device()))
                .allMatch(again -> again.attempt() == 2);
    }

    @Test
    void aBirthThatTheBrokerKeptSaysWhatADeviceRunsAndNotThatItIsThere() {
        bench.pass(60);
        Instant heard = bench.device(device).heard();
        bench.published.clear();
        bench.rebooted(device, Samples.OLD, "s2", 8, true);
        bench.wishes();
        assertThat(bench.device(device).birth().orElseThrow().boot()).isEqualTo(8);
        assertThat(bench.device(device).online()).isFalse();
        assertThat(bench.device(device).heard()).isEqualTo(heard);
        assertThat(bench.published)
                .as("no repeat to a device that may be gone")
                .noneMatch(p -> p.device().equals(command.device()));

        bench.fold(told(true, "s1", 1));
        assertThat(bench.device(device).online()).as("a connection it has left").isFalse();
        bench.fold(told(true, "s2", 1));
        assertThat(bench.device(device).online()).as("its last will did not come").isTrue();
    }

    @Test
    void aBirthThatTheBrokerKeptTellsTheOutcomeThatWeMissed() {
        bench.fold(bench.report(device, command.id(), 1, WireState.INSTALLING));
        bench.rebooted(device, Samples.NEW, "s2", 8, true);
        assertThat(bench.attempt(device).state()).isInstanceOf(State.Probation.class);
        assertThat(bench.counters.get("births_kept")).isOne();
        bench.rebooted(device, Samples.NEW, "s2", 8, true);
        assertThat(bench.counters.get("births_kept_known")).isOne();
    }

    private Heard told(boolean online, String session, int connect) {
        return new Heard.Told(
                command.device(),
                new OnlineNotice(online, new SessionId(session), connect),
                Heard.Receipt.NONE);
    }

    private long seconds() {
        return bench.now().hearing().getEpochSecond() - Samples.T0.getEpochSecond();
    }

    private long evidence(Verdict verdict) {
        return bench.store.read(reads -> reads.tally(Bench.NAME)).evidence().entrySet().stream()
                .filter(e -> e.getKey().verdict() == verdict)
                .mapToLong(e -> e.getValue())
                .sum();
    }
}
