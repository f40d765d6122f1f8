package io.github.canarywave.domain.campaign;

/** What follows when a gate has halted a campaign. */
public enum OnHalt {
    /** A person is told how its devices can go back. */
    OFFER,
    /** They go back by themselves, by a campaign of its own. */
    ROLLBACK
}
