package io.github.canarywave.brokers;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;

/** A broker in a process of its own, as {@code canarywave broker prepare} makes it. */
public interface OutsideBroker extends AutoCloseable {
    /** Where devices and the server connect, with TLS. */
    int port();

    /** What a server shows to it. */
    Path accessFile();

    /** Where it keeps who may come in. */
    Path users();

    /** Makes it read again who may come in; returns at once. */
    void reload();

    /** Lets a device in; returns when the broker knows it. */
    void admit(String device, String token);

    /** Waits until this device comes in with its token. */
    default void awaitAdmitted(Path ca, String device, String token) {
        await(device + " is let in")
                .atMost(Duration.ofSeconds(20))
                .until(() -> lets(ca, device, token));
    }

    private boolean lets(Path ca, String device, String token) {
        Peer.Who who = Peer.Who.of(device, token);
        try (Peer peer = new Peer(Peer.Version.MQTT_5, port(), Tls.trusting(ca), who)) {
            return peer.connect();
        }
    }

    @Override
    void close();
}
