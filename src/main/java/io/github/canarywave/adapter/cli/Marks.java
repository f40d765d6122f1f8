package io.github.canarywave.adapter.cli;

/**
 * The sign and colour of a state; the word always stands beside them.
 *
 * @param sign one character
 */
record Marks(String sign, Colour colour) {
    private static final Marks WAITS = new Marks("○", Colour.QUIET);
    private static final Marks RUNS = new Marks("◐", Colour.BUSY);
    private static final Marks SOAKS = new Marks("◷", Colour.BUSY);
    private static final Marks GOOD = new Marks("✔", Colour.GOOD);
    private static final Marks STOPPED = new Marks("■", Colour.BAD);
    private static final Marks BREACHED = new Marks("✖", Colour.BAD);
    private static final Marks ASKS = new Marks("○", Colour.BAD);
    private static final Marks OPEN = new Marks("…", Colour.QUIET);

    static Marks campaign(String state) {
        return switch (state) {
            case "Running" -> RUNS;
            case "Done" -> GOOD;
            case "Halted", "Aborted" -> STOPPED;
            default -> WAITS;
        };
    }

    static Marks wave(String state) {
        return switch (state) {
            case "running" -> RUNS;
            case "soaking" -> SOAKS;
            case "passed", "done" -> GOOD;
            case "halted" -> STOPPED;
            default -> WAITS;
        };
    }

    static Marks gate(String status) {
        return switch (status) {
            case "passing" -> GOOD;
            case "breached" -> BREACHED;
            case "inconclusive" -> ASKS;
            default -> OPEN;
        };
    }
}
