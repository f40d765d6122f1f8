package io.github.canarywave.simulator;

/** The orchestrator dies here; nothing catches it but the world. */
final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash(String where) {
        super(where, null, false, false);
    }
}
