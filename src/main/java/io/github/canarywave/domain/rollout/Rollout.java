package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Defaults;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Share;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.Model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run of a campaign. What the rules count over the whole rollout stands here, so that a restart
 * counts on from it.
 *
 * @param release what its devices shall run; it never changes
 * @param cohort devices in the frozen cohort
 * @param joined devices that joined it since
 * @param openWave index of the wave opened last, -1 before the first
 * @param settledAt when that wave first had nobody between command and outcome, hearing time
 * @param prefixOrder last place of the longest prefix, in the order of starts, that has ended
 * @param prefixConfirmed confirmed attempts within that prefix
 * @param started places given out in the order of starts
 * @param commanded devices that count as commanded for the slow start
 * @param confirmed devices confirmed
 * @param pacing how fast it starts devices now
 * @param overruled gates a person decided to pass
 * @param asked since when it waits for an approval
 * @param rulings what gates and people have ruled so far, beyond the state
 * @param rollback what became of going back from its release
 * @param reason why it does what it does now, in one sentence
 * @param revision rises with each write
 */
public record Rollout(
        Campaign campaign,
        RolloutState state,
        Release release,
        int cohort,
        int joined,
        int openWave,
        Optional<Instant> settledAt,
        long prefixOrder,
        int prefixConfirmed,
        long started,
        int commanded,
        int confirmed,
        Pacing pacing,
        Set<String> overruled,
        Optional<Asked> asked,
        Rulings rulings,
        Rollback rollback,
        String reason,
        long revision) {
    /** The reason of a rollout that is being prepared and waits for nobody. */
    public static final String BEING_FROZEN = "the cohort is being frozen";

    public Rollout {
        overruled = Set.copyOf(overruled);
    }

    /** A rollout whose cohort is not frozen yet. */
    public static Rollout preparing(Campaign campaign, Release release) {
        return new Rollout(
                campaign,
                new RolloutState.Preparing(),
                release,
                0,
                0,
                -1,
                Optional.empty(),
                0,
                0,
                0,
                0,
                0,
                Pacing.BEGIN,
                Set.of(),
                Optional.empty(),
                Rulings.NONE,
                Rollback.NONE,
                BEING_FROZEN,
                0);
    }

    public CampaignName name() {
        return campaign.name();
    }

    /** What a device of this model shall run; the cohort holds no other models. */
    public Artifact artifactFor(Model model) {
        Artifact artifact = release.artifacts().get(model);
        if (artifact == null)
            throw new IllegalStateException(release.name() + " has no artifact for model " + model);
        return artifact;
    }

    public Wanted wantedBy(Device device) {
        return artifactFor(device.model()).wanted();
    }

    public boolean running() {
        return state instanceof RolloutState.Running;
    }

    /** The part of the cohort that a wave adds; empty waves are left out of the rollout. */
    public WaveSpan span(int index) {
        return WaveSpan.of(campaign.waves(), index, cohort);
    }

    /** Devices in the cohort now. */
    public int devices() {
        return cohort + joined;
    }

    /** Whether devices that are selected now join it. */
    public boolean takesJoiners() {
        return campaign.cohort().dynamic() && cohort > 0 && !state.over();
    }

    /** The rollout when one more device has joined, at the place {@link #devices} before. */
    public Rollout joining() {
        return draft().joined(joined + 1).build();
    }

    public Wave wave(int index) {
        return campaign.waves().get(index);
    }

    /** End of the opened part of the cohort, exclusive. */
    public int openEnd() {
        return openWave < 0 ? 0 : span(openWave).to();
    }

    /** The next wave that adds a device. */
    public Optional<Integer> nextWave() {
        for (int i = openWave + 1; i < campaign.waves().size(); i++)
            if (span(i).devices() > 0) return Optional.of(i);
        return Optional.empty();
    }

    /** The same rollout, to be changed. */
    public RolloutDraft draft() {
        return new RolloutDraft(this);
    }

    public Rollout in(RolloutState newState, String why) {
        return draft().state(newState).reason(why).build();
    }

    public Rollout because(String why) {
        return draft().reason(why).build();
    }

    /** The rollout when its cohort of this size is frozen. */
    public Rollout frozen(int devices) {
        return draft().state(new RolloutState.Running())
                .cohort(devices)
                .reason("the cohort is frozen")
                .build();
    }

    public Rollout opening(int wave, String why) {
        return draft().openWave(wave)
                .settledAt(Optional.empty())
                .asked(Optional.empty())
                .reason(why)
                .build();
    }

    /** The rollout whose open wave was opened at this instant of hearing time. */
    public Rollout openedAt(Instant at) {
        return draft().rulings(rulings.opening(openWave, at)).build();
    }

    /** When the soak of the open wave is over, if it has begun. */
    public Optional<Instant> soakOver() {
        return settledAt.map(at -> at.plus(wave(openWave).soak()));
    }

    /** The rollout in an outage, or after one. */
    public Rollout in(Outage outage) {
        return draft().rulings(rulings.with(outage)).build();
    }

    /** The share of failures that is acceptable in the open wave. */
    public Share acceptable() {
        return wave(openWave).gates().stream()
                .filter(Gate.Evidence.class::isInstance)
                .map(gate -> ((Gate.Evidence) gate).p0())
                .findFirst()
                .orElse(Defaults.GATE.p0());
    }

    /** The rollout when people were told that this gate is breached. */
    public Rollout notifying(String gate) {
        return draft().rulings(rulings.notifying(gate)).build();
    }

    public Rollout settled(Instant at) {
        return draft().settledAt(Optional.of(at)).build();
    }

    public Rollout overruling(String gate) {
        Set<String> more = new java.util.HashSet<>(overruled);
        more.add(gate);
        return draft().overruled(more).build();
    }

    /**
     * Since when an approval is waited for.
     *
     * @param hearing hearing time, by which the wait is measured
     * @param wall as people see it
     */
    public record Asked(Instant hearing, Instant wall) {}

    /** The rollout when it begins to wait for an approval. */
    public Rollout asking(Instant hearing, Instant wall) {
        return draft().asked(Optional.of(new Asked(hearing, wall))).build();
    }

    /** The rollout when nothing is waited for, or the wait begins anew. */
    public Rollout unasked() {
        return draft().asked(Optional.empty()).build();
    }

    /** The rollout when no device of this stratum is to be commanded any more. */
    public Rollout holding(String stratum, String why) {
        return draft().rulings(rulings.holding(stratum, why)).build();
    }

    /**
     * The rollout when a person has accepted the evidence so far: it goes on being shown and counts
     * for no gate any more, strata that were held go on, and the shares of the waves that are open
     * are overruled, because too few devices are left in them to be judged anew.
     */
    public Rollout acceptingEvidence() {
        Set<String> more = new java.util.HashSet<>(overruled);
        for (int wave = 0; wave <= openWave; wave++)
            for (int gate = 0; gate < wave(wave).gates().size(); gate++)
                if (!(wave(wave).gates().get(gate) instanceof Gate.Evidence))
                    more.add(Deciding.gateName(wave, gate));
        return draft().rulings(rulings.accepting()).overruled(more).build();
    }

    /** The rollout when this became of going back from its release. */
    public Rollout goingBack(Rollback outcome) {
        return draft().rollback(outcome).build();
    }

    /** Whether its devices are to go back by themselves, and nothing became of that yet. */
    public boolean mustGoBack() {
        return state instanceof RolloutState.Halted(_, var byGate)
                && byGate
                && campaign.rollsBack()
                && rollback instanceof Rollback.None;
    }

    /** The rollout after one more device was commanded, or one less counts as such. */
    public Rollout commanding(int change) {
        return draft().commanded(commanded + change).build();
    }

    /**
     * The rollout after one more attempt passed the start of installation; its place is started.
     */
    public Rollout starting() {
        return draft().started(started + 1).build();
    }

    public Rollout confirming() {
        return draft().confirmed(confirmed + 1).build();
    }

    /**
     * The rollout after some more commands.
     *
     * @param failed devices counted against the release so far
     */
    public Rollout paced(long commands, Duration ran, long failed) {
        Pacing after = pacing.after(commands, campaign.pace().starts(), ran, failed);
        return draft().pacing(after).build();
    }

    /**
     * An attempt in the order of starts.
     *
     * @param order its place
     */
    public record Started(long order, boolean ended, boolean confirmed) {}

    /** Lengthens the prefix of ended attempts; {@code entries} follow {@link #prefixOrder}. */
    public Rollout advancing(List<Started> entries) {
        long order = prefixOrder;
        int c = prefixConfirmed;
        for (Started entry : entries) {
            if (entry.order() != order + 1 || !entry.ended()) break;
            order = entry.order();
            if (entry.confirmed()) c++;
        }
        return draft().prefixOrder(order).prefixConfirmed(c).build();
    }
}
