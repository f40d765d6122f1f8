package io.github.canarywave.brokers;

import io.github.canarywave.adapter.crypto.Pki;

/** A broker whose rules are those we ship, with the devices dev-1 and dev-2 and the server. */
interface Guarded extends AutoCloseable {
    /** With TLS. */
    int port();

    /** Its certificate descends from here, and client certificates do. */
    Pki pki();

    /** Where the server connects, with TLS. */
    default int serverPort() {
        return port();
    }

    /** Who the server is there on the connection that hears devices. */
    Peer.Who server();

    /** Who it is on the connection that speaks to them. */
    Peer.Who speaker();

    /** What dev-1 or dev-2 shows. */
    default String token(String device) {
        return "token-of-" + device;
    }

    @Override
    void close();
}
