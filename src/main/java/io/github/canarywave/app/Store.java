package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.ControlGroup;
import io.github.canarywave.domain.rollout.Counted;
import io.github.canarywave.domain.rollout.Outage;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Tally;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** All state there is. Safe from any thread; writes happen one after the other. */
public interface Store extends AutoCloseable {
    /**
     * Runs the work in one transaction. When it returns, everything is on disk; when it throws,
     * nothing has happened.
     *
     * @throws StoreUnavailable when the database cannot do it
     */
    <T> T write(Function<Tx, T> work);

    /**
     * Like {@link #write}, for what stops a rollout: it may use the room that a full disk keeps for
     * it. The work may run twice.
     */
    default <T> T writeStop(Function<Tx, T> work) {
        return write(work);
    }

    /** Why nothing but stops is written now, one sentence; empty when all is well. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /**
     * Asked before something new is taken in.
     *
     * @throws DiskFull when there is too little room for it
     */
    default void requireRoom() {}

    /**
     * Runs the work on one consistent state.
     *
     * @throws StoreUnavailable when the database cannot do it
     */
    <T> T read(Function<Reads, T> work);

    @Override
    void close();

    /** What can be asked. Lists are in the order named; a limit is a number of rows. */
    interface Reads {
        Optional<Device> device(DeviceId id);

        Map<DeviceId, Device> devices(Collection<DeviceId> ids);

        /** Devices by id, after the given one. */
        List<Device> devicesAfter(Optional<DeviceId> after, int limit);

        FleetCount fleet();

        /** Devices of a model that run a security version above this one, by their births. */
        long devicesAbove(Model model, int securityVersion);

        /** The hash of the device's token, as stored by {@link Tx#register}. */
        Optional<String> tokenHash(DeviceId id);

        /** The device's certificate that counts. */
        Optional<DeviceCertificate> certificate(DeviceId device);

        /** By what devices are let in, by id, after the given one. */
        List<Certification.DeviceAccess> accessAfter(Optional<DeviceId> after, int limit);

        /** Certificates that count no more and have not expired, by serial number. */
        List<DeviceCertificate> revokedCertificates(Instant now);

        /** Rollouts, the one started last first. */
        List<Rollout> rollouts();

        /** Rollouts being prepared or running, the one started last first; asked at every turn. */
        List<Rollout> rolloutsGoingOn();

        /** Rollouts that have not ended for good, the one started last first. */
        List<Rollout> rolloutsNotOver();

        /** Those of them with a dynamic cohort; asked at every turn that has a birth. */
        List<Rollout> rolloutsDynamic();

        Optional<Rollout> rollout(CampaignName name);

        /** The campaign file as it was applied. */
        Optional<String> campaignText(CampaignName name);

        /** When the campaign was applied first. */
        Optional<Instant> appliedAt(CampaignName name);

        /** The attempts that count for these devices in a rollout. */
        Map<DeviceId, Attempt> attempts(CampaignName rollout, Collection<DeviceId> devices);

        /** Attempts that count for a device, in all rollouts, except those confirmed or current. */
        List<Attempt> openAttempts(DeviceId device);

        /** The attempt of a command, whether it still counts or not. */
        Optional<Attempt> attemptOf(CommandId command);

        /** The attempt with this download key, whether it still counts or not. */
        Optional<Attempt> attemptOfKey(long key);

        /** The attempt that counts for a device in a rollout. */
        Optional<Attempt> attempt(CampaignName rollout, DeviceId device);

        /** Counting attempts of a rollout in any of these states (words), in cohort order. */
        List<Attempt> attemptsIn(CampaignName rollout, Set<String> states, int limit);

        /**
         * Place of the first queued attempt of a wave up to this one, the first wave first, that
         * was not opened yet, if any.
         */
        OptionalInt unopened(CampaignName rollout, int wave);

        /**
         * Devices that could be commanded: queued, position below {@code openEnd}, not before
         * passed, online, not held. In cohort order.
         */
        List<Candidate> candidates(CampaignName rollout, int openEnd, Instant now, int limit);

        /**
         * Like {@link #candidates}, of those that joined.
         *
         * @param from position of the first that joined
         * @param wave last wave that is open
         */
        List<Candidate> joinedCandidates(
                CampaignName rollout, int from, int wave, Instant now, int limit);

        /**
         * Devices commanded but not past the start of installation that are offline or were last
         * heard before {@code silentSince}.
         */
        long parked(CampaignName rollout, Instant silentSince);

        /** Counting attempts, not ended, whose deadline is not after now; earliest first. */
        List<Attempt> due(Instant now, int limit);

        /**
         * Attempts by their place in the order of starts, after the given one, without gaps
         * skipped.
         */
        List<Rollout.Started> startedAfter(CampaignName rollout, long order, int limit);

        Tally tally(CampaignName rollout);

        /**
         * Devices of a group that were there at an instant, those that a rollout commanded and the
         * others, and who of them is gone. Whoever it commanded first after that instant was one of
         * the others then: if it is there now, it counts on both sides. If it is gone, the firmware
         * may be to blame, and it counts as commanded alone, unless nothing says that the command
         * has reached it: no word, and no byte of the image; then it is one of the others alone.
         *
         * @param unheard who was heard at this instant or later is not gone, even if it has left
         *     again: it sleeps
         */
        ControlGroup controls(
                CampaignName rollout, Outage.Group group, Instant since, Instant unheard);

