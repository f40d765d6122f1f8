package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a command says.
 *
 * @param attempt number of the attempt on this device
 * @param notBefore wall clock
 * @param expires wall clock
 * @param url where the image is fetched, at most 160 characters
 * @param probation how long the device watches itself; absent: as it likes
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
        Optional<Duration> probation) {}
