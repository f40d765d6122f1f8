package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Birth.Standing;
import io.github.canarywave.domain.fleet.Code;

import java.time.Instant;
import java.util.Optional;

/** Something that happened to an attempt, at an instant of hearing time. */
public sealed interface Signal {
    Instant at();

    /** Its command was stored and will be published. */
    record CommandStored(Instant at) implements Signal {}

    /** The broker knows nobody who listens for the command. */
    record NobodyListens(Instant at) implements Signal {}

    /** The rollout takes back what has not got its last byte. */
    record WithdrawalDecided(Instant at) implements Signal {}

    /** The deadline of the state passed. */
    record DeadlinePassed(Instant at) implements Signal {}

    /**
     * We sent bytes of the image.
     *
     * @param upTo the offset behind the last byte sent
     * @param last whether the last byte of the file was among them
     */
    record Served(Instant at, long upTo, boolean last) implements Signal {}

    /**
     * The device connected.
     *
     * @param runsWanted whether it runs the wanted image
     * @param rebooted whether it booted since we last heard a birth
     * @param mayEnd whether this birth may end an attempt
     * @param standing what it says of the command of this attempt
     * @param bootReason its own word for why it booted
     */
    record Born(
            Instant at,
            boolean runsWanted,
            boolean rebooted,
            boolean mayEnd,
            Optional<Standing> standing,
            String bootReason)
            implements Signal {}

    /** The device spoke of the command. */
    sealed interface Said extends Signal {}

    record SaidAccepted(Instant at) implements Said {}

    record SaidDownloading(Instant at, long bytes) implements Said {}

    record SaidInstalling(Instant at) implements Said {}

    record SaidRebooting(Instant at) implements Said {}

    record SaidProbation(Instant at) implements Said {}

    /**
     * The device marked itself valid.
     *
     * @param runsWanted whether its last birth showed the wanted image
     */
    record SaidConfirmed(Instant at, boolean runsWanted) implements Said {}

    record SaidRolledBack(Instant at, Code code) implements Said {}

    record SaidFailed(Instant at, Code code) implements Said {}

    record SaidRefused(Instant at, Code code) implements Said {}
}
