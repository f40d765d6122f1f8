package io.github.canarywave.adapter.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the server shows to a broker that runs elsewhere.
 *
 * @param ca PEM file of the certificates that the broker's must descend from; empty: the server's
 *     own
 * @param subscriber hears all devices
 * @param publisher speaks to all devices
 * @param probeA password of the first throw-away device
 * @param probeB password of the second
 */
public record BrokerAccess(
        Optional<Path> ca, User subscriber, User publisher, String probeA, String probeB) {
    /** A user of the broker; also the id of the client that logs in as it. */
    public record User(String name, String password) {
        @Override
        public String toString() {
            return "User[" + name + ", password=(hidden)]";
        }
    }

    /** Names the users, never a password. */
    @Override
    public String toString() {
        return "BrokerAccess[" + subscriber + ", " + publisher + ", ca=" + ca + "]";
    }
}
