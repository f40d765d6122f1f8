package io.github.canarywave.app;

import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.WithdrawContent;

import java.time.Instant;
import java.util.function.Supplier;

/** Makes what goes over the wire: names, addresses, signed bytes. */
public interface CommandForge {
    /** A name never used before. */
    CommandId newCommandId(Instant wall);

    /** A download key never used before, not 0. */
    long newAttemptKey();

    /** Where an attempt fetches its image until then. */
    String url(long attemptKey, Instant expires);

    /**
     * The same for a device that needs small records and cannot ask for them; where no port makes
     * them, the one for all.
     */
    default String constrainedUrl(long attemptKey, Instant expires) {
        return url(attemptKey, expires);
    }

    /** The signed text of a command. */
    String command(CommandContent content);

    /**
     * Lets a text be made while the caller does other things; whoever asks for it waits until it is
     * there. Here it is made at once.
     */
    default Supplier<String> meanwhile(Supplier<String> text) {
        String made = text.get();
        return () -> made;
    }

    /** Bytes of the whole packet that carries this text to a device. */
    int packetBytes(DeviceId device, String text);

    /** The signed text of a withdrawal. */
    String withdrawal(WithdrawContent content);
}
