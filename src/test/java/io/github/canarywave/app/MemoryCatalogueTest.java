package io.github.canarywave.app;

/** The fake keeps the promises about releases and their keys. */
class MemoryCatalogueTest extends CatalogueContract {
    @Override
    protected Store open() {
        return new MemoryStore();
    }

    @Override
    protected Store restarted(Store old) {
        return old;
    }
}
