package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Instant;

/**
 * All that the withdrawal of a command says to a device, before it is written and signed.
 *
 * @param id of the command that is taken back
 * @param epoch raised by restore, from 1
 * @param counter of the withdrawal itself, above that of the command
 * @param expires wall clock, used in whole seconds
 */
public record WithdrawContent(
        CommandId id, DeviceId device, int epoch, long counter, Instant expires) {
    public WithdrawContent {
        if (epoch < 1 || counter < 1)
            throw new IllegalArgumentException(
                    "epoch and counter start at 1, got " + epoch + ", " + counter);
    }
}
