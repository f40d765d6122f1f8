package io.github.canarywave.domain.campaign;

import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Gate.Evidence;

import java.time.Duration;
import java.util.List;

/** What a campaign that names only a release gets. */
public final class Defaults {
    /** Bounds false halts however often it looks; see docs/evidence.md. */
    public static final Evidence GATE =
            new Evidence(
                    Share.percent(2),
                    Share.percent(10),
                    Share.percent(1),
                    Share.percent(5),
                    Action.HALT);

    /** Fewest devices of the default canary: as many as are commanded at once at the start. */
    private static final int CANARY_AT_LEAST = 5;

    private Defaults() {}

    /** The waves of a campaign that names none, each with these gates. */
    public static List<Wave> waves(List<Gate> gates) {
        Size canary = new Size.Part(Share.percent(1), CANARY_AT_LEAST);
        return List.of(
                new Wave("canary", canary, Duration.ofMinutes(30), gates),
                new Wave("early", Size.percent(10), Duration.ofHours(4), gates),
                new Wave("half", Size.percent(50), Duration.ofHours(4), gates),
                new Wave("all", Size.percent(100), Duration.ZERO, gates));
    }
}
