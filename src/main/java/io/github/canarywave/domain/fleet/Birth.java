package io.github.canarywave.domain.fleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a device says of itself each time it connects.
 *
 * @param boot how often it has booted
 * @param connect rises with each connection within a session
 * @param epoch the highest epoch of commands it has seen
 * @param counter the highest counter within that epoch
 * @param command where it stands with the last command it knows
 */
public record Birth(
        Model model,
        Running running,
        Optional<String> slot,
        long boot,
        String bootReason,
        SessionId session,
        int connect,
        int epoch,
        long counter,
        Optional<Standing> command,
        List<String> anchors,
        List<String> can,
        Map<String, String> labels) {
    public Birth {
        anchors = List.copyOf(anchors);
        can = List.copyOf(can);
        labels = Map.copyOf(labels);
    }

    /** Whether both were said over one connection, so that neither is newer. */
    boolean isOfSameConnection(Birth other) {
        return session.equals(other.session) && connect == other.connect;
    }

    /** Where a device stands with a command. */
    public record Standing(CommandId id, WireState state, Optional<Code> code) {}
}
