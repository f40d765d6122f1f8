package io.github.canarywave.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.app.Store.Repeat;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.Verdict;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold in every history. Everything is recomputed from stored attempts and from what the
 * devices know; the engine's own counts are only compared with it.
 */
final class Invariants {
    private final World world;
    private final Map<String, String> payloads = new HashMap<>();
    private final Map<DeviceId, Map<Integer, CommandId>> commands = new HashMap<>();
    private final Set<DeviceId> commanded = new HashSet<>();
    private final Map<DeviceId, Integer> positions = new HashMap<>();
    private boolean someConfirmed;

    Invariants(World world) {
        this.world = world;
    }

    Set<DeviceId> commanded() {
        return commanded;
    }

    /** P2, P4, P5, P6: asked of every command at the moment it leaves. */
    void onPublish(StoredCommand command) {
        StoredCommand stored =
                world.disk
                        .read(
                                reads ->
                                        command.withdraws()
                                                ? Optional.of(command)
                                                : reads.command(command.id()))
                        .orElseThrow(() -> new AssertionError("not stored before: " + command));
        assertThat(command.payload()).as("same bytes as stored").isEqualTo(stored.payload());
        String name = (command.withdraws() ? "W" : "C") + command.id();
        assertThat(payloads.computeIfAbsent(name, _ -> command.payload()))
                .as("repeat of " + name)
                .isEqualTo(command.payload());
        if (command.withdraws()) return;
        Map<Integer, CommandId> known =
                commands.computeIfAbsent(command.device(), _ -> new HashMap<>());
        assertThat(known.computeIfAbsent(command.attempt(), _ -> command.id()))
                .as("one command for attempt %s of %s", command.attempt(), command.device())
                .isEqualTo(command.id());
        commanded.add(command.device());
        mayBeCommanded(command);
    }

    private void mayBeCommanded(StoredCommand command) {
        Rollout rollout = world.rollout();
        assertThat(rollout.state())
                .as("command to %s while the rollout is stopped", command.device())
                .isNotInstanceOfAny(RolloutState.Halted.class, RolloutState.Aborted.class);
        Attempt attempt = counting().get(command.device());
        assertThat(attempt.wave()).as("wave is open").isLessThanOrEqualTo(rollout.openWave());
        assertThat(attempt.state())
                .as("%s was confirmed and is commanded again", command.device())
                .isNotInstanceOf(State.Confirmed.class);
        window(rollout);
        canary(rollout);
    }

    /** P4 and P6: the window, from the attempts alone. */
    private void window(Rollout rollout) {
        List<Attempt> all = attempts();
        long c = confirmedInPrefix(all);
        Map<DeviceId, Attempt> counting = counting();
        long inFlight =
                counting.values().stream().filter(a -> a.state() instanceof State.Active).count();
        long parked = counting.values().stream().filter(this::parked).count();
        long max = rollout.campaign().pace().inFlightMax(rollout.cohort());
        long window = Math.min(max, 5 + 2 * c) + Math.min(parked, 5 + c);
        assertThat(inFlight)
                .as(
                        "in flight, window %s, parked %s, c %s, seed history %s",
                        window, parked, c, world.effects())
                .isLessThanOrEqualTo(Math.max(window, atLastPublish));
        atLastPublish = inFlight;
        if (!someConfirmed)
            assertThat(commanded.size() - refusedUnaccepted(all))
                    .as("devices commanded before the first one confirmed")
                    .isLessThanOrEqualTo(10);
    }

    // Commands already allowed stay in flight when the parked ones wake up; nothing may be added
    // then.
    private long atLastPublish;

    private long confirmedInPrefix(List<Attempt> all) {
        List<Attempt> started =
                all.stream()
                        .filter(a -> a.startOrder() > 0)
                        .sorted(Comparator.comparingLong(Attempt::startOrder))
                        .toList();
        long c = 0;
        for (Attempt attempt : started) {
            if (!(attempt.state() instanceof State.Ended)) break;
            if (attempt.state() instanceof State.Confirmed) c++;
        }
        return c;
    }

    private boolean parked(Attempt attempt) {
        if (!(attempt.state() instanceof State.Starting)) return false;
        var device = world.disk.read(reads -> reads.device(attempt.device())).orElseThrow();
        return !device.online() || device.heard().isBefore(world.hearing().minusSeconds(600));
    }

    private static long refusedUnaccepted(List<Attempt> all) {
        return all.stream()
                .filter(a -> a.state() instanceof State.Refused && !a.commandCounts())
                .map(Attempt::device)
                .distinct()
                .count();
    }

    /** P3: the order of the cohort never changes. */
    private void canary(Rollout rollout) {
        counting()
                .values()
                .forEach(
                        a ->
                                assertThat(positions.computeIfAbsent(a.device(), _ -> a.position()))
                                        .as("position of %s in %s", a.device(), rollout.name())
                                        .isEqualTo(a.position()));
    }

