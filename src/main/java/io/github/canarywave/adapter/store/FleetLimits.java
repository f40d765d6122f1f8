package io.github.canarywave.adapter.store;

import io.github.canarywave.app.FleetStore;

/**
 * How much one question to the fleet may look at.
 *
 * @param few so many devices are all read, counted and sorted
 * @param window rows of an index in one step of a walk
 * @param lookedAt rows of an index in one walk: some 0.2 s
 */
record FleetLimits(int few, int window, int lookedAt) {
    static final FleetLimits DEFAULT = new FleetLimits(FleetStore.COUNTED_MAX, 20_000, 200_000);
}
