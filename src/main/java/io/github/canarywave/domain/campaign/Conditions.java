package io.github.canarywave.domain.campaign;

import java.util.OptionalInt;

/**
 * What a device asks of itself before it begins an update.
 *
 * @param batteryPercent least charge; absent: any
 * @param rssiDbm least radio signal, below 0; absent: any
 * @param externalPower whether it must be fed from outside
 */
public record Conditions(OptionalInt batteryPercent, OptionalInt rssiDbm, boolean externalPower) {
    public static final Conditions NONE =
            new Conditions(OptionalInt.empty(), OptionalInt.empty(), false);

    public Conditions {
        if (batteryPercent.isPresent()
                && (batteryPercent.getAsInt() < 1 || batteryPercent.getAsInt() > 100))
            throw new IllegalArgumentException(
                    "a charge is 1 to 100 %, got " + batteryPercent.getAsInt());
        if (rssiDbm.isPresent() && (rssiDbm.getAsInt() < -120 || rssiDbm.getAsInt() > -1))
            throw new IllegalArgumentException(
                    "a radio signal is -120 to -1 dBm, got " + rssiDbm.getAsInt());
    }
}
