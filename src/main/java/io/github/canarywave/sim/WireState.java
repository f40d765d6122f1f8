package io.github.canarywave.sim;

/** The nine states of an update, as a device says them. */
enum WireState {
    ACCEPTED("accepted", true, false),
    DOWNLOADING("downloading", false, false),
    INSTALLING("installing", true, false),
    REBOOTING("rebooting", false, false),
    PROBATION("probation", false, false),
    CONFIRMED("confirmed", true, true),
    ROLLED_BACK("rolled-back", true, true),
    FAILED("failed", true, true),
    REFUSED("refused", true, true);

    final String word;

    /** Whether its report carries a seq and is kept until acknowledged. */
    final boolean kept;

    final boolean end;

    WireState(String word, boolean kept, boolean end) {
        this.word = word;
        this.kept = kept;
        this.end = end;
    }

    static WireState of(String word) {
        for (WireState state : values()) if (state.word.equals(word)) return state;
        throw new IllegalArgumentException("no state of the protocol: \"" + word + "\"");
    }
}
