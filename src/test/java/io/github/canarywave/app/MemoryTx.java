package io.github.canarywave.app;

import io.github.canarywave.app.Heard.ReportKey;
import io.github.canarywave.app.MemoryTables.AttemptId;
import io.github.canarywave.app.MemoryTables.CommandKey;
import io.github.canarywave.app.MemoryTables.DueKey;
import io.github.canarywave.app.MemoryTables.EvidenceKey;
import io.github.canarywave.app.MemoryTables.FactKey;
import io.github.canarywave.app.MemoryTables.InstallKey;
import io.github.canarywave.app.MemoryTables.ReportId;
import io.github.canarywave.app.MemoryTables.Seat;
import io.github.canarywave.app.MemoryTables.StartKey;
import io.github.canarywave.app.MemoryTables.StateKey;
import io.github.canarywave.app.MemoryTables.TallyKey;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.State;
import io.github.canarywave.domain.rollout.Tally;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The changes, each with what undoes it. */
final class MemoryTx extends MemoryReads implements Store.Tx {
    private final UndoLog undo;

    MemoryTx(MemoryTables tables, UndoLog undo) {
        super(tables);
        this.undo = undo;
    }

    @Override
    public boolean register(Device device, String tokenHash) {
        if (tables.devices.containsKey(device.id())) return false;
        undo.put(tables.devices, device.id(), device);
        undo.put(tables.tokenHashes, device.id(), tokenHash);
        return true;
    }

    @Override
    public void add(DeviceCertificate certificate) {
        if (tables.certificates.containsKey(certificate.serial())
                || !tables.devices.containsKey(certificate.device()))
            throw new IllegalStateException(certificate + " cannot be added");
        undo.put(tables.certificates, certificate.serial(), certificate);
    }

    @Override
    public int revokeCertificates(DeviceId device, Instant at) {
        List<DeviceCertificate> counting =
                tables.certificates.values().stream()
                        .filter(c -> c.device().equals(device) && c.revoked().isEmpty())
                        .toList();
        counting.forEach(c -> undo.put(tables.certificates, c.serial(), c.revokedAt(at)));
        return counting.size();
    }

    @Override
    public void save(Device device, Instant at) {
        long stored = device(device.id()).map(Device::revision).orElse(NOT_STORED);
        checkRevision("device " + device.id(), device.revision(), stored);
        boolean leaves = device(device.id()).filter(Device::online).isPresent() && !device.online();
        if (leaves) undo.put(tables.gone, device.id(), at);
        device.busy().ifPresent(by -> take(device.id(), by, at));
        undo.put(tables.devices, device.id(), device.withRevision(device.revision() + 1));
    }

    private void take(DeviceId device, CampaignName by, Instant at) {
        MemoryTables.Taken taken = tables.taken.get(device);
        if (taken == null || !taken.by().equals(by))
            undo.put(tables.taken, device, new MemoryTables.Taken(by, at));
    }

    @Override
    public void create(Rollout rollout, String campaignText, Instant at) {
        if (tables.rollouts.containsKey(rollout.name()))
            throw new IllegalStateException("rollout " + rollout.name() + " exists already");
        undo.put(tables.rollouts, rollout.name(), rollout);
        undo.put(tables.campaignTexts, rollout.name(), campaignText);
        undo.put(tables.appliedAt, rollout.name(), at);
    }

    @Override
    public void save(Rollout rollout) {
        Openings.require(this, rollout);
        long stored = rollout(rollout.name()).map(Rollout::revision).orElse(NOT_STORED);
        checkRevision("rollout " + rollout.name(), rollout.revision(), stored);
        undo.put(tables.rollouts, rollout.name(), written(rollout));
    }

    @Override
    public void clearCohort(CampaignName rollout) {
        if (!rollout(rollout).map(r -> r.state() instanceof RolloutState.Preparing).orElse(false))
            throw new IllegalStateException("rollout " + rollout + " is not being prepared");
        List<Attempt> all =
                tables.attempts.values().stream()
                        .filter(attempt -> attempt.rollout().equals(rollout))
                        .toList();
        for (Attempt attempt : all) {
            AttemptId id = AttemptId.of(attempt);
            if (counts(id)) uncount(attempt);
            undo.remove(tables.attempts, id);
        }
        // Nothing was commanded yet, so there is neither evidence nor a name to forget.
    }

    @Override
    public void freeze(List<Attempt> attempts) {
        for (Attempt attempt : attempts) {
            insert(attempt);
            count(attempt);
        }
    }

