package io.github.canarywave.domain.rollout;

/** What a signal does to an attempt. */
public sealed interface Step {
    /** A new state, to be stored. */
    record Moved(State to) implements Step {}

    /** No new state; counted, and said at DEBUG. */
    record Stayed(String why) implements Step {}
}
