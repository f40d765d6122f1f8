package io.github.canarywave.domain.campaign;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A part of the cohort that is opened together.
 *
 * @param name unique within the campaign
 * @param upTo where it ends in the frozen cohort, cumulative
 * @param soak how long it is watched after it settled, in hearing time, before the next wave opens
 * @param gates what must hold before the next wave opens
 * @param approval who must agree before it opens
 * @param prefer devices that it takes first; empty: none before others
 */
public record Wave(
        String name,
        Size upTo,
        Duration soak,
        List<Gate> gates,
        Optional<Approval> approval,
        Selector prefer) {
    public Wave {
        gates = List.copyOf(gates);
    }

    /** A wave that opens without an approval and prefers nobody. */
    public Wave(String name, Size upTo, Duration soak, List<Gate> gates) {
        this(name, upTo, soak, gates, Selector.ANY);
    }

    /** A wave that opens without an approval. */
    public Wave(String name, Size upTo, Duration soak, List<Gate> gates, Selector prefer) {
        this(name, upTo, soak, gates, Optional.empty(), prefer);
    }

    /** The same wave that opens with this approval only. */
    public Wave approvedBy(Approval other) {
        return new Wave(name, upTo, soak, gates, Optional.of(other), prefer);
    }
}
