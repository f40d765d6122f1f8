package io.github.canarywave.adapter.http.devices;

/** Why a request got nothing, the words of counters and access log. */
enum Refused {
    /** It can be read in two ways, or is too long. */
    MALFORMED("malformed"),
    /** Neither GET nor HEAD. */
    METHOD("method"),
    /** We made no such URL, or not for who asks. */
    UNKNOWN("unknown"),
    /** The certificate is not the one that its device has now. */
    STRANGER("stranger"),
    /** The attempt is over. */
    GONE("gone"),
    /** Not now. */
    BUSY("busy"),
    /** A fault of ours. */
    FAULT("fault");

    private final String word;

    Refused(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
