package io.github.canarywave.adapter.store;

import io.github.canarywave.app.CatalogueStore;
import io.github.canarywave.app.Certification;
import io.github.canarywave.app.Decided;
import io.github.canarywave.app.DeviceCertificate;
import io.github.canarywave.app.Fact;
import io.github.canarywave.app.FleetStore;
import io.github.canarywave.app.LiveStore;
import io.github.canarywave.app.PeopleStore;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.ControlGroup;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Outage;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Tally;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The questions, each handed to the table that answers it. Confined to one transaction. */
class SqliteReads implements Store.Reads {
    final Sql sql;
    final DeviceRows devices;
    final CertificateRows certificates;
    final ReleaseRows releases;
    final RolloutRows rollouts;
    final AttemptRows attempts;
    final TallyRows tallies;
    final EvidenceRows evidence;
    final PresenceRows presence;
    final FleetTally fleet;
    final CommandRows commands;
    final FactRows facts;
    final PeopleRows people;
    final CatalogueRows catalogue;
    final DecidedRows decided;
    final LiveRows live;

    SqliteReads(Sql sql, CampaignCache campaigns, String siteLabel) {
        this(sql, campaigns, siteLabel, new Kept());
    }

    SqliteReads(Sql sql, CampaignCache campaigns, String siteLabel, Kept kept) {
        this.sql = sql;
        presence = new PresenceRows(sql, siteLabel);
        fleet = new FleetTally(sql);
        devices = new DeviceRows(sql, presence, fleet, kept.devices);
        certificates = new CertificateRows(sql);
        releases = new ReleaseRows(sql);
        rollouts = new RolloutRows(sql, releases, campaigns);
        attempts = new AttemptRows(sql, kept.attempts);
        tallies = new TallyRows(sql);
        evidence = new EvidenceRows(sql, kept.counted);
        commands = new CommandRows(sql);
        facts = new FactRows(sql);
        people = new PeopleRows(sql);
        catalogue = new CatalogueRows(sql);
        decided = new DecidedRows(sql);
        live = new LiveRows(sql, attempts, rollouts);
    }

    @Override
    public Optional<Device> device(DeviceId id) {
        return Optional.ofNullable(devices.byId(List.of(id)).get(id));
    }

    @Override
    public Map<DeviceId, Device> devices(Collection<DeviceId> ids) {
        return devices.byId(ids);
    }

    @Override
    public List<Device> devicesAfter(Optional<DeviceId> after, int limit) {
        return devices.after(after, limit);
    }

    @Override
    public Store.FleetCount fleet() {
        return devices.count();
    }

    @Override
    public long devicesAbove(Model model, int securityVersion) {
        return devices.above(model, securityVersion);
    }

    @Override
    public Optional<String> tokenHash(DeviceId id) {
        return devices.tokenHash(id);
    }

    @Override
    public Optional<DeviceCertificate> certificate(DeviceId device) {
        return certificates.current(device);
    }

    @Override
    public List<Certification.DeviceAccess> accessAfter(Optional<DeviceId> after, int limit) {
        return certificates.accessAfter(after, limit);
    }

    @Override
    public List<DeviceCertificate> revokedCertificates(Instant now) {
        return certificates.revoked(now);
    }

    @Override
    public List<Rollout> rollouts() {
        return rollouts.all();
    }

    @Override
    public List<Rollout> rolloutsGoingOn() {
        return rollouts.goingOn();
    }

    @Override
    public List<Rollout> rolloutsNotOver() {
        return rollouts.notOver();
    }

    @Override
    public List<Rollout> rolloutsDynamic() {
        return rollouts.dynamic();
    }

    @Override
    public Optional<Rollout> rollout(CampaignName name) {
        return rollouts.byName(name);
    }

    @Override
    public Optional<String> campaignText(CampaignName name) {
        return rollouts.campaignText(name);
    }

    @Override
    public Optional<Instant> appliedAt(CampaignName name) {
        return rollouts.appliedAt(name);
    }

    @Override
    public Map<DeviceId, Attempt> attempts(CampaignName rollout, Collection<DeviceId> ids) {
        Map<DeviceId, Attempt> found = new HashMap<>();
        attempts.ofDevices(rollout, ids).forEach(attempt -> found.put(attempt.device(), attempt));
        return found;
    }

    @Override
    public List<Attempt> openAttempts(DeviceId device) {
        return attempts.open(device);
    }

