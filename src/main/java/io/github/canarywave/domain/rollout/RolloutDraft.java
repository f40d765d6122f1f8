package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Campaign;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A rollout while it is changed or read from where it is kept. Confined to one thread. */
public final class RolloutDraft {
    private final Release release;
    private Campaign campaign;
    private RolloutState state;
    private int cohort;
    private int joined;
    private int openWave;
    private Optional<Instant> settledAt;
    private long prefixOrder;
    private int prefixConfirmed;
    private long started;
    private int commanded;
    private int confirmed;
    private Pacing pacing;
    private Set<String> overruled;
    private Optional<Rollout.Asked> asked;
    private Rulings rulings;
    private Rollback rollback;
    private String reason;
    private long revision;

    RolloutDraft(Rollout rollout) {
        release = rollout.release();
        campaign = rollout.campaign();
        state = rollout.state();
        cohort = rollout.cohort();
        joined = rollout.joined();
        openWave = rollout.openWave();
        settledAt = rollout.settledAt();
        prefixOrder = rollout.prefixOrder();
        prefixConfirmed = rollout.prefixConfirmed();
        started = rollout.started();
        commanded = rollout.commanded();
        confirmed = rollout.confirmed();
        pacing = rollout.pacing();
        overruled = rollout.overruled();
        asked = rollout.asked();
        rulings = rollout.rulings();
        rollback = rollout.rollback();
        reason = rollout.reason();
        revision = rollout.revision();
    }

    public RolloutDraft campaign(Campaign value) {
        campaign = value;
        return this;
    }

    public RolloutDraft state(RolloutState value) {
        state = value;
        return this;
    }

    public RolloutDraft cohort(int value) {
        cohort = value;
        return this;
    }

    public RolloutDraft joined(int value) {
        joined = value;
        return this;
    }

    public RolloutDraft openWave(int value) {
        openWave = value;
        return this;
    }

    public RolloutDraft settledAt(Optional<Instant> value) {
        settledAt = value;
        return this;
    }

    public RolloutDraft prefixOrder(long value) {
        prefixOrder = value;
        return this;
    }

    public RolloutDraft prefixConfirmed(int value) {
        prefixConfirmed = value;
        return this;
    }

    public RolloutDraft started(long value) {
        started = value;
        return this;
    }

    public RolloutDraft commanded(int value) {
        commanded = value;
        return this;
    }

    public RolloutDraft confirmed(int value) {
        confirmed = value;
        return this;
    }

    public RolloutDraft pacing(Pacing value) {
        pacing = value;
        return this;
    }

    public RolloutDraft overruled(Set<String> value) {
        overruled = value;
        return this;
    }

    public RolloutDraft asked(Optional<Rollout.Asked> value) {
        asked = value;
        return this;
    }

    public RolloutDraft rulings(Rulings value) {
        rulings = value;
        return this;
    }

    public RolloutDraft rollback(Rollback value) {
        rollback = value;
        return this;
    }

    public RolloutDraft reason(String value) {
        reason = value;
        return this;
    }

    public RolloutDraft revision(long value) {
        revision = value;
        return this;
    }

    public Rollout build() {
        return new Rollout(
                campaign,
                state,
                release,
                cohort,
                joined,
                openWave,
                settledAt,
                prefixOrder,
                prefixConfirmed,
                started,
                commanded,
                confirmed,
                pacing,
                overruled,
                asked,
                rulings,
                rollback,
                reason,
                revision);
    }
}
