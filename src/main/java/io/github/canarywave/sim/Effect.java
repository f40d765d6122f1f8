package io.github.canarywave.sim;

import java.time.Duration;

/** Something that a device wants done; the effects of one event are done in order. */
sealed interface Effect {
    /** Writes its memory to flash, before anything that follows. */
    record Keep() implements Effect {}

    /** Connects, with the last will given. */
    record Dial(String will) implements Effect {}

    record Send(Topic topic, String payload) implements Effect {}

    /** The connection breaks without a farewell, and nothing is fetched any more. */
    record Drop() implements Effect {}

    record Fetch(String command, String url, long bytes) implements Effect {}

    record StopFetching() implements Effect {}

    record After(Event.Timer timer, Duration delay) implements Effect {}

    /** A line for the ledger. */
    record Note(String what, String command, String text) implements Effect {}

    /** Topics of a device and the largest packet on each, in bytes. */
    enum Topic {
        ONLINE("online", 1024, true),
        STATE("state", 1024, true),
        REPORT("report", 256, false);

        final String word;
        final int packetBytesMax;
        final boolean retained;

        Topic(String word, int packetBytesMax, boolean retained) {
            this.word = word;
            this.packetBytesMax = packetBytesMax;
            this.retained = retained;
        }
    }
}
