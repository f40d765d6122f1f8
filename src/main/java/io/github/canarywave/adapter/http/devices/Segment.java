package io.github.canarywave.adapter.http.devices;

import java.nio.charset.StandardCharsets;

/** A stretch of a body: of the file, or text between such. Pure. */
sealed interface Segment {
    /** In bytes, at least 1. */
    long length();

    /**
     * Bytes of the file.
     *
     * @param from offset of the first one
     */
    record Bytes(long from, long length) implements Segment {}

    /** Text that frames parts, in ASCII. */
    record Text(String text) implements Segment {
        @Override
        public long length() {
            return text.length();
        }

        /** As it is sent. */
        byte[] bytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
