package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollback;
import io.github.canarywave.domain.rollout.Rollout;

import java.util.Optional;

/**
 * Stores new rollouts, in one transaction with what that does to others.
 *
 * @param who whom facts name
 * @param why in their words, may be empty
 */
record Beginning(Control control, String who, String why) {
    /** Stores the rollout of a campaign; why it cannot be, or nothing when it is stored. */
    Optional<String> begin(Campaign campaign, Release release, String text) {
        if (control.tx().rollout(campaign.name()).isPresent())
            return Optional.of(
                    "campaign "
                            + campaign.name()
                            + " exists; its release and cohort never change, use another name");
        Rollout rollout = Rollout.preparing(campaign, release);
        Optional<Rivals> rivals = Rivals.of(control.tx(), campaign);
        if (rivals.isEmpty()) return store(rollout, text);
        return switch (rivals.get().onConflict()) {
            case QUEUE -> store(rollout.because(rivals.get().waits()), text);
            case REPLACE -> {
                rivals.get().all().forEach(other -> replace(other, campaign));
                yield store(rollout, text);
            }
            case REJECT ->
                    Optional.of(
                            "campaign "
                                    + campaign.name()
                                    + " is not started: "
                                    + rivals.get().rejects());
        };
    }

    /**
     * Stores the rollout that brings the devices of a bad one back; why it cannot be, or nothing
     * when it is stored.
     */
    Optional<String> goBack(CampaignName bad, Rollbacks.Made.Ready made) {
        Optional<String> conflict = begin(made.campaign(), made.release(), made.text());
        if (conflict.isPresent()) return conflict;
        CampaignName by = made.campaign().name();
        control.book().put(control.book().rollout(bad).goingBack(new Rollback.Begun(by)));
        control.book().fact(bad, "rollback-begun", "campaign " + by);
        return Optional.empty();
    }

    private void replace(Rollout other, Campaign campaign) {
        control.withdrawal()
                .abort(other.name(), "by " + who + ": replaced by campaign " + campaign.name());
    }

    private Optional<String> store(Rollout rollout, String text) {
        control.tx().create(rollout, text, control.now().wall());
        control.tx().people().revise(rollout.name(), text, who, control.now().wall());
        control.book().fact(rollout.name(), "created", Steering.said(who, why));
        control.audit(who, "applied", rollout.name(), why);
        return Optional.empty();
    }
}
