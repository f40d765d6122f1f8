package io.github.canarywave.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Store.Repeat;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.StartRate;
import io.github.canarywave.domain.campaign.UpdateWindow;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.Tally;
import io.github.canarywave.domain.rollout.Verdict;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must hold in every history. Everything is recomputed from stored attempts and from what the
 * devices know; the engine's own counts are only compared with it.
 */
final class Invariants {
    private final World world;
    private final Map<String, String> payloads = new HashMap<>();
    private final Map<DeviceId, Map<Integer, CommandId>> commands = new HashMap<>();
    private final Set<DeviceId> commanded = new HashSet<>();
    private final Map<DeviceId, Place> places = new HashMap<>();
    private final Set<Numbered> acknowledged = new HashSet<>();
    private final Map<CommandId, Instant> decided = new HashMap<>();
    private final List<Instant> starts = new ArrayList<>();
    private boolean someConfirmed;
    private long lastInFlight;
    private long lastFailures;
    private int rollbacks;
    private final Set<DeviceId> failed = new HashSet<>();

    private record Place(int position, int wave) {}

    private record Numbered(DeviceId device, SessionId session, long seq) {}

    Invariants(World world) {
        this.world = world;
    }

    Set<DeviceId> commanded() {
        return commanded;
    }

    List<CommandId> commandIds() {
        return commands.values().stream().flatMap(known -> known.values().stream()).toList();
    }

    Collection<CommandId> commandsOf(DeviceId device) {
        return commands.getOrDefault(device, Map.of()).values();
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
        if (!command.rollout().equals(world.name())) {
            goesBack(command);
            return;
        }
        assertThat(world.stopping()).as("handed over after a person halted").isFalse();
        Map<Integer, CommandId> known =
                commands.computeIfAbsent(command.device(), _ -> new HashMap<>());
        assertThat(known.computeIfAbsent(command.attempt(), _ -> command.id()))
                .as("one command for attempt %s of %s", command.attempt(), command.device())
                .isEqualTo(command.id());
        commanded.add(command.device());
        pace(command.id());
        window(command);
        mayBeCommanded(command);
    }

    /** Nobody is brought back while the gates have not spoken. */
    private void goesBack(StoredCommand command) {
        assertThat(world.rollout().state())
                .as("%s is brought back", command.device())
                .isInstanceOfSatisfying(
                        RolloutState.Halted.class, halted -> assertThat(halted.byGate()).isTrue());
    }

    /** There is one rollback, made while nobody was between command and outcome. */
    private void rollback() {
        int known = world.rollbacks().size();
        assertThat(known).as("rollbacks").isLessThanOrEqualTo(1);
        if (known > rollbacks)
            assertThat(world.disk.read(reads -> reads.tally(world.name())).inFlight())
                    .as("in flight when the rollback began")
                    .isZero();
        rollbacks = known;
    }

    /** A command was made; whether it is kept, only its publication shows. */
    void onDecided(CommandId command, Instant at) {
        decided.put(command, at);
    }

    /** Starts in any minute: at most what the rate could have grown to by then, and the burst. */
    private void pace(CommandId command) {
        Instant at = decided.remove(command);
        if (at == null) return;
        starts.add(at);
        StartRate rule = world.rollout().campaign().pace().starts();
        double rate = rule.start();
        for (double left = starts.size(); left >= rate; left -= rate)
            rate = Math.min(rule.max(), Math.ceil(rate * rule.growthPercent() / 100));
        long lately = starts.stream().filter(s -> s.isAfter(at.minusSeconds(60))).count();
        assertThat(lately)
                .as("starts within a minute, %s in all", starts.size())
                .isLessThanOrEqualTo((long) (rate + Math.max(1, rate / 12)) + 1);
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
        firstTen();
        evidence(rollout);
        canary(rollout);
    }

    /**
     * P7: nobody is commanded once the default gate must have halted, recomputed from the states.
     */
    private void evidence(Rollout rollout) {
        if (!rollout.wave(rollout.openWave()).gates().contains(Defaults.GATE)) return;
        Map<DeviceId, Attempt> counting = counting();
        // One that waits to be tried again may have accepted before: as many as can speak for it.
        long others =
                counting.values().stream()
                        .filter(a -> !failed.contains(a.device()))
                        .filter(
                                a ->
                                        a.state() instanceof State.Active
                                                || a.state() instanceof State.Confirmed
                                                || a.number() > 1)
                        .count();
        assertThat(score(failed.size(), others))
                .as("odds that more than 2 %% fail, %s of %s", failed.size(), others)
                .isLessThan(100);
    }

