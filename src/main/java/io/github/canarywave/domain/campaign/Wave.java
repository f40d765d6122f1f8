package io.github.canarywave.domain.campaign;

import java.time.Duration;
import java.util.List;

/**
 * A part of the cohort that is opened together.
 *
 * @param name unique within the campaign
 * @param upTo where it ends in the frozen cohort, cumulative
 * @param soak how long it is watched after it settled, in hearing time, before the next wave opens
 * @param gates what must hold before the next wave opens
 */
public record Wave(String name, Size upTo, Duration soak, List<Gate> gates) {
    public Wave {
        gates = List.copyOf(gates);
    }
}
