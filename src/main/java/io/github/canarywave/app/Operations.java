package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.FileForm;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.State;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What people can ask for. Safe from any thread; calls wait for the store. */
public interface Operations {
    /** How a wish went. */
    sealed interface Outcome<T> {
        record Done<T>(T value) implements Outcome<T> {}

        record NotFound<T>(String why) implements Outcome<T> {}

        /** It contradicts what is; nothing has changed. */
        record Conflict<T>(String why) implements Outcome<T> {}

        /** Who asks may not do it; nothing has changed. */
        record Forbidden<T>(String why) implements Outcome<T> {}

        /** It cannot be read or breaks a rule; nothing has changed. One line for each problem. */
        record Invalid<T>(List<String> problems) implements Outcome<T> {}
    }

    /** Says what applying this campaign file would do now. Changes nothing. */
    Outcome<Plan> plan(String fileName, String text);

    /** Starts the rollout of a campaign file. */
    Outcome<RolloutStatus> apply(String fileName, String text, String who);

    /** Starts a one-wave campaign for one device. */
    Outcome<RolloutStatus> update(DeviceId device, Version to, String who);

    /** Starts nothing more and takes back what has not got its last byte. */
    Outcome<HaltReport> halt(CampaignName name, String who, String why);

    /** Like halt, for good. */
    Outcome<HaltReport> abort(CampaignName name, String who, String why);

    Outcome<RolloutStatus> pause(CampaignName name, String who, String why);

    Outcome<RolloutStatus> resume(CampaignName name, String who, String why);

    /**
     * Goes on with what a gate halted: the evidence so far counts no more. Only for somebody who
     * created neither the campaign nor its present revision.
     */
    Outcome<RolloutStatus> resumeAcceptingEvidence(CampaignName name, Person by, String why);

    /**
     * Tries devices again that have failed, while the campaign runs.
     *
     * @param code which ones; absent: those whose failure counts against the release
     */
    Outcome<Retried> retry(CampaignName name, Optional<String> code, String who, String why);

    /**
     * What a retry did.
     *
     * @param devices that are tried again
     */
    record Retried(RolloutStatus status, int devices) {}

    /**
     * Brings the devices that run the release of a campaign back to an earlier one, by a campaign
     * of its own. A second time while that one goes on changes nothing.
     *
     * @param to absent: the release confirmed last before
     */
    Outcome<RolloutStatus> rollback(
            CampaignName name, Optional<Version> to, String who, String why);

    /**
     * Agrees to what the rollout waits for, or to the opening of a wave. Counts only from somebody
     * who created neither the campaign nor its present revision and has a role that may.
     *
     * @param wave what is agreed to; without it what is waited for now
     */
    Outcome<RolloutStatus> approve(CampaignName name, Optional<String> wave, Person by, String why);

    /** The one started last first. */
    List<RolloutStatus> rollouts();

    Optional<RolloutStatus> rollout(CampaignName name);

    /** Everything at a glance. */
    Overview overview();

    /**
     * Tells the past of a rollout, then whatever changes: states at most twice a second; at once
     * when it halts. Close it to stop. The callback must not block.
     *
     * @param after what happened behind this place is told again; absent: nothing is
     */
    Optional<Watching> watch(CampaignName name, OptionalLong after, Consumer<Telling> listener);

    /** The same for all rollouts: the overview, and what happens to any of them. */
    Watching watchAll(OptionalLong after, Consumer<Telling> listener);

    /** A standing wish to be told. */
    interface Watching extends AutoCloseable {
        /**
         * Tells again what the listener could not take.
         *
         * @param after the place up to which it missed nothing that happened; absent: it missed
         *     nothing
         * @param whole whether it missed more than that
         */
        void again(OptionalLong after, boolean whole);

        @Override
        void close();
    }

    /**
     * Adds a signed artifact to a release.
     *
     * @param upload a file from {@link ArtifactStore#newUpload}
     * @param signatures over the manifest text, one for each key; those of keys that are not
     *     trusted count for nothing
     * @param draft whether a release that is not there yet becomes a draft
     * @param form how the file is to be taken
     */
    Outcome<Release> addArtifact(
            ReleaseName release,
            Model model,
            int securityVersion,
            List<ReleaseSignature> signatures,
            boolean draft,
            FileForm form,
            Path upload,
            String who);

    List<Release> releases();

    Optional<Release> release(ReleaseName name);