    /** The mean over 48 shares, in equal ratios from 100 % down to 2 %, of how they explain it. */
    private static double score(int bad, long others) {
        double sum = 0;
        for (int i = 0; i < 48; i++) {
            double p = Math.pow(0.02, i / 48.0);
            sum += Math.pow(p / 0.02, bad) * Math.pow((1 - p) / 0.98, (double) others);
        }
        return sum / 48;
    }

    /** Whom the firmware has failed, once and for ever. */
    private void failures(Tally tally) {
        long ended = tally.in("Lost") + tally.in("RolledBack") + tally.in("Failed");
        if (ended != lastFailures)
            for (Attempt attempt :
                    world.disk.read(
                            reads ->
                                    reads.attemptsIn(
                                            world.name(),
                                            Set.of("Lost", "RolledBack", "Failed"),
                                            Integer.MAX_VALUE)))
                if (attempt.state() instanceof State.Lost
                        || attempt.state().code().filter(Code::counted).isPresent())
                    failed.add(attempt.device());
        lastFailures = ended;
    }

    /** Nothing begins outside the hours of the campaign, by the clock on the device's wall. */
    private void window(StoredCommand command) {
        UpdateWindow window = world.rollout().campaign().window();
        Attempt attempt = counting().get(command.device());
        boolean begun = !(attempt.state() instanceof State.Starting);
        if (window.hours().isEmpty() || begun) return;
        String zone = World.labels(command.device()).get("tz");
        ZonedDateTime there = world.wall().atZone(ZoneId.of(zone));
        LocalTime time = there.toLocalTime();
        LocalTime from = window.hours().get().from();
        LocalTime to = window.hours().get().to();
        DayOfWeek today = there.getDayOfWeek();
        boolean late = !to.isAfter(from) && time.isBefore(to);
        boolean inside = late || (!time.isBefore(from) && (!to.isAfter(from) || time.isBefore(to)));
        assertThat(inside && window.days().contains(late ? today.minus(1) : today))
                .as("%s commanded at %s, window %s to %s", command.device(), there, from, to)
                .isTrue();
    }

    /** P4: the window, from the attempts alone, at each commit that adds to those in flight. */
    private void window(Rollout rollout) {
        Tally tally = world.disk.read(reads -> reads.tally(world.name()));
        failures(tally);
        long inFlight = tally.inFlight();
        long before = lastInFlight;
        lastInFlight = inFlight;
        // A withdrawn device that goes on all the same is in flight again, without a command.
        if (inFlight <= before || !rollout.running()) return;
        Map<DeviceId, Attempt> counting = counting();
        long c = confirmedInPrefix(attempts());
        long flying =
                counting.values().stream().filter(a -> a.state() instanceof State.Active).count();
        long parked = counting.values().stream().filter(this::parked).count();
        long max = rollout.campaign().pace().inFlightMax(rollout.cohort());
        assertThat(flying)
                .as("in flight, parked %s, c %s, effects %s", parked, c, world.effects())
                .isLessThanOrEqualTo(Math.min(max, 5 + 2 * c) + Math.min(parked, 5 + c));
    }

    /** P6: at most ten devices before one has confirmed. */
    private void firstTen() {
        if (!someConfirmed)
            assertThat(commanded.size() - refusedUnaccepted(attempts()))
                    .as("devices commanded before the first one confirmed")
                    .isLessThanOrEqualTo(10);
    }

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

    /** P3: the order of the cohort comes from its seed alone, and never changes. */
    private void canary(Rollout rollout) {
        Map<DeviceId, Attempt> counting = counting();
        if (places.isEmpty()) {
            List<DeviceId> stored =
                    counting.values().stream()
                            .sorted(Comparator.comparingInt(Attempt::position))
                            .map(Attempt::device)
                            .toList();
            assertThat(stored)
                    .as("order of the cohort")
                    .isEqualTo(Ranking.of(counting.values(), rollout.campaign().seed()));
        }
        counting.values()
                .forEach(
                        a -> {
                            Place place = new Place(a.position(), a.wave());
                            assertThat(places.computeIfAbsent(a.device(), _ -> place))
                                    .as("place of %s in %s", a.device(), rollout.name())
                                    .isEqualTo(place);
                        });
    }

