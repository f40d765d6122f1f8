package io.github.canarywave.app;

/** The fake keeps the promises to those who watch. */
class MemoryLiveTest extends LiveContract {
    @Override
    protected Store open() {
        return new MemoryStore();
    }

    @Override
    protected Store restarted(Store old) {
        return old;
    }
}
