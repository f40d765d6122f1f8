package io.github.canarywave.adapter.cli;

/** The numbers with which the program ends; scripts rely on them, so they never change. */
final class Exit {
    static final int DONE = 0;
    static final int ERROR = 1;

    /** Wrong use, or a file that is not valid. */
    static final int USAGE = 2;

    /** A campaign ended halted or aborted. */
    static final int HALTED = 3;

    /** Login needed or refused. */
    static final int LOGIN = 4;

    /** Not found, or against what is. */
    static final int CONFLICT = 5;

    /** A time-out given by the person passed; as timeout(1). */
    static final int TIMEOUT = 124;

    /** Interrupted by Ctrl+C; as shells. */
    static final int INTERRUPTED = 130;

    private Exit() {}
}
