package io.github.canarywave.adapter.cli;

/** How a person or a machine follows a rollout. */
interface StatusView {
    /** Takes the present state. */
    void show(Tree status);

    /** About once a second, while nothing comes. */
    void tick();

    /** Says that the connection is lost or back. */
    void note(String line);

    /** Tells how it ended. */
    void end(Tree status);
}
