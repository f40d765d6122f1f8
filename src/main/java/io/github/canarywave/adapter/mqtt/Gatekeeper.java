package io.github.canarywave.adapter.mqtt;

import io.github.canarywave.app.StoredCommand;

/**
 * Has the last word before a command leaves: halts, fence, lease. Asked from several threads, never
 * two at once; answers from memory, at once, and must not wait for a thread that publishes.
 */
@FunctionalInterface
public interface Gatekeeper {
    /** Whether this command may go now; otherwise it is dropped here and stays in the store. */
    boolean mayHandOver(StoredCommand command);
}
