package io.github.canarywave.app;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.github.canarywave.app.MemoryTables.AttemptId;
import io.github.canarywave.app.MemoryTables.CommandKey;
import io.github.canarywave.app.MemoryTables.DueKey;
import io.github.canarywave.app.MemoryTables.FactKey;
import io.github.canarywave.app.MemoryTables.Seat;
import io.github.canarywave.app.MemoryTables.StartKey;
import io.github.canarywave.app.MemoryTables.StateKey;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.ControlGroup;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Outage;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.States;
import io.github.canarywave.domain.rollout.Tally;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** The questions, answered from maps. */
class MemoryReads implements Store.Reads {
    final MemoryTables tables;

    MemoryReads(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public Optional<Device> device(DeviceId id) {
        return Optional.ofNullable(tables.devices.get(id));
    }

    @Override
    public Map<DeviceId, Device> devices(Collection<DeviceId> ids) {
        Map<DeviceId, Device> found = new HashMap<>();
        for (DeviceId id : ids) device(id).ifPresent(device -> found.put(id, device));
        return found;
    }

    @Override
    public List<Device> devicesAfter(Optional<DeviceId> after, int limit) {
        return after
                .map(id -> tables.devices.tailMap(id, false))
                .orElse(tables.devices)
                .values()
                .stream()
                .limit(limit)
                .toList();
    }

    @Override
    public Store.FleetCount fleet() {
        Map<Version, Long> byVersion =
                tables.devices.values().stream()
                        .flatMap(device -> device.running().stream())
                        .collect(groupingBy(running -> running.version(), counting()));
        return new Store.FleetCount(
                tables.devices.size(),
                tables.devices.values().stream().filter(Device::online).count(),
                byVersion);
    }

    @Override
    public long devicesAbove(Model model, int securityVersion) {
        return tables.devices.values().stream()
                .filter(device -> device.model().equals(model))
                .flatMap(device -> device.running().stream())
                .filter(running -> running.securityVersion() > securityVersion)
                .count();
    }

    @Override
    public Optional<String> tokenHash(DeviceId id) {
        return Optional.ofNullable(tables.tokenHashes.get(id));
    }

    @Override
    public Optional<DeviceCertificate> certificate(DeviceId device) {
        return tables.certificates.values().stream()
                .filter(c -> c.device().equals(device) && c.revoked().isEmpty())
                .findFirst();
    }

    @Override
    public List<Certification.DeviceAccess> accessAfter(Optional<DeviceId> after, int limit) {
        return devicesAfter(after, limit).stream()
                .map(
                        device ->
                                new Certification.DeviceAccess(
                                        device.id(),
                                        tokenHash(device.id()).orElseThrow(),
                                        certificate(device.id()).map(DeviceCertificate::serial)))
                .toList();
    }

    @Override
    public List<DeviceCertificate> revokedCertificates(Instant now) {
        return tables.certificates.values().stream()
                .filter(c -> c.revoked().isPresent() && c.expires().isAfter(now))
                .toList();
    }

    @Override
    public List<Rollout> rollouts() {
        return List.copyOf(tables.rollouts.sequencedValues().reversed());
    }

    @Override
    public List<Rollout> rolloutsGoingOn() {
        return rollouts().stream()
                .filter(r -> r.running() || r.state() instanceof RolloutState.Preparing)
                .toList();
    }

    @Override
    public List<Rollout> rolloutsNotOver() {
        return rollouts().stream().filter(r -> !r.state().over()).toList();
    }

    @Override
    public List<Rollout> rolloutsDynamic() {
        return rolloutsNotOver().stream().filter(r -> r.campaign().cohort().dynamic()).toList();
    }

    @Override
    public Optional<Rollout> rollout(CampaignName name) {
        return Optional.ofNullable(tables.rollouts.get(name));
    }

    @Override
    public Optional<String> campaignText(CampaignName name) {
        return Optional.ofNullable(tables.campaignTexts.get(name));
    }

    @Override
    public Optional<Instant> appliedAt(CampaignName name) {
        return Optional.ofNullable(tables.appliedAt.get(name));
    }

    @Override
    public Map<DeviceId, Attempt> attempts(CampaignName rollout, Collection<DeviceId> devices) {
        Map<DeviceId, Attempt> found = new HashMap<>();
        for (DeviceId id : devices)
            attempt(rollout, id).ifPresent(attempt -> found.put(id, attempt));
        return found;
    }

    @Override
    public List<Attempt> openAttempts(DeviceId device) {
        return tables.counting.tailMap(new Seat(device, FIRST_NAME)).entrySet().stream()
                .takeWhile(entry -> entry.getKey().device().equals(device))
                .map(entry -> stored(entry.getValue()))
                .filter(attempt -> !(attempt.state() instanceof State.Confirmed))
                .filter(attempt -> !(attempt.state() instanceof State.Current))
                .toList();
    }

    @Override
    public Optional<Attempt> attemptOf(CommandId command) {
        return Optional.ofNullable(tables.byCommand.get(command)).map(this::stored);
    }

    @Override
    public Optional<Attempt> attemptOfKey(long key) {
        return Optional.ofNullable(tables.byKey.get(key)).map(this::stored);
    }

    @Override
    public Optional<Attempt> attempt(CampaignName rollout, DeviceId device) {
        return Optional.ofNullable(tables.counting.get(new Seat(device, rollout)))
                .map(this::stored);
    }

    @Override
    public List<Attempt> attemptsIn(CampaignName rollout, Set<String> states, int limit) {
        return states.stream()
                .flatMap(state -> in(rollout, state, Integer.MAX_VALUE).limit(limit))
                .sorted(Comparator.comparingInt(Attempt::position))
                .limit(limit)
                .toList();
    }

    @Override
    public OptionalInt unopened(CampaignName rollout, int wave) {
        return in(rollout, "Queued", Integer.MAX_VALUE)
                .filter(attempt -> queued(attempt).deadline().equals(Instant.MAX))
                .filter(attempt -> attempt.wave() <= wave)
                .sorted(Comparator.comparingInt(Attempt::wave))
                .mapToInt(Attempt::position)
                .findFirst();
    }

    @Override
    public List<Attempt> queued(CampaignName rollout, int from, int to, int limit) {
        return in(rollout, "Queued", to)
                .filter(attempt -> attempt.position() >= from)
                .limit(limit)
                .toList();
    }

    @Override
    public List<Decided> decided(CampaignName rollout, Instant upTo, int limit) {
        return tables.decided.descendingMap().values().stream()
                .filter(line -> line.rollout().equals(rollout) && !line.at().isAfter(upTo))
                .sorted(Comparator.comparing(Decided::at).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public List<Candidate> candidates(CampaignName rollout, int openEnd, Instant now, int limit) {
        return ready(in(rollout, "Queued", openEnd), now, limit);
    }

    @Override
    public List<Candidate> joinedCandidates(
            CampaignName rollout, int from, int wave, Instant now, int limit) {
        return ready(
                in(rollout, "Queued", Integer.MAX_VALUE)
                        .filter(attempt -> attempt.position() >= from && attempt.wave() <= wave),
                now,
                limit);
    }

    private List<Candidate> ready(Stream<Attempt> queued, Instant now, int limit) {
        return queued.filter(attempt -> !queued(attempt).notBefore().isAfter(now))
                .map(attempt -> new Candidate(deviceOf(attempt), attempt))
                .filter(candidate -> candidate.device().online())
                .filter(candidate -> candidate.device().held().isEmpty())
                .limit(limit)
                .toList();
    }

    @Override
    public long parked(CampaignName rollout, Instant silentSince) {
        return States.STARTING.stream()
                .flatMap(state -> in(rollout, state, Integer.MAX_VALUE))
                .map(this::deviceOf)
                .filter(device -> !device.online() || device.heard().isBefore(silentSince))
                .count();
    }

    @Override
    public List<Attempt> due(Instant now, int limit) {
        List<Attempt> due = new ArrayList<>();
        for (Map.Entry<DueKey, AttemptId> entry : tables.byDeadline.entrySet()) {
            if (due.size() == limit || entry.getKey().deadline().isAfter(now)) break;
            due.add(stored(entry.getValue()));
        }
        return due;
    }

    @Override
    public List<Rollout.Started> startedAfter(CampaignName rollout, long order, int limit) {
        List<Rollout.Started> started = new ArrayList<>();
        for (long place = order + 1; started.size() < limit; place++) {
            AttemptId id = tables.byStart.get(new StartKey(rollout, place));
            if (id == null) break;
            State state = stored(id).state();
            started.add(
                    new Rollout.Started(
                            place, state instanceof State.Ended, state instanceof State.Confirmed));
        }
        return started;
    }

    @Override
    public Tally tally(CampaignName rollout) {
        Map<Tally.Key, Long> counts = new HashMap<>();
        tables.tally.forEach(
                (key, count) -> {
                    if (key.rollout().equals(rollout)) counts.put(key.key(), count);
                });
        Map<Tally.EvidenceKey, Long> evidence = new HashMap<>();
        tables.evidenceTally.forEach(
                (key, count) -> {
                    if (key.rollout().equals(rollout)) evidence.put(key.key(), count);
                });
        Map<Tally.InstallKey, Long> installs = new HashMap<>();
        tables.installs.forEach(
                (key, count) -> {
                    if (key.rollout().equals(rollout)) installs.put(key.key(), count);
                });
        return new Tally(counts, evidence, installs);
    }

    @Override
    public Optional<Outage.Group> siteOf(Device device) {
        return Outage.Group.OfSite.of(device, tables.siteLabel);
    }

    @Override
    public ControlGroup controls(
            CampaignName rollout, Outage.Group group, Instant since, Instant unheard) {
        long commandedOnline = 0;
        long commandedGone = 0;
        long othersOnline = 0;
        long othersGone = 0;
        for (Device device : tables.devices.values()) {
            if (!group.has(device)) continue;
            Optional<MemoryTables.Taken> ours =
                    Optional.ofNullable(tables.taken.get(device.id()))
                            .filter(taken -> taken.by().equals(rollout));
            boolean then = ours.filter(taken -> taken.at().isBefore(since)).isPresent();
            if (device.online()) {
                if (ours.isPresent()) commandedOnline++;
                if (!then) othersOnline++;
            } else if (gone(device, since, unheard)) {
                if (then || ours.filter(taken -> reached(device, taken)).isPresent())
                    commandedGone++;
                else othersGone++;
            }
        }
        return new ControlGroup(
                group.text(),
                new ControlGroup.Presence(commandedOnline, commandedGone),
                new ControlGroup.Presence(othersOnline, othersGone));
    }

    private boolean gone(Device device, Instant since, Instant unheard) {
        Instant left = tables.gone.getOrDefault(device.id(), Instant.EPOCH);
        return !left.isBefore(since) && device.heard().isBefore(unheard);
    }

    private boolean reached(Device device, MemoryTables.Taken taken) {
        return device.heard().isAfter(taken.at())
                || attempt(taken.by(), device.id())
                        .filter(a -> Set.of("Queued", "Commanded").contains(a.state().word()))
                        .isEmpty();
    }

    @Override
    public Optional<Counted> counted(CampaignName rollout, DeviceId device) {
        return Optional.ofNullable(tables.evidence.get(new MemoryTables.Seat(device, rollout)));
    }

    @Override
    public List<StoredCommand> unsent(int limit) {
        return tables.unsent.values().stream()
                .limit(limit)
                .map(key -> Objects.requireNonNull(tables.commands.get(key)))
                .toList();
    }

    @Override
    public Optional<StoredCommand> command(CommandId id) {
        return Optional.ofNullable(tables.commands.get(new CommandKey(id, false)));
    }

    @Override
    public List<Fact> deviceFacts(DeviceId device, int limit) {
        return newestFacts(FactKey.DEVICE + device, limit);
    }

    @Override
    public List<Fact> rolloutFacts(CampaignName rollout, int limit) {
        return newestFacts(FactKey.ROLLOUT + rollout, limit);
    }

    @Override
    public Optional<Release> release(ReleaseName name) {
        return Optional.ofNullable(tables.releases.get(name));
    }

    @Override
    public List<Release> releases() {
        return List.copyOf(tables.releases.sequencedValues().reversed());
    }

    @Override
    public boolean hasArtifact(Sha256 file) {
        return tables.releases.values().stream()
                .flatMap(release -> release.artifacts().values().stream())
                .anyMatch(artifact -> artifact.content().sha256().equals(file));
    }

    @Override
    public Optional<String> setting(String key) {
        return Optional.ofNullable(tables.settings.get(key));
    }

    @Override
    public PeopleStore.Reads people() {
        return new MemoryPeople(tables, new UndoLog());
    }

    @Override
    public FleetStore.Reads fleetViews() {
        return new MemoryFleet(this, tables, new UndoLog());
    }

    @Override
    public CatalogueStore.Reads catalogue() {
        return new MemoryCatalogue(tables, new UndoLog());
    }

    @Override
    public LiveStore.Reads live() {
        return new MemoryLive(tables, new UndoLog());
    }

    /** Sorts before or with every campaign name. */
    private static final CampaignName FIRST_NAME = new CampaignName("0");

    /** Counting attempts in a state below a position, in cohort order. */
    final Stream<Attempt> in(CampaignName rollout, String state, int end) {
        NavigableMap<StateKey, AttemptId> range =
                tables.byState.subMap(
                        new StateKey(rollout, state, 0),
                        true,
                        new StateKey(rollout, state, end),
                        false);
        return range.values().stream().map(this::stored);
    }

    final Attempt stored(AttemptId id) {
        return Objects.requireNonNull(tables.attempts.get(id), () -> "no attempt " + id);
    }

    static State.Queued queued(Attempt attempt) {
        return (State.Queued) attempt.state();
    }

    private Device deviceOf(Attempt attempt) {
        return Objects.requireNonNull(tables.devices.get(attempt.device()));
    }

    private List<Fact> newestFacts(String about, int limit) {
        return tables
                .facts
                .subMap(new FactKey(about, 0), true, new FactKey(about, Long.MAX_VALUE), true)
                .descendingMap()
                .values()
                .stream()
                .limit(limit)
                .toList();
    }
}
