package io.github.canarywave.domain.rollout;

import java.time.Instant;
import java.util.Optional;

/** What to do next in a rollout, and why. */
public sealed interface Decision {
    String why();

    /** Command this device. */
    record Publish(Attempt attempt, String why) implements Decision {}

    /** This device is not to be looked at before. */
    record Defer(Attempt attempt, Instant until, String why) implements Decision {}

    record OpenWave(int wave, String why) implements Decision {}

    /** From now on an approval is waited for. */
    record Ask(String why) implements Decision {}

    /** Nobody of the open wave is between command and outcome any more: its soak begins. */
    record Settle(String why) implements Decision {}

    record Halt(String why) implements Decision {}

    record Pause(String gate, String why) implements Decision {}

    /** Tell people, once, that a gate is breached which stops nothing. */
    record Notify(String gate, String why) implements Decision {}

    /** What is known now of an outage that lasts, or lasted until now. */
    record Watch(Outage outage, String why) implements Decision {}

    /** Command no device of this stratum any more; the others go on. */
    record HoldStratum(String stratum, String why) implements Decision {}

    record Complete(String why) implements Decision {}

    /**
     * Nothing now.
     *
     * @param until when this changes by itself at the latest, where that is known
     */
    record Hold(String why, Optional<Instant> until) implements Decision {}
}
