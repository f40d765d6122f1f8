package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Code;

import java.time.Instant;
import java.util.Optional;

/** Where an attempt stands. All instants are hearing time. */
public sealed interface State {
    /** The word that people see, in UI, commands, metrics and the database. */
    default String word() {
        return getClass().getSimpleName();
    }

    /** When something happens by itself, {@link Instant#MAX} for never. */
    default Instant deadline() {
        return Instant.MAX;
    }

    /** Why it ended, where a device or its silence said so. */
    default Optional<Code> code() {
        return Optional.empty();
    }

    /**
     * Waiting for its turn.
     *
     * @param notBefore earliest command
     * @param deadline when the device must have been reached
     */
    record Queued(Instant notBefore, Instant deadline) implements State {}

    /** Between command and outcome. */
    sealed interface Active extends State {}

    /** Commanded, but not past the start of installation. */
    sealed interface Starting extends Active {}

    record Commanded(Instant deadline) implements Starting {}

    record Accepted(Instant deadline) implements Starting {}

    /**
     * Fetching the image.
     *
     * @param bytes of it that reached the device, as far as we know
     */
    record Downloading(Instant deadline, long bytes) implements Starting {}

    /** Past the start of installation. */
    sealed interface Applying extends Active {
        /** The same, waited for until another instant. */
        default Applying until(Instant other) {
            return switch (this) {
                case Installing _ -> new Installing(other);
                case Rebooting _ -> new Rebooting(other);
                case Probation p -> new Probation(other, p.born(), p.markedValid());
            };
        }
    }

    record Installing(Instant deadline) implements Applying {}

    record Rebooting(Instant deadline) implements Applying {}

    /**
     * Watching itself with the new image.
     *
     * @param deadline when {@link #healthy}, the end of the probation; else until when it must be
     * @param born a birth showed the wanted image
     * @param markedValid the device said that it is healthy
     */
    record Probation(Instant deadline, boolean born, boolean markedValid) implements Applying {
        /** Whether nothing is left but to stay so until the probation is over. */
        public boolean healthy() {
            return born && markedValid;
        }
    }

    /** Nothing more happens by itself. */
    sealed interface Ended extends State {
        Instant at();
    }

    record Confirmed(Instant at) implements Ended {}

    /**
     * Runs another image after it had installed.
     *
     * @param inferred the code comes from a birth; the device's own report may still correct it
     */
    record RolledBack(Instant at, Code why, boolean inferred) implements Ended {
        @Override
        public Optional<Code> code() {
            return Optional.of(why);
        }
    }

    record Failed(Instant at, Code why) implements Ended {
        @Override
        public Optional<Code> code() {
            return Optional.of(why);
        }
    }

    record Refused(Instant at, Code why) implements Ended {
        @Override
        public Optional<Code> code() {
            return Optional.of(why);
        }
    }

    /**
     * Too late before it began to install.
     *
     * @param in the word of the state it was in
     */
    record Expired(Instant at, String in) implements Ended {}

    /** Silent after it began to install, beyond its deadline. */
    record Lost(Instant at) implements Ended {}

    /**
     * Taken back before its last byte.
     *
     * @param stopped the device said that it does not go on; bytes that we hear of later are older
     */
    record Withdrawn(Instant at, boolean stopped) implements Ended {
        public Withdrawn(Instant at) {
            this(at, false);
        }
    }

    /** It already ran the image before it was commanded. */
    record Current(Instant at) implements Ended {}
}
