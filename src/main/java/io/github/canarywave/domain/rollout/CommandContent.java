package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Conditions;
import io.github.canarywave.domain.campaign.Mode;
import io.github.canarywave.domain.campaign.Span;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a command says to a device, before it is written and signed.
 *
 * @param attempt number of the try on this device, from 1
 * @param epoch raised by restore, from 1
 * @param counter rises per device within an epoch, from 1
 * @param notBefore wall clock, used in whole seconds
 * @param expires wall clock, used in whole seconds; after {@code notBefore}
 * @param url where the artifact is, at most {@link #URL_MAX_CHARACTERS} characters
 * @param probation how long the device watches itself after the first boot; absent: its own choice
 * @param windows in which it may begin, in order, wall clock, used in whole seconds; empty: at any
 *     time
 * @param mode when it begins
 * @param conditions what it asks of itself before it begins
 */
public record CommandContent(
        CommandId id,
        DeviceId device,
        int attempt,
        int epoch,
        long counter,
        Instant notBefore,
        Instant expires,
        ArtifactContent artifact,
        String url,
        Optional<Duration> probation,
        List<Span> windows,
        Mode mode,
        Conditions conditions) {
    /** What small devices keep room for. */
    public static final int URL_MAX_CHARACTERS = 160;

    public CommandContent {
        windows = List.copyOf(windows);
        if (attempt < 1 || epoch < 1 || counter < 1)
            throw new IllegalArgumentException(
                    "attempt, epoch and counter start at 1, got %d, %d, %d"
                            .formatted(attempt, epoch, counter));
        if (!expires.isAfter(notBefore))
            throw new IllegalArgumentException(
                    "a command expires after it begins, got " + notBefore + " to " + expires);
        if (url.length() > URL_MAX_CHARACTERS)
            throw new IllegalArgumentException(
                    "url has at most " + URL_MAX_CHARACTERS + " characters, got " + url.length());
    }

    /** A command to begin at once. */
    public CommandContent(
            CommandId id,
            DeviceId device,
            int attempt,
            int epoch,
            long counter,
            Instant notBefore,
            Instant expires,
            ArtifactContent artifact,
            String url,
            Optional<Duration> probation) {
        this(
                id,
                device,
                attempt,
                epoch,
                counter,
                notBefore,
                expires,
                artifact,
                url,
                probation,
                List.of(),
                Mode.ASAP,
                Conditions.NONE);
    }

    /** The same command with the first of its windows only. */
    public CommandContent withWindows(int first) {
        return new CommandContent(
                id,
                device,
                attempt,
                epoch,
                counter,
                notBefore,
                expires,
                artifact,
                url,
                probation,
                windows.subList(0, first),
                mode,
                conditions);
    }
}
