package io.github.canarywave.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Pace;
import io.github.canarywave.domain.campaign.StartRate;
import io.github.canarywave.domain.fleet.OnlineNotice;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Outage;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.State;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What silence after installing means while others are silent too. */
class SilenceTest {
    private static final int DEVICES = 40;

    private final Bench bench = Bench.started(Samples.campaign(), DEVICES);
    private final int silent = Bench.number(bench.published.getFirst().device());

    private void asleep(int device) {
        asleep(bench, device);
    }

    private static void asleep(Bench bench, int device) {
        bench.fold(
                new Heard.Told(
                        Samples.id(device),
                        new OnlineNotice(
                                false,
                                bench.device(device).birth().orElseThrow().session(),
                                bench.device(device).birth().orElseThrow().connect()),
                        Heard.Receipt.NONE));
    }

    private boolean commanded(int device) {
        return bench.attempt(device).command().isPresent();
    }

    /** The device installs and is heard no more; all that were not commanded fall asleep. */
    private void silence() {
        bench.fold(
                bench.report(silent, bench.published.getFirst().id(), 1, WireState.ACCEPTED),
                bench.report(silent, bench.published.getFirst().id(), 2, WireState.INSTALLING));
        bench.pass(5);
        asleep(silent);
        for (int i = 0; i < DEVICES; i++) if (!commanded(i)) asleep(i);
        bench.pass(11 * 60);
        bench.fold();
    }

    @Test
    void sleepersAreBackWhenTheyHaveBeenHeardAndNotOnlyWhenTheyStayAwake() {
        silence();
        assertThat(bench.attempt(silent).state()).isInstanceOf(State.Installing.class);
        assertThat(bench.rollout().rulings().outage()).get().matches(Outage::lasts);
        bench.pass(90);
        bench.wishes();
        assertThat(bench.rollout().reason()).contains("an outage that they share");

        for (int i = 0; i < DEVICES; i++) {
            if (commanded(i)) continue;
            bench.rebooted(i, Samples.OLD, "later" + i, 9);
            asleep(i);
        }
        bench.pass(90);
        bench.wishes();
        assertThat(bench.rollout().rulings().outage()).get().matches(o -> !o.lasts());
    }

    @Test
    void whoIsCommandedMeanwhileAndStaysWasThereWhenOthersVanished() {
        Meanwhile meanwhile = new Meanwhile();
        meanwhile.uncommanded().limit(6).forEach(meanwhile::asleep);
        meanwhile.commandsOthers(24, WireState.ACCEPTED);
        assertThat(meanwhile.uncommanded()).hasSize(6);
        meanwhile.deadlinePasses();
        assertThat(meanwhile.state()).isInstanceOf(State.Installing.class);
        assertThat(meanwhile.bench.rollout().rulings().outage())
                .get()
                .extracting(Outage::why)
                .asString()
                .startsWith("6 of 30 devices of model");
    }

    @Test
    void whoIsCommandedMeanwhileAndFallsSilentExcusesNobody() {
        Meanwhile meanwhile = new Meanwhile();
        meanwhile.commandsOthers(10, WireState.INSTALLING).forEach(meanwhile::asleep);
        assertThat(meanwhile.uncommanded()).hasSize(20);
        meanwhile.deadlinePasses();
        assertThat(meanwhile.state()).isInstanceOf(State.Lost.class);
    }

    @Test
    void whoIsCommandedMeanwhileAndNeverAnswersHadVanishedBefore() {
        Meanwhile meanwhile = new Meanwhile();
        List<Integer> unreached = meanwhile.commandsOthers(10);
        meanwhile.commandsOthers(20, WireState.ACCEPTED);
        assertThat(meanwhile.uncommanded()).hasSameElementsAs(unreached);
        meanwhile.deadlinePasses();
        assertThat(meanwhile.state()).isInstanceOf(State.Installing.class);
        assertThat(meanwhile.bench.rollout().rulings().outage()).isPresent();
    }

    /**
     * Ten a minute are commanded; the first is silent since it began to install, after ten were.
     */
    private static final class Meanwhile {
        final Bench bench =
                Bench.started(
                        Samples.campaign(
                                new Pace(OptionalInt.empty(), false, new StartRate(10, 100, 10)),
                                Samples.wave("all", DEVICES)),
                        DEVICES);
        private final StoredCommand first = bench.published.getFirst();
        private final int silent = Bench.number(first.device());

        Meanwhile() {
            says(first, WireState.ACCEPTED);
            commandsOthers(9, WireState.ACCEPTED);
            says(first, WireState.ACCEPTED, WireState.INSTALLING);
            bench.pass(5);
            asleep(silent);
        }

        Stream<Integer> uncommanded() {
            return IntStream.range(0, DEVICES)
                    .boxed()
                    .filter(device -> bench.attempt(device).command().isEmpty());
        }

        /** So many more are commanded, and answer so. */
        List<Integer> commandsOthers(int devices, WireState... answers) {
            List<Integer> commanded = new ArrayList<>();
            while (commanded.size() < devices) {
                int before = bench.published.size();
                bench.pass(6);
                bench.wishes();
                for (StoredCommand command :
                        List.copyOf(bench.published).subList(before, bench.published.size())) {
                    says(command, answers);
                    commanded.add(Bench.number(command.device()));
                }
            }
            return commanded;
        }

        private void says(StoredCommand command, WireState... answers) {
            bench.pass(1);
            int seq = 0;
            for (WireState answer : answers)
                bench.fold(
                        bench.report(Bench.number(command.device()), command.id(), ++seq, answer));
        }

        void asleep(int device) {
            SilenceTest.asleep(bench, device);
        }

        void deadlinePasses() {
            bench.pass(9 * 60 + 50);
            bench.fold();
        }

        State state() {
            return bench.attempt(silent).state();
        }
    }
}