    @Override
    public void replace(Attempt before, Attempt after, Optional<Attempt> next) {
        AttemptId id = AttemptId.of(before);
        Optional<Attempt> known = Optional.ofNullable(tables.attempts.get(id));
        long stored = known.map(Attempt::revision).orElse(NOT_STORED);
        checkRevision("attempt " + id, before.revision(), stored);
        if (!AttemptId.of(after).equals(id))
            throw new IllegalStateException("attempt " + id + " cannot become another one");
        boolean counted = counts(id);
        if (next.isPresent() && !counted)
            throw new IllegalStateException("attempt " + id + " is followed by another already");
        if (counted) known.ifPresent(this::uncount);
        write(written(after, before.revision()));
        next.ifPresent(this::insert);
        if (counted) count(next.orElseGet(() -> stored(id)));
    }

    @Override
    public void moveToWave(CampaignName rollout, int from, int to, int wave) {
        List<Attempt> waiting =
                tables.attempts.values().stream()
                        .filter(a -> a.rollout().equals(rollout))
                        .filter(a -> a.state().equals(new State.Queued(Instant.EPOCH, Instant.MAX)))
                        .filter(a -> a.position() >= from && a.position() < to && a.wave() != wave)
                        .filter(a -> counts(AttemptId.of(a)))
                        .toList();
        for (Attempt before : waiting) {
            uncount(before);
            write(written(before.inWave(wave), before.revision()));
            count(stored(AttemptId.of(before)));
        }
    }

    @Override
    public void openCohort(CampaignName rollout, int wave, int from, int to, Instant giveUpAt) {
        List<Attempt> waiting =
                in(rollout, "Queued", to)
                        .filter(attempt -> attempt.position() >= from && attempt.wave() <= wave)
                        .filter(attempt -> queued(attempt).deadline().equals(Instant.MAX))
                        .toList();
        for (Attempt attempt : waiting)
            replace(attempt, attempt.opened(giveUpAt), Optional.empty());
    }

    @Override
    public boolean weigh(Attempt attempt, Optional<Counted> now) {
        Seat seat = Seat.of(attempt);
        Optional<Counted> before = counted(attempt.rollout(), attempt.device());
        boolean fixed = before.filter(counted -> counted.verdict().fixed()).isPresent();
        if (fixed || before.equals(now)) return false;
        before.ifPresent(counted -> evidence(attempt, counted, -1));
        now.ifPresent(counted -> evidence(attempt, counted, 1));
        now.ifPresentOrElse(
                counted -> undo.put(tables.evidence, seat, counted),
                () -> undo.remove(tables.evidence, seat));
        return true;
    }

    @Override
    public void installed(Attempt attempt, Duration took) {
        InstallKey key = new InstallKey(attempt.rollout(), Tally.InstallKey.of(attempt, took));
        undo.put(tables.installs, key, tables.installs.getOrDefault(key, 0L) + 1);
    }

    private void evidence(Attempt attempt, Counted counted, long change) {
        EvidenceKey key =
                new EvidenceKey(
                        attempt.rollout(),
                        new Tally.EvidenceKey(
                                attempt.wave(),
                                attempt.stratum(),
                                counted.verdict(),
                                counted.period()));
        long count = tables.evidenceTally.getOrDefault(key, 0L) + change;
        if (count == 0) undo.remove(tables.evidenceTally, key);
        else undo.put(tables.evidenceTally, key, count);
    }

    @Override
    public Store.Repeat remember(DeviceId device, SessionId session, long seq, Sha256 digest) {
        ReportId id = new ReportId(device, new ReportKey(session, seq));
        Set<Sha256> known = tables.reports.getOrDefault(id, Set.of());
        if (known.contains(digest)) return Store.Repeat.SAME;
        Set<Sha256> more = new HashSet<>(known);
        more.add(digest);
        undo.put(tables.reports, id, more);
        return known.isEmpty() ? Store.Repeat.NEW : Store.Repeat.OTHER_BYTES;
    }

    @Override
    public void add(Decided line) {
        undo.put(tables.decided, tables.nextNumber(), line);
    }

    @Override
    public void add(Fact fact) {
        String about =
                fact.device()
                        .map(device -> FactKey.DEVICE + device)
                        .or(() -> fact.rollout().map(name -> FactKey.ROLLOUT + name))
                        .orElse("");
        undo.put(tables.facts, new FactKey(about, tables.nextNumber()), fact);
    }

    @Override
    public void queue(StoredCommand command) {
        CommandKey key = new CommandKey(command.id(), command.withdraws());
        if (tables.commands.containsKey(key))
            throw new IllegalStateException("command " + key + " is stored already");
        undo.put(tables.commands, key, command);
        undo.put(tables.unsent, tables.nextNumber(), key);
    }

    @Override
    public void sent(CommandId id, boolean withdrawal) {
        CommandKey key = new CommandKey(id, withdrawal);
        unsentPlaces(key::equals).forEach(place -> undo.remove(tables.unsent, place));
    }

    @Override
    public void everybodyOffline() {
        for (Device device : List.copyOf(tables.devices.values()))
            if (device.online()) save(device.offline());
    }

