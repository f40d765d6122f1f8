package io.github.canarywave.adapter.http.tls;

import io.netty.buffer.ByteBuf;

import java.util.HashSet;
import java.util.Set;

/**
 * What a client says first (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2), as far as the choice of an engine
 * needs it.
 *
 * @param extensions numbers of its extensions
 */
record ClientHello(Set<Integer> extensions) {
    /** RFC 6066, 4: records no larger than this side can hold. */
    static final int MAX_FRAGMENT_LENGTH = 1;

    private static final int VERSION_AND_RANDOM = 2 + 32;

    /** Whether it cannot hold records of full size. */
    boolean wantsSmallRecords() {
        return extensions.contains(MAX_FRAGMENT_LENGTH);
    }

    /**
     * Reads the body of the handshake message. What is cut or contradicts itself says nothing: the
     * engine that gets it refuses it.
     */
    static ClientHello read(ByteBuf body) {
        Set<Integer> found = new HashSet<>();
        Reader reader = new Reader(body);
        boolean head =
                reader.skip(VERSION_AND_RANDOM)
                        && reader.skip(reader.number(1)) // session id
                        && reader.skip(reader.number(2)) // cipher suites
                        && reader.skip(reader.number(1)); // compression
        int end = head ? reader.number(2) : 0;
        if (head && end <= reader.left()) reader.extensions(end, found);
        return new ClientHello(Set.copyOf(found));
    }

    /** Reads forward and never past the end. */
    private static final class Reader {
        private final ByteBuf bytes;
        private int at;

        Reader(ByteBuf bytes) {
            this.bytes = bytes;
            at = bytes.readerIndex();
        }

        int left() {
            return bytes.writerIndex() - at;
        }

        boolean skip(int length) {
            if (length < 0 || length > left()) return false;
            at += length;
            return true;
        }

        /** A number of one or two bytes; -1 when they are not there. */
        int number(int length) {
            if (length > left()) return -1;
            int value = length == 1 ? bytes.getUnsignedByte(at) : bytes.getUnsignedShort(at);
            at += length;
            return value;
        }

        void extensions(int length, Set<Integer> found) {
            int stop = at + length;
            while (at < stop) {
                int type = number(2);
                if (type < 0 || !skip(number(2))) return;
                found.add(type);
            }
        }
    }
}
