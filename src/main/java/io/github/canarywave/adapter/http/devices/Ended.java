package io.github.canarywave.adapter.http.devices;

/** How the answer to a request came to its end. */
enum Ended {
    /** The network took all of it. */
    WHOLE("whole"),
    /** The attempt was withdrawn in the middle. */
    CUT_BY_HALT("cut-by-halt"),
    /** The device or the link gave up. */
    CUT_BY_PEER("cut-by-peer"),
    /** Nothing moved for too long. */
    STALLED("stalled"),
    /** The server was stopped. */
    CUT_BY_STOP("cut-by-stop");

    private final String word;

    Ended(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