    /** What people do with releases that are there. */
    ReleaseCare releaseCare();

    /** Registers a device and makes its token, which is told only here. */
    Outcome<NewDevice> addDevice(DeviceId id, Model model, Map<String, String> labels, String who);

    record NewDevice(DeviceStatus device, String token) {}

    Optional<DeviceStatus> device(DeviceId id);

    /** Devices by id, after the given one. */
    List<DeviceStatus> devices(Optional<DeviceId> after, int limit);

    /** What happened to a device, newest first. */
    List<Fact> history(DeviceId id, int limit);

    /** Why a device is or is not updated, for each rollout. */
    Outcome<List<Explanation>> explain(DeviceId id);

    /** The same for an instant before, from what is stored. */
    Outcome<List<Explanation>> explain(DeviceId id, Instant at);

    /**
     * Why a device is or is not updated.
     *
     * @param sentence one sentence with numbers
     * @param conditions all of them, in order; changes are wall clock, if nothing keeps us from
     *     hearing until then
     * @param earliest when it can be commanded by itself at the earliest, where something says so
     * @param decided why it was commanded, each time, the oldest first
     */
    record Explanation(
            CampaignName rollout,
            String sentence,
            List<Condition> conditions,
            Optional<Instant> earliest,
            List<Fact> decided) {}

    /** Why the devices of a campaign that have not ended are where they are. */
    Outcome<CohortExplanation> explain(CampaignName name);

    /**
     * The reasons of a whole cohort.
     *
     * @param waits for what the rollout waits, one sentence
     * @param reasons of devices that have not ended, most first
     * @param ended devices that have ended
     */
    record CohortExplanation(
            CampaignName rollout, int cohort, String waits, List<Reason> reasons, long ended) {}

    /**
     * One reason.
     *
     * @param condition name of the first condition that is not met, {@code eligible} when all are,
     *     {@code between-command-and-outcome} when it was commanded
     * @param example what is said of the first of these devices
     * @param devices ids of a few of them
     */
    record Reason(String condition, String example, long count, List<DeviceId> devices) {}

    /** What people do with registered devices. */
    DeviceCare care();

    /** The credentials of devices. */
    Certification certification();

    /** Who may ask for something, and what persons changed. */
    People people();

    FleetStatus fleet();

    /** What people see of the whole fleet. */
    FleetViews fleetViews();

    record FleetStatus(long registered, long online, Map<Version, Long> byVersion) {}

    /** Why next to nothing can be stored now, one sentence; empty when all is well. */
    Optional<String> trouble();

    /** How often things happened since the start of the process, by name in snake_case. */
    Map<String, Long> counters();

    /**
     * What a halt did.
     *
     * @param withdrawn attempts taken back
     * @param mayStillInstall attempts past the start of installation, which no message stops
     * @param untouched devices never commanded
     * @param notStored why the halt is in force in this process only, if it is
     */
    record HaltReport(
            RolloutStatus status,
            int withdrawn,
            List<DeviceId> mayStillInstall,
            long untouched,
            Optional<String> notStored) {}

    /**
     * A device as people see it.
     *
     * @param held who keeps every campaign from commanding it, and why
     * @param attempts one for each rollout that has it, the one that counts
     */
    record DeviceStatus(
            DeviceId id,
            Model model,
            Map<String, String> labels,
            boolean online,
            Optional<String> held,
            Optional<String> lastHeard,
            Optional<Version> version,
            Optional<String> image,
            Optional<Integer> securityVersion,
            Optional<String> slot,
            Optional<Long> boot,
            List<AttemptStatus> attempts) {}

    /**
     * Where an attempt stands.
     *
     * @param fetched how much of its image reached the device, while it is downloading
     */
    record AttemptStatus(
            CampaignName rollout,
            int number,
            String wave,
            String state,
            Optional<String> code,
            Optional<Fetched> fetched) {}

    /**
     * A part of an image.
     *
     * @param bytes of it, as far as we know
     * @param of so many
     */
    record Fetched(long bytes, long of) {
        /** The part of its image that a device has while it is downloading. */
        static Optional<Fetched> of(State state, Rollout rollout, Model model) {
            return state instanceof State.Downloading(_, var bytes)
                    ? Optional.of(new Fetched(bytes, rollout.artifactFor(model).content().size()))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return bytes + " of " + of + " bytes";
        }
    }
}