    @Override
    public Optional<Attempt> attemptOf(CommandId command) {
        return attempts.ofCommand(command);
    }

    @Override
    public Optional<Attempt> attemptOfKey(long key) {
        return attempts.ofKey(key);
    }

    @Override
    public Optional<Attempt> attempt(CampaignName rollout, DeviceId device) {
        return attempts.ofDevice(rollout, device);
    }

    @Override
    public List<Attempt> attemptsIn(CampaignName rollout, Set<String> states, int limit) {
        return attempts.in(rollout, states, limit);
    }

    @Override
    public OptionalInt unopened(CampaignName rollout, int wave) {
        return attempts.unopened(rollout, wave);
    }

    @Override
    public List<Candidate> candidates(CampaignName rollout, int openEnd, Instant now, int limit) {
        return candidates(attempts.ready(rollout, openEnd, now, limit));
    }

    @Override
    public List<Candidate> joinedCandidates(
            CampaignName rollout, int from, int wave, Instant now, int limit) {
        return candidates(attempts.readyJoined(rollout, from, wave, now, limit));
    }

    private List<Candidate> candidates(List<Attempt> ready) {
        Map<DeviceId, Device> known = devices.byId(ready.stream().map(Attempt::device).toList());
        return ready.stream()
                .flatMap(
                        attempt ->
                                Optional.ofNullable(known.get(attempt.device()))
                                        .map(device -> new Candidate(device, attempt))
                                        .stream())
                .toList();
    }

    @Override
    public long parked(CampaignName rollout, Instant silentSince) {
        return attempts.parked(rollout, silentSince);
    }

    @Override
    public List<Attempt> due(Instant now, int limit) {
        return attempts.due(now, limit);
    }

    @Override
    public List<Rollout.Started> startedAfter(CampaignName rollout, long order, int limit) {
        return attempts.startedAfter(rollout, order, limit);
    }

    @Override
    public Tally tally(CampaignName rollout) {
        return new Tally(
                tallies.counts(rollout), evidence.counts(rollout), evidence.installs(rollout));
    }

    @Override
    public Optional<Outage.Group> siteOf(Device device) {
        return presence.siteOf(device);
    }

    @Override
    public ControlGroup controls(
            CampaignName rollout, Outage.Group group, Instant since, Instant unheard) {
        presence.flush();
        return new ControlRows(sql, rollout, group, since, unheard).group();
    }

    @Override
    public Optional<Counted> counted(CampaignName rollout, DeviceId device) {
        return evidence.counted(rollout, device);
    }

    @Override
    public List<StoredCommand> unsent(int limit) {
        return commands.unsent(limit);
    }

    @Override
    public Optional<StoredCommand> command(CommandId id) {
        return commands.command(id);
    }

    @Override
    public List<Fact> deviceFacts(DeviceId device, int limit) {
        return facts.ofDevice(device, limit);
    }

    @Override
    public List<Fact> rolloutFacts(CampaignName rollout, int limit) {
        return facts.ofRollout(rollout, limit);
    }

    @Override
    public List<Decided> decided(CampaignName rollout, Instant upTo, int limit) {
        return decided.of(rollout, upTo, limit);
    }

    @Override
    public List<Attempt> queued(CampaignName rollout, int from, int to, int limit) {
        return attempts.queued(rollout, from, to, limit);
    }

    @Override
    public Optional<Release> release(ReleaseName name) {
        return releases.release(name);
    }

    @Override
    public List<Release> releases() {
        return releases.releases();
    }

    @Override
    public boolean hasArtifact(Sha256 file) {
        return releases.has(file);
    }

    @Override
    public PeopleStore.Reads people() {
        return people;
    }

    @Override
    public CatalogueStore.Reads catalogue() {
        return catalogue;
    }

    @Override
    public FleetStore.Tx fleetViews() {
        return new FleetRows(sql, fleet, this::flush, FleetLimits.DEFAULT);
    }

    @Override
    public LiveStore.Reads live() {
        return live;
    }

    /** Writes what is still in memory; the last thing before the commit. */
    final void flush() {
        attempts.flush();
        tallies.flush();
        evidence.flush();
        presence.flush();
        fleet.flush();
    }

    @Override
    public Optional<String> setting(String key) {
        return sql.first(
                "select value from setting where name = ?", row -> row.getString("value"), key);
    }
}
