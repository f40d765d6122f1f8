package io.github.canarywave.domain.rollout;

/** Whether a device belongs to the cohort of a campaign. */
public sealed interface Selection {
    /**
     * It does.
     *
     * @param stratum devices of the same model, version and labels share it
     */
    record Selected(String stratum) implements Selection {}

    /** It does not, and the plan says why. */
    record Excluded(String why) implements Selection {}

    /** The campaign does not speak of it. */
    record Outside() implements Selection {}
}
