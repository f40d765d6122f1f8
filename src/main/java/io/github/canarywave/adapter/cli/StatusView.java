package io.github.canarywave.adapter.cli;

/** How a person or a machine follows a rollout. */
interface StatusView {
    /** Takes whatever the server tells, as it comes. */
    default void told(String event, Tree data) {
        // People see states alone, with the events in them.
    }

    /** Takes the present state, with what happened before it. */
    void show(Tree status);

    /** About once a second, while nothing comes. */
    void tick();

    /** Says that the connection is lost or back. */
    void note(String line);

    /** Tells how it ended. */
    void end(Tree status);
}