        /** The site of a device, by the label that the store counts by; empty where it has none. */
        Optional<Outage.Group> siteOf(Device device);

        /** How a device counts as evidence in a rollout, if it does. */
        Optional<Counted> counted(CampaignName rollout, DeviceId device);

        /** Commands that were stored and not yet taken by the broker, oldest first. */
        List<StoredCommand> unsent(int limit);

        /** The command (not its withdrawal) with this id. */
        Optional<StoredCommand> command(CommandId id);

        /** Facts of one device, newest first. */
        List<Fact> deviceFacts(DeviceId device, int limit);

        /** Facts about a whole rollout, newest first. */
        List<Fact> rolloutFacts(CampaignName rollout, int limit);

        /**
         * What was decided for a whole rollout up to an instant of the wall clock, newest first.
         */
        List<Decided> decided(CampaignName rollout, Instant upTo, int limit);

        /**
         * Queued attempts that count, in this part of the cohort, in its order.
         *
         * @param from first position
         * @param to position behind the last
         */
        List<Attempt> queued(CampaignName rollout, int from, int to, int limit);

        Optional<Release> release(ReleaseName name);

        /** Releases, the one added last first. */
        List<Release> releases();

        /** Whether some release has this file. */
        boolean hasArtifact(Sha256 file);

        Optional<String> setting(String key);

        /** What is kept about persons. */
        PeopleStore.Reads people();

        /** What releases are worth. */
        CatalogueStore.Reads catalogue();

        /** What people ask of the whole fleet. */
        FleetStore.Reads fleetViews();

        /** What those who watch ask for. */
        LiveStore.Reads live();
    }

    /** What can be changed, within one transaction that sees its own changes. */
    interface Tx extends Reads {
        /**
         * Registers a device.
         *
         * @return false when the id is taken; nothing changes then
         */
        boolean register(Device device, String tokenHash);

        /** Adds a certificate of a registered device. */
        void add(DeviceCertificate certificate);

        /** Makes a device's certificates count no more; how many did. */
        int revokeCertificates(DeviceId device, Instant at);

        /** Marks every device offline: whoever is connected says so again. */
        void everybodyOffline();

        /** Writes a device whose revision is still the one it was read with. */
        default void save(Device device) {
            save(device, Instant.EPOCH);
        }

        /**
         * The same.
         *
         * @param at hearing time; from when it is gone, if this takes it offline
         */
        void save(Device device, Instant at);

        /** Stores a new rollout and the file it comes from. */
        void create(Rollout rollout, String campaignText, Instant at);

        /** Writes a rollout whose revision is still the one it was read with. */
        void save(Rollout rollout);

        /** Removes all attempts and tallies of a rollout that is still being prepared. */
        void clearCohort(CampaignName rollout);

        /** Adds first attempts and counts them. */
        void freeze(List<Attempt> attempts);

        /**
         * Writes an attempt, and the one that follows it if there is one, and moves the device in
         * the tally from what it was to what it is now.
         *
         * @param before as it was read; its revision must still be stored
         */
        void replace(Attempt before, Attempt after, Optional<Attempt> next);

        /**
         * Gives every queued attempt of this part of the cohort that has no deadline yet this one.
         *
         * @param wave last wave that is open; attempts of later ones are left alone
         * @param from first position
         * @param to position behind the last
         */
        void openCohort(CampaignName rollout, int wave, int from, int to, Instant giveUpAt);

        /**
         * Puts queued attempts of this part of the cohort that are not opened into another wave.
         *
         * @param from first position
         * @param to position behind the last
         */
        void moveToWave(CampaignName rollout, int from, int to, int wave);

        /**
         * Writes how the device of an attempt counts as evidence, and counts it so.
         *
         * @param now absent: not at all
         * @return false when nothing changes: it counts so already, or was fixed before
         */
        boolean weigh(Attempt attempt, Optional<Counted> now);

        /** Counts how long a device took from the start of installation to confirmed. */
        void installed(Attempt attempt, Duration took);

        /**
         * Remembers a report.
         *
         * @return what is known of it
         */
        Repeat remember(DeviceId device, SessionId session, long seq, Sha256 digest);

        void add(Fact fact);

        void add(Decided decided);

        /** Stores a command or withdrawal that is to be published. */
        void queue(StoredCommand command);

        /** Marks a command or withdrawal as taken by the broker. */
        void sent(CommandId id, boolean withdrawal);

        /**
         * Sends the unsent commands of a rollout never more; withdrawals are sent. They are kept: a
         * broker may have taken one and not said so yet.
         */
        void keepBack(CampaignName rollout);

        /** Adds an artifact to a release, which may be new. */
        void add(ReleaseName release, Artifact artifact, Instant at);

        void set(String key, String value);

        @Override
        PeopleStore.Tx people();

        @Override
        CatalogueStore.Tx catalogue();

        @Override
        FleetStore.Tx fleetViews();

        @Override
        LiveStore.Tx live();
    }

    /** What is known of a report under its session and number. */
    enum Repeat {
        NEW,
        /** The same bytes were stored before. */
        SAME,
        /** Other bytes were stored under this number before: a fault of the device; stored too. */
        OTHER_BYTES
    }

    /** The fleet in numbers. */
    record FleetCount(long registered, long online, Map<Version, Long> byVersion) {
        public FleetCount {
            byVersion = Map.copyOf(byVersion);
        }
    }
}
