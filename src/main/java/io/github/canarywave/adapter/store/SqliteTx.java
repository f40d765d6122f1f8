package io.github.canarywave.adapter.store;

import io.github.canarywave.app.CatalogueStore;
import io.github.canarywave.app.Decided;
import io.github.canarywave.app.DeviceCertificate;
import io.github.canarywave.app.Fact;
import io.github.canarywave.app.LiveStore;
import io.github.canarywave.app.Openings;
import io.github.canarywave.app.PeopleStore;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState.Preparing;
import io.github.canarywave.domain.rollout.Tally;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The changes, each handed to the tables it touches. Confined to one transaction. */
final class SqliteTx extends SqliteReads implements Store.Tx {
    SqliteTx(Sql sql, CampaignCache campaigns, String siteLabel, Kept kept) {
        super(sql, campaigns, siteLabel, kept);
    }

    @Override
    public boolean register(Device device, String tokenHash) {
        return devices.insert(device, tokenHash);
    }

    @Override
    public void add(DeviceCertificate certificate) {
        certificates.add(certificate);
    }

    @Override
    public int revokeCertificates(DeviceId device, Instant at) {
        return certificates.revokeAll(device, at);
    }

    @Override
    public void save(Device device, Instant at) {
        devices.update(device, at);
    }

    @Override
    public void create(Rollout rollout, String campaignText, Instant at) {
        rollouts.insert(rollout, campaignText, at);
    }

    @Override
    public void save(Rollout rollout) {
        Openings.require(this, rollout);
        rollouts.update(rollout);
    }

    @Override
    public void clearCohort(CampaignName rollout) {
        if (rollout(rollout).filter(r -> r.state() instanceof Preparing).isEmpty())
            throw new IllegalStateException("rollout " + rollout + " is not being prepared");
        attempts.delete(rollout);
        tallies.delete(rollout);
    }

    @Override
    public void freeze(List<Attempt> frozen) {
        attempts.insert(frozen);
        frozen.forEach(attempt -> tallies.count(attempt, 1));
    }

    @Override
    public void replace(Attempt before, Attempt after, Optional<Attempt> next) {
        if (!sameAttempt(before, after))
            throw new IllegalStateException(before + " cannot become " + after);
        boolean counted = true;
        if (next.isPresent()) attempts.replace(before, after, next.get());
        else counted = attempts.replace(before, after);
        if (!counted) return;
        tallies.count(before, -1);
        tallies.count(next.orElse(after), 1);
    }

    private static boolean sameAttempt(Attempt a, Attempt b) {
        return a.rollout().equals(b.rollout())
                && a.device().equals(b.device())
                && a.number() == b.number();
    }

    @Override
    public void openCohort(CampaignName rollout, int wave, int from, int to, Instant giveUpAt) {
        attempts.open(rollout, wave, from, to, giveUpAt);
    }

    @Override
    public boolean weigh(Attempt attempt, Optional<Counted> now) {
        return evidence.weigh(attempt, now);
    }

    @Override
    public void installed(Attempt attempt, Duration took) {
        evidence.installed(attempt, took);
    }

    @Override
    public void moveToWave(CampaignName rollout, int from, int to, int wave) {
        attempts.unopened(rollout, from, to, wave)
                .forEach(
                        (key, devices) -> {
                            tallies.count(rollout, key, -devices);
                            tallies.count(
                                    rollout,
                                    new Tally.Key(wave, key.stratum(), key.state(), key.code()),
                                    devices);
                        });
        attempts.moveToWave(rollout, from, to, wave);
    }

    @Override
    public Store.Repeat remember(DeviceId device, SessionId session, long seq, Sha256 digest) {
        return facts.remember(device, session, seq, digest);
    }

    @Override
    public void add(Decided line) {
        decided.insert(line);
    }

    @Override
    public void add(Fact fact) {
        facts.insert(fact);
    }

    @Override
    public void queue(StoredCommand command) {
        commands.insert(command);
    }

    @Override
    public void sent(CommandId id, boolean withdrawal) {
        commands.sent(id, withdrawal);
    }

    @Override
    public void everybodyOffline() {
        devices.everybodyOffline();
    }

    @Override
    public void keepBack(CampaignName rollout) {
        commands.keepBack(rollout);
    }

    @Override
    public void add(ReleaseName release, Artifact artifact, Instant at) {
        releases.add(release, artifact, at);
        catalogue.sign(
                release,
                artifact.content().model(),
                new ReleaseSignature(artifact.content().key(), artifact.content().signature()),
                at);
    }

    @Override
    public PeopleStore.Tx people() {
        return people;
    }

    @Override
    public CatalogueStore.Tx catalogue() {
        return catalogue;
    }

    @Override
    public LiveStore.Tx live() {
        return live;
    }

    @Override
    public void set(String key, String value) {
        sql.run(
                "insert into setting (name, value) values (?, ?)"
                        + " on conflict (name) do update set value = excluded.value",
                key,
                value);
    }
}
