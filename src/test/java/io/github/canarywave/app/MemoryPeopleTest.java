package io.github.canarywave.app;

/** The fake keeps the promises about persons. */
class MemoryPeopleTest extends PeopleContract {
    @Override
    protected Store open() {
        return new MemoryStore();
    }

    @Override
    protected Store restarted(Store old) {
        return old;
    }
}
