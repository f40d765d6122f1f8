package io.github.canarywave.domain.fleet;

import java.util.Arrays;
import java.util.Optional;

/** What a device says of a command. */
public enum WireState {
    ACCEPTED("accepted", true),
    DOWNLOADING("downloading", false),
    INSTALLING("installing", true),
    REBOOTING("rebooting", false),
    PROBATION("probation", false),
    CONFIRMED("confirmed", true),
    ROLLED_BACK("rolled-back", true),
    FAILED("failed", true),
    REFUSED("refused", true);

    private final String word;
    private final boolean numbered;

    WireState(String word, boolean numbered) {
        this.word = word;
        this.numbered = numbered;
    }

    /** The word on the wire. */
    public String word() {
        return word;
    }

    /** Whether its reports carry a sequence number and are repeated until acknowledged. */
    public boolean numbered() {
        return numbered;
    }

    public static Optional<WireState> of(String word) {
        return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst();
    }
}
