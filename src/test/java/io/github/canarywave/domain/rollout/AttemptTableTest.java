package io.github.canarywave.domain.rollout;

import static io.github.canarywave.domain.rollout.Samples.at;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Timeouts;
import io.github.canarywave.domain.fleet.Birth.Standing;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.WireState;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** The published table: every state against every signal. */
class AttemptTableTest {
    private static final Path GOLDEN =
            Path.of("src/test/resources/golden/rollout/attempt-table.md");
    private static final Instant NOW = at(0);
    private static final Instant SOON = at(60);
    private static final Duration PROBATION = Duration.ofMinutes(5);
    private static final Instant HALF_OVER =
            NOW.plus(Timeouts.DEFAULT.confirm()).plus(PROBATION.dividedBy(2));
    private static final AttemptMachine MACHINE = new AttemptMachine(Timeouts.DEFAULT, PROBATION);
    private static final CommandId COMMAND = new CommandId("01KAG3M8Q7ZC4T9V2XW5000001");

    @Test
    void theTableOfTransitionsIsAsPublished() throws IOException {
        String table = table();
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, table);
        }
        assertThat(GOLDEN).as("run with -Dgolden=write, then read the diff").exists();
        assertThat(table).as("differs from %s", GOLDEN).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void theTableSpeaksOfEachStateAndEachSignal() {
        assertThat(states().values().stream().map(Object::getClass))
                .containsAll(leaves(State.class));
        assertThat(signals().values().stream().map(Object::getClass))
                .containsAll(leaves(Signal.class));
    }

    @Test
    void nothingThatIsConfirmedIsEverAnythingElse() {
        for (Signal signal : signals().values())
            assertThat(MACHINE.step(new State.Confirmed(NOW), signal))
                    .as("%s", signal)
                    .isInstanceOf(Step.Stayed.class);
    }

    @Test
    void aDeviceThatCountsFewerBootsThanBeforeEndsNoAttempt() {
        signals()
                .forEach(
                        (name, signal) -> {
                            if (signal instanceof Signal.Born b && !b.mayEnd())
                                states().forEach((_, state) -> endsNothing(state, signal, name));
                        });
    }

    private static void endsNothing(State state, Signal signal, String name) {
        if (MACHINE.step(state, signal) instanceof Step.Moved(var to))
            assertThat(to).as("%s on %s", state, name).isNotInstanceOf(State.Ended.class);
    }

    @Test
    void eachStateThatIsNotAnEndHasADeadlineAndMovesWhenItPasses() {
        for (State state : states().values()) {
            if (state instanceof State.Ended) continue;
            assertThat(MACHINE.step(state, new Signal.DeadlinePassed(NOW)))
                    .isInstanceOf(Step.Moved.class);
            assertThat(state.deadline()).isBefore(Instant.MAX);
        }
        for (State state : states().values())
            for (Signal signal : signals().values())
                if (MACHINE.step(state, signal) instanceof Step.Moved(var to)
                        && to instanceof State.Active)
                    assertThat(to.deadline()).as("%s %s", state, signal).isAfter(NOW);
    }

    private static String table() {
        StringBuilder text = new StringBuilder();
        text.append("# What comes of each signal in each state\n\n");
        text.append("Printed by AttemptTableTest from the rules themselves. Deadlines count from");
        text.append(" the signal, with default timeouts and 5 min of probation.\n");
        states().forEach((name, state) -> section(text, name, state));
        return text.toString();
    }

    private static void section(StringBuilder text, String name, State state) {
        text.append("\n## ").append(name).append("\n\n| signal | becomes |\n|---|---|\n");
        Map<String, List<String>> stays = new LinkedHashMap<>();
        signals()
                .forEach(
                        (signalName, signal) -> {
                            switch (MACHINE.step(state, signal)) {
                                case Step.Moved(var to) ->
                                        text.append("| " + signalName + " | " + said(to) + " |\n");
                                case Step.Stayed(var why) ->
                                        stays.computeIfAbsent(why, _ -> new ArrayList<>())
                                                .add(signalName);
                            }
                        });
        if (stays.isEmpty()) return;
        text.append("\n| stays, because | on |\n|---|---|\n");
        stays.forEach(
                (why, names) ->
                        text.append("| " + why + " | " + String.join("; ", names) + " |\n"));
    }

    private static String said(State state) {
        StringJoiner details = new StringJoiner(", ", " (", ")").setEmptyValue("");
        if (state instanceof State.Active)
            details.add(Duration.between(NOW, state.deadline()).toMinutes() + " min");
        if (state instanceof State.Downloading d) details.add(d.bytes() + " bytes");
        if (state instanceof State.Probation p && p.born()) details.add("born");
        if (state instanceof State.Probation p && p.markedValid()) details.add("marked valid");
        if (state instanceof State.Withdrawn w && w.stopped()) details.add("stopped");
        if (state instanceof State.Expired e) details.add("in " + e.in());
        state.code().ifPresent(code -> details.add(code.word()));
        if (state instanceof State.RolledBack r && r.inferred()) details.add("inferred");
        return "**" + state.word() + "**" + details;
    }

    private static Map<String, State> states() {
        Map<String, State> states = new LinkedHashMap<>();
        states.put("Queued", new State.Queued(Instant.EPOCH, SOON));
        states.put("Commanded", new State.Commanded(SOON));
        states.put("Accepted", new State.Accepted(SOON));
        states.put("Downloading (500 bytes)", new State.Downloading(SOON, 500));
        states.put("Installing", new State.Installing(SOON));
        states.put("Rebooting", new State.Rebooting(SOON));
        states.put("Probation", new State.Probation(SOON, false, false));
        states.put("Probation (born)", new State.Probation(SOON, true, false));
        states.put(
                "Probation (born, half of it over)", new State.Probation(HALF_OVER, true, false));
        states.put("Probation (marked valid)", new State.Probation(SOON, false, true));
        states.put("Probation (born, marked valid)", new State.Probation(SOON, true, true));
        states.put("Confirmed", new State.Confirmed(NOW));
        states.put(
                "RolledBack (health-check)", new State.RolledBack(NOW, Code.HEALTH_CHECK, false));
        states.put(
                "RolledBack (unknown, inferred)",
                new State.RolledBack(NOW, Code.ROLLED_BACK_UNKNOWN, true));
        states.put("Failed (flash-write)", new State.Failed(NOW, Code.FLASH_WRITE));
        states.put("Failed (dns)", new State.Failed(NOW, Code.DNS));
        states.put("Refused (busy)", new State.Refused(NOW, Code.BUSY));
        states.put("Expired", new State.Expired(NOW, "Downloading"));
        states.put("Lost", new State.Lost(NOW));
        states.put("Withdrawn", new State.Withdrawn(NOW));
        states.put("Withdrawn (stopped)", new State.Withdrawn(NOW, true));
        states.put("Current", new State.Current(NOW));
        return states;
    }

    private static Map<String, Signal> signals() {
        Map<String, Signal> signals = new LinkedHashMap<>();
        signals.put("command stored", new Signal.CommandStored(NOW));
        signals.put("nobody listens", new Signal.NobodyListens(NOW));
        signals.put("withdrawal decided", new Signal.WithdrawalDecided(NOW));
        signals.put("deadline passed", new Signal.DeadlinePassed(NOW));
        signals.put("served up to 300", new Signal.Served(NOW, 300, false));
        signals.put("served up to 700", new Signal.Served(NOW, 700, false));
        signals.put("served the last byte", new Signal.Served(NOW, 1_000, true));
        births(signals);
        reports(signals);
        return signals;
    }

    private static void births(Map<String, Signal> signals) {
        for (boolean mayEnd : new boolean[] {true, false}) {
            String fewer = mayEnd ? "" : ", fewer boots than before";
            signals.put("birth: wanted image" + fewer, born(true, true, mayEnd, "update"));
            signals.put(
                    "birth: wanted image, says confirmed" + fewer,
                    born(true, true, mayEnd, "update", WireState.CONFIRMED));
            signals.put(
                    "birth: other image, power-on" + fewer, born(false, true, mayEnd, "power-on"));
            signals.put(
                    "birth: other image, says failed flash-write" + fewer,
                    born(false, true, mayEnd, "power-on", WireState.FAILED, Code.FLASH_WRITE));
        }
        signals.put("birth: other image, not rebooted", born(false, false, true, "power-on"));
        signals.put("birth: other image, watchdog", born(false, true, true, "watchdog"));
        signals.put("birth: other image, update", born(false, true, true, "update"));
        for (WireState state :
                List.of(WireState.ACCEPTED, WireState.DOWNLOADING, WireState.INSTALLING))
            signals.put(
                    "birth: other image, says " + state.word(),
                    born(false, true, true, "power-on", state));
        signals.put(
                "birth: other image, not rebooted, says refused busy",
                born(false, false, true, "power-on", WireState.REFUSED, Code.BUSY));
        signals.put(
                "birth: other image, says rolled-back health-check",
                born(false, true, true, "update", WireState.ROLLED_BACK, Code.HEALTH_CHECK));
    }

    private static void reports(Map<String, Signal> signals) {
        signals.put("accepted", new Signal.SaidAccepted(NOW));
        signals.put("downloading 300", new Signal.SaidDownloading(NOW, 300));
        signals.put("downloading 700", new Signal.SaidDownloading(NOW, 700));
        signals.put("installing", new Signal.SaidInstalling(NOW));
        signals.put("rebooting", new Signal.SaidRebooting(NOW));
        signals.put("probation", new Signal.SaidProbation(NOW));
        signals.put("confirmed, wanted image seen", new Signal.SaidConfirmed(NOW, true));
        signals.put("confirmed, wanted image not seen", new Signal.SaidConfirmed(NOW, false));
        for (Code code : List.of(Code.HEALTH_CHECK, Code.POWER_LOSS))
            signals.put("rolled-back " + code.word(), new Signal.SaidRolledBack(NOW, code));
        for (Code code : List.of(Code.FLASH_WRITE, Code.DIGEST_MISMATCH, Code.DNS))
            signals.put("failed " + code.word(), new Signal.SaidFailed(NOW, code));
        for (Code code : List.of(Code.BUSY, Code.DECLINED, Code.WITHDRAWN))
            signals.put("refused " + code.word(), new Signal.SaidRefused(NOW, code));
    }

    private static Signal born(boolean wanted, boolean rebooted, boolean mayEnd, String reason) {
        return new Signal.Born(NOW, wanted, rebooted, mayEnd, Optional.empty(), reason);
    }

    private static Signal born(
            boolean wanted,
            boolean rebooted,
            boolean mayEnd,
            String reason,
            WireState says,
            Code... code) {
        Standing standing = new Standing(COMMAND, says, Arrays.stream(code).findFirst());
        return new Signal.Born(NOW, wanted, rebooted, mayEnd, Optional.of(standing), reason);
    }

    private static List<Class<?>> leaves(Class<?> family) {
        if (!family.isSealed()) return List.of(family);
        return Arrays.stream(family.getPermittedSubclasses())
                .flatMap(member -> leaves(member).stream())
                .toList();
    }
}
