package io.github.canarywave.adapter.cli;

/** A colour that says something; the word beside it says it too. */
enum Colour {
    GOOD(32),
    BAD(31),
    BUSY(36),
    QUIET(2);

    private final int code;

    Colour(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