    /** P1: what is acknowledged was stored. */
    void onAcknowledge(DeviceId device, SessionId session, long seq) {
        if (session.equals(World.FORGED_SESSION)) return;
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
        acknowledged.add(new Numbered(device, session, seq));
    }

    /** The attempts of these devices, if all that is heard was acknowledged before. */
    Map<DeviceId, Attempt> onlyRepeats(List<Heard> batch) {
        Set<DeviceId> devices = new HashSet<>();
        for (Heard heard : batch) {
            if (!(heard instanceof Heard.Reported(var device, var report, _))) return Map.of();
            if (report.seq().isEmpty()) return Map.of();
            long seq = report.seq().getAsLong();
            if (!acknowledged.contains(new Numbered(device, report.session(), seq)))
                return Map.of();
            devices.add(device);
        }
        return world.disk.read(reads -> reads.attempts(world.name(), devices));
    }

    /** P9: what is said again counts once, and puts no deadline off. */
    void repeatsChangedNothing(Map<DeviceId, Attempt> before) {
        if (before.isEmpty()) return;
        Map<DeviceId, Attempt> now =
                world.disk.read(reads -> reads.attempts(world.name(), before.keySet()));
        before.forEach(
                (device, attempt) -> {
                    if (attempt.state().deadline().isAfter(world.hearing()))
                        assertThat(now.get(device)).as("after a repeat").isEqualTo(attempt);
                });
    }

    private static final class Peek extends RuntimeException {
        private static final long serialVersionUID = 1;
        final boolean known;

        Peek(boolean known) {
            super("", null, false, false);
            this.known = known;
        }
    }

    /** P5: only the attempt that counts gets anything, and nothing once it was stopped. */
    void onRequest(String url, Admission admission) {
        if (!(admission instanceof Admission.Admitted admitted)) return;
        Attempt attempt =
                world.disk.read(reads -> reads.attemptOfKey(admitted.attemptKey())).orElseThrow();
        assertThat(attempt.state())
                .as("admitted %s", url)
                .isInstanceOfAny(State.Starting.class, State.Installing.class);
        Optional<Attempt> counting =
                world.disk.read(reads -> reads.attempt(attempt.rollout(), attempt.device()));
        assertThat(counting).as("admitted %s, superseded", url).contains(attempt);
        if (world.stopping())
            assertThat(attempt.state())
                    .as("admitted %s after a person halted", url)
                    .isInstanceOf(State.Installing.class);
    }

    /** The tally is the sum of the attempts, after every commit. */
    void afterCommit() {
        Rollout rollout = world.rollout();
        if (rollout.confirmed() > 0) someConfirmed = true;
        if (rollout.campaign().rollsBack()) rollback();
        window(rollout);
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
        if (rollout.state() instanceof RolloutState.Halted(var why, var byGate) && byGate)
            assertThat(toBlame).as("devices that gave a reason to halt: %s", why).isGreaterThan(1);
        for (SimDevice device : world.devices.values()) oneDevice(device);
        assertThat(rollout.state())
                .as("stuck: " + rollout.reason() + unconfirmed())
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

    /** Attempts of devices that were there and ran out of time while they waited or fetched. */
    List<String> lateOnTheirWay() {
        return world.devices.values().stream()
                .filter(d -> d.behaviour == Behaviour.GOOD)
                .flatMap(d -> world.disk.read(r -> r.deviceFacts(d.id, 100)).stream())
                .filter(f -> f.what().equals("Expired") && !f.why().contains("Commanded"))
                .map(Object::toString)
                .toList();
    }

    /** What happened to devices that did not confirm. */
    String unconfirmed() {
        Map<DeviceId, Attempt> counting = counting();
        return world.devices.values().stream()
                .filter(d -> counting.containsKey(d.id))
                .filter(d -> !(counting.get(d.id).state() instanceof State.Confirmed))
                .map(d -> "\n" + d.id + " " + d.behaviour + story(d))
                .collect(Collectors.joining());
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
