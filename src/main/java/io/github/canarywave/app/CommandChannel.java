package io.github.canarywave.app;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;

import java.time.Duration;

/** The way to the devices. What it does not deliver is published again from the store. */
public interface CommandChannel {
    /** Whether commands can be handed over now. */
    boolean ready();

    /** How long everything from devices has been coming to us without a break. */
    Duration subscribedFor();

    /**
     * Hands a command over; the answer comes as {@link Heard.Delivered}. Never blocks on the
     * broker.
     *
     * @throws BrokerUnavailable when there is no connection; the command stays unsent in the store
     */
    void publish(StoredCommand command);

    /** Returns when no hand-over is under way that began before this call. */
    void settle();

    /** Tells a device that exactly this report is on disk; may be lost, the device repeats. */
    void acknowledge(DeviceId device, SessionId session, long seq);
}
