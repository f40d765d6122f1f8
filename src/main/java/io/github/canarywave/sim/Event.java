package io.github.canarywave.sim;

/** Something that happens to a device. */
sealed interface Event {
    /** The process that simulates the device starts; the device goes on where its flash stands. */
    record Started() implements Event {}

    /** Connected and subscribed. */
    record Connected() implements Event {}

    /** The connection broke, or could not be made. */
    record Disconnected() implements Event {}

    /** A message on the command topic; one character a byte (ISO 8859-1), so that none is lost. */
    record CommandCame(String message) implements Event {}

    record AckCame(String message) implements Event {}

    /** So many bytes of the image of this command are there and hashed. */
    record BytesKept(String command, long bytes) implements Event {}

    record Fetched(String command, Transfer.Result result) implements Event {}

    record TimerFired(Timer timer) implements Event {}

    /**
     * What a device waits for.
     *
     * @param key which of its kind: a command id, or session and seq of a report
     */
    record Timer(Kind kind, String key) {
        enum Kind {
            BEGIN,
            CLOCK,
            INSTALL_ACK,
            INSTALL,
            BOOT,
            HEALTH,
            REPEAT,
            RECONNECT
        }
    }
}
