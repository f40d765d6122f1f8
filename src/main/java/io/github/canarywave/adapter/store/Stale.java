package io.github.canarywave.adapter.store;

/** The check that what is written over is what was read. */
final class Stale {
    private Stale() {}

    static void unless(boolean written, String what, long revision) {
        if (!written)
            throw new IllegalStateException(
                    what
                            + " is stale: read with revision "
                            + revision
                            + ", which is not the stored one");
    }
}
