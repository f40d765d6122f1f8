package io.github.canarywave.adapter.cli;

/** Runs simulated devices in this process. */
public interface FleetLauncher {
    /** Runs them until the process is told to end; the exit code. */
    int run(SimRunOptions options);
}