    /** P1: what is acknowledged was stored. */
    void onAcknowledge(DeviceId device, SessionId session, long seq) {
        boolean known = false;
        try {
            world.disk.write(
                    tx -> {
                        var digest = io.github.canarywave.domain.image.Sha256.of(new byte[] {1});
                        throw new Peek(tx.remember(device, session, seq, digest) != Repeat.NEW);
                    });
        } catch (Peek peek) {
            known = peek.known;
        }
        assertThat(known)
                .as("acknowledged report %s %s of %s is stored", session, seq, device)
                .isTrue();
    }

    private static final class Peek extends RuntimeException {
        private static final long serialVersionUID = 1;
        final boolean known;

        Peek(boolean known) {
            super("", null, false, false);
            this.known = known;
        }
    }

    /** P5: a withdrawn attempt gets nothing. */
    void onRequest(String url, Admission admission) {
        if (!(admission instanceof Admission.Admitted admitted)) return;
        Attempt attempt =
                world.disk.read(reads -> reads.attemptOfKey(admitted.attemptKey())).orElseThrow();
        assertThat(attempt.state())
                .as("admitted %s", url)
                .isNotInstanceOfAny(State.Withdrawn.class, State.Expired.class);
    }

    /** The tally is the sum of the attempts, after every commit. */
    void afterCommit() {
        Rollout rollout = world.rollout();
        if (rollout.confirmed() > 0) someConfirmed = true;
        if (world.random.nextInt(40) == 0) tally();
    }

    private void tally() {
        Map<Tally.Key, Long> sums = new HashMap<>();
        counting().values().forEach(a -> sums.merge(Tally.Key.of(a), 1L, Long::sum));
        assertThat(world.disk.read(reads -> reads.tally(world.name())).counts()).isEqualTo(sums);
    }

    /** P8, P9 and what the end must look like. */
    void atEnd(Rollout rollout) {
        tally();
        long bad =
                world.disk.read(reads -> reads.tally(world.name())).evidence().entrySet().stream()
                        .filter(e -> e.getKey().verdict() == Verdict.BAD)
                        .mapToLong(Map.Entry::getValue)
                        .sum();
        long toBlame =
                world.devices.values().stream()
                        .filter(d -> d.behaviour.blamesFirmware() && !d.installs.isEmpty())
                        .count();
        assertThat(bad)
                .as("devices counted against the release, %s", suspects())
                .isLessThanOrEqualTo(toBlame);
        for (SimDevice device : world.devices.values()) oneDevice(device);
        assertThat(rollout.state())
                .as("stuck: " + rollout.reason())
                .isInstanceOfAny(RolloutState.Done.class, RolloutState.Halted.class);
    }

    /** What happened to a device, for the message of a failure. */
    String story(SimDevice device) {
        StringBuilder story = new StringBuilder();
        world.disk
                .read(reads -> reads.deviceFacts(device.id, 100))
                .reversed()
                .forEach(f -> story.append("\n").append(f));
        var row = world.disk.read(reads -> reads.device(device.id));
        story.append("\n").append(row);
        var facts = world.disk.read(reads -> reads.rolloutFacts(world.name(), 100));
        story.append("\n").append(facts);
        return story.toString();
    }

    /** What happened to devices that nobody could blame the firmware for. */
    private List<String> suspects() {
        return world.devices.values().stream()
                .filter(d -> !d.behaviour.blamesFirmware() && !d.installs.isEmpty())
                .map(d -> "\n" + d.id + " " + d.behaviour + story(d))
                .filter(story -> story.contains("what=Lost"))
                .toList();
    }

    private void oneDevice(SimDevice device) {
        device.installs.forEach(
                (command, times) ->
                        assertThat(times)
                                .as("installations of %s by command %s", device.id, command)
                                .isEqualTo(1));
        Attempt attempt = counting().get(device.id);
        if (attempt == null) return;
        if (attempt.state() instanceof State.Confirmed)
            assertThat(device.confirmedNew).as("%s is confirmed", device.id).isTrue();
        assertThat(attempt.state())
                .as("%s is between command and outcome at the end", device.id)
                .isNotInstanceOf(State.Active.class);
    }

    private Map<DeviceId, Attempt> counting() {
        return world.disk.read(reads -> reads.attempts(world.name(), world.devices.keySet()));
    }

    private List<Attempt> attempts() {
        return world.disk.read(
                reads -> {
                    Map<Object, Attempt> all = new HashMap<>();
                    reads.attempts(world.name(), world.devices.keySet())
                            .values()
                            .forEach(a -> all.put(a.device() + "/" + a.number(), a));
                    for (Map<Integer, CommandId> ofDevice : commands.values())
                        for (CommandId id : ofDevice.values())
                            reads.attemptOf(id)
                                    .ifPresent(a -> all.put(a.device() + "/" + a.number(), a));
                    return List.copyOf(all.values());
                });
    }
}