    @Override
    public void keepBack(CampaignName rollout) {
        for (Long place : unsentPlaces(key -> !key.withdraws() && isOf(key, rollout)))
            undo.remove(tables.unsent, place);
    }

    @Override
    public void add(ReleaseName release, Artifact artifact, Instant at) {
        Map<Model, Artifact> artifacts =
                new HashMap<>(release(release).map(Release::artifacts).orElse(Map.of()));
        Artifact known = artifacts.putIfAbsent(artifact.content().model(), artifact);
        if (known != null && !known.equals(artifact))
            throw new IllegalStateException(
                    release + " has another artifact for model " + artifact.content().model());
        Release before = release(release).orElseGet(() -> new Release(release, Map.of()));
        undo.put(
                tables.releases,
                release,
                new Release(release, artifacts, before.state(), before.notes(), before.sbom()));
        ArtifactContent content = artifact.content();
        catalogue()
                .sign(
                        release,
                        content.model(),
                        new ReleaseSignature(content.key(), content.signature()),
                        at);
    }

    @Override
    public void set(String key, String value) {
        undo.put(tables.settings, key, value);
    }

    @Override
    public CatalogueStore.Tx catalogue() {
        return new MemoryCatalogue(tables, undo);
    }

    @Override
    public FleetStore.Tx fleetViews() {
        return new MemoryFleet(this, tables, undo);
    }

    @Override
    public LiveStore.Tx live() {
        return new MemoryLive(tables, undo);
    }

    @Override
    public PeopleStore.Tx people() {
        return new MemoryPeople(tables, undo);
    }

    private static final long NOT_STORED = -1;

    private static void checkRevision(String what, long read, long stored) {
        if (read != stored)
            throw new IllegalStateException(
                    what + " is stale: read with revision " + read + ", stored is " + stored);
    }

    private boolean counts(AttemptId id) {
        return id.equals(tables.counting.get(new Seat(id.device(), id.rollout())));
    }

    private void insert(Attempt attempt) {
        AttemptId id = AttemptId.of(attempt);
        if (tables.attempts.containsKey(id))
            throw new IllegalStateException("attempt " + id + " is stored already");
        if (rollout(attempt.rollout()).isEmpty() || device(attempt.device()).isEmpty())
            throw new IllegalStateException("attempt " + id + " is of no rollout or device");
        write(attempt);
    }

    private void write(Attempt attempt) {
        AttemptId id = AttemptId.of(attempt);
        undo.put(tables.attempts, id, attempt);
        attempt.command().ifPresent(command -> name(tables.byCommand, command, id));
        if (attempt.key() != 0) name(tables.byKey, attempt.key(), id);
        if (attempt.startOrder() != 0)
            name(tables.byStart, new StartKey(attempt.rollout(), attempt.startOrder()), id);
    }

    private <K> void name(Map<K, AttemptId> names, K name, AttemptId id) {
        AttemptId owner = names.get(name);
        if (owner != null && !owner.equals(id))
            throw new IllegalStateException(name + " is taken by attempt " + owner);
        undo.put(names, name, id);
    }

    private void count(Attempt attempt) {
        AttemptId id = AttemptId.of(attempt);
        undo.put(tables.counting, Seat.of(attempt), id);
        undo.put(tables.byState, StateKey.of(attempt), id);
        if (!attempt.state().deadline().equals(Instant.MAX))
            undo.put(tables.byDeadline, DueKey.of(attempt), id);
        tally(attempt, 1);
    }

    private void uncount(Attempt attempt) {
        undo.remove(tables.counting, Seat.of(attempt));
        undo.remove(tables.byState, StateKey.of(attempt));
        undo.remove(tables.byDeadline, DueKey.of(attempt));
        tally(attempt, -1);
    }

    private void tally(Attempt attempt, long change) {
        TallyKey key = new TallyKey(attempt.rollout(), Tally.Key.of(attempt));
        long count = tables.tally.getOrDefault(key, 0L) + change;
        if (count == 0) undo.remove(tables.tally, key);
        else undo.put(tables.tally, key, count);
    }

    private List<Long> unsentPlaces(java.util.function.Predicate<CommandKey> which) {
        return tables.unsent.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean isOf(CommandKey key, CampaignName rollout) {
        StoredCommand command = tables.commands.get(key);
        return command != null && command.rollout().equals(rollout);
    }

    private static Rollout written(Rollout r) {
        return r.draft().revision(r.revision() + 1).build();
    }

    private static Attempt written(Attempt a, long revisionBefore) {
        return new Attempt(
                a.rollout(),
                a.device(),
                a.number(),
                a.position(),
                a.wave(),
                a.stratum(),
                a.state(),
                a.command(),
                a.key(),
                a.startOrder(),
                a.burned(),
                a.backoffs(),
                a.lastCode(),
                a.giveUpAt(),
                a.commandCounts(),
                revisionBefore + 1);
    }
}
