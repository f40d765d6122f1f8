package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.domain.fleet.DeviceId;

import java.util.Optional;

/** Who asks, as far as the connection has proven it. */
sealed interface Guest {
    /** It showed no certificate: the URL alone speaks for it. */
    record Anybody() implements Guest {}

    /** It showed the certificate that this device has now. */
    record Known(DeviceId device) implements Guest {}

    /** It showed one that counts no more, or that no device of ours has. */
    record Stranger() implements Guest {}

    /** Whether it may have what belongs to this device; where no owner is known, it may. */
    default boolean mayHave(Optional<DeviceId> owner) {
        return switch (this) {
            case Anybody() -> true;
            case Known(var device) -> owner.filter(o -> !o.equals(device)).isEmpty();
            case Stranger() -> false;
        };
    }
}
