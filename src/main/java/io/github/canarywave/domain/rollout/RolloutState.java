package io.github.canarywave.domain.rollout;

/** Where a rollout stands. */
public sealed interface RolloutState {
    /** The word that people see. */
    default String word() {
        return getClass().getSimpleName();
    }

    /** Whether nothing more will happen, whatever anybody does. */
    default boolean over() {
        return false;
    }

    /** Whether nothing may start its download any more, now or for good. */
    default boolean stopped() {
        return over() || this instanceof Halted;
    }

    /** The cohort is being frozen. */
    record Preparing() implements RolloutState {}

    record Running() implements RolloutState {}

    /**
     * Starts nothing new; downloads finish.
     *
     * @param gate the gate that paused it, empty when a person did
     */
    record Paused(String why, String gate) implements RolloutState {}

    /**
     * Starts nothing and takes back what has not got its last byte.
     *
     * @param byGate whether a gate did it, not a person
     */
    record Halted(String why, boolean byGate) implements RolloutState {}

    record Aborted(String why) implements RolloutState {
        @Override
        public boolean over() {
            return true;
        }
    }

    record Done(String why) implements RolloutState {
        @Override
        public boolean over() {
            return true;
        }
    }
}
