package io.github.canarywave.faults;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Ports for servers that die and come back. Not of the range from which the system gives ports to
 * outgoing connections: while a server is away one of those would take its port.
 */
final class Ports {
    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final Random RANDOM = new Random();

    private Ports() {}

    /** A port on which nobody listens now. */
    static int free() {
        while (true) {
            int port = RANDOM.nextInt(FIRST, LAST);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody has it.
            }
        }
    }
}
