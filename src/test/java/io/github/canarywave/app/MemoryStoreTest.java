package io.github.canarywave.app;

/** The fake keeps the promises of the port. */
class MemoryStoreTest extends StoreContract {
    @Override
    protected Store open() {
        return new MemoryStore();
    }

    @Override
    protected Store withSites(Store old, String label) {
        return ((MemoryStore) old).withSites(label);
    }

    @Override
    protected Store restarted(Store old) {
        return old;
    }
}
