package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.Exclusive;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;

import java.util.List;
import java.util.Optional;

/**
 * The rollouts that came before one under the same exclusive name and have not ended. A halted one
 * keeps the name: it may be resumed, and what somebody halts to look at must not start another.
 */
final class Rivals {
    private final Exclusive exclusive;
    private final List<Rollout> before;

    private Rivals(Exclusive exclusive, List<Rollout> before) {
        this.exclusive = exclusive;
        this.before = before;
    }

    /** Those of a campaign that is stored or about to be; nothing when there are none. */
    static Optional<Rivals> of(Store.Reads reads, Campaign campaign) {
        return campaign.exclusive()
                .map(exclusive -> new Rivals(exclusive, before(reads, campaign, exclusive)))
                .filter(rivals -> !rivals.before.isEmpty());
    }

    private static List<Rollout> before(Store.Reads reads, Campaign campaign, Exclusive exclusive) {
        List<Rollout> newestFirst = reads.rolloutsNotOver();
        List<String> names = newestFirst.stream().map(r -> r.name().value()).toList();
        int own = names.indexOf(campaign.name().value());
        return newestFirst.subList(own + 1, newestFirst.size()).stream()
                .filter(other -> other.campaign().exclusive().filter(exclusive::isOf).isPresent())
                .toList();
    }

    Exclusive.OnConflict onConflict() {
        return exclusive.onConflict();
    }

    /** The last one started first. */
    List<Rollout> all() {
        return before;
    }

    /** What a rollout says that waits for them. */
    String waits() {
        Rollout first = before.getFirst();
        boolean person =
                first.state() instanceof RolloutState.Halted
                        || first.state() instanceof RolloutState.Paused;
        return "waits until "
                + first.name()
                + " has ended, which is "
                + first.state().word()
                + " and has the exclusive name "
                + exclusive.name()
                + (person ? "; a person resumes or aborts it" : "");
    }

    /** Why a campaign is not started beside them. */
    String rejects() {
        Rollout first = before.getFirst();
        return first.name()
                + " is "
                + first.state().word()
                + " and has the exclusive name "
                + exclusive.name()
                + "; abort it, or write onConflict: queue or replace";
    }

    /** What starting the campaign now means, for the plan. */
    String warning() {
        return switch (exclusive.onConflict()) {
            case QUEUE -> "The campaign " + waits() + ".";
            case REPLACE ->
                    "Applying this aborts "
                            + String.join(", ", before.stream().map(r -> r.name().value()).toList())
                            + ", which has the exclusive name "
                            + exclusive.name()
                            + ".";
            case REJECT -> "Applying this is refused: " + rejects() + ".";
        };
    }
}
