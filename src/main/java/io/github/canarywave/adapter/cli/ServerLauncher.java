package io.github.canarywave.adapter.cli;

/** Starts servers in this process. */
public interface ServerLauncher {
    /** Runs server, broker and simulated fleet until the process is told to end; the exit code. */
    int up(UpOptions options);

    /** Runs the server alone until the process is told to end; the exit code. */
    int serve(ServeOptions options);
}
