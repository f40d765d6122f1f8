package io.github.canarywave.app;

/** The fake keeps the promises about the whole fleet. */
class MemoryFleetTest extends FleetContract {
    @Override
    protected Store open() {
        return new MemoryStore();
    }

    @Override
    protected Store restarted(Store old) {
        return old;
    }
}
