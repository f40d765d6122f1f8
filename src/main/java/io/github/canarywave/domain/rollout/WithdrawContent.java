package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Instant;

/**
 * What the withdrawal of a command says.
 *
 * @param id the command that is taken back
 * @param expires wall clock
 */
public record WithdrawContent(
        CommandId id, DeviceId device, int epoch, long counter, Instant expires) {}
