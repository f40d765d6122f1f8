package io.github.canarywave.adapter.broker;

import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.wire.Topics;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What the embedded broker needs to know to start.
 *
 * @param folder belongs to the broker while it runs: its configuration and scratch files; made if
 *     it is missing
 * @param bindAddress literal address of the interface to listen on
 * @param tlsPort 0 = any free
 * @param keyStore PKCS#12 with the server's key and certificate chain; read again within seconds
 *     when the file changes
 * @param keyStorePassword protects both the file and the key
 * @param plainPort port without TLS, 0 = any free; empty = none
 * @param maxConnections connections beyond are refused
 */
public record BrokerOptions(
        Path folder,
        String bindAddress,
        int tlsPort,
        Path keyStore,
        String keyStorePassword,
        OptionalInt plainPort,
        int maxConnections,
        Topics topics,
        DeviceAuth devices) {
    /** Under the 20 000 open files that a process commonly may have; downloads need some too. */
    public static final int MAX_CONNECTIONS = 15_000;

    private static final String ANY_ADDRESS = "0.0.0.0";

    /** Any free TLS port on all interfaces, no plain port, default topics and limits. */
    public static BrokerOptions of(
            Path folder, Path keyStore, String keyStorePassword, DeviceAuth devices) {
        return new BrokerOptions(
                folder,
                ANY_ADDRESS,
                0,
                keyStore,
                keyStorePassword,
                OptionalInt.empty(),
                MAX_CONNECTIONS,
                new Topics(Topics.DEFAULT_PREFIX),
                devices);
    }

    /** The same, listening there. */
    public BrokerOptions listeningOn(String address, int port) {
        return new BrokerOptions(
                folder,
                address,
                port,
                keyStore,
                keyStorePassword,
                plainPort,
                maxConnections,
                topics,
                devices);
    }

    /** The same, with a port without TLS besides. */
    public BrokerOptions withPlainPort(int port) {
        return new BrokerOptions(
                folder,
                bindAddress,
                tlsPort,
                keyStore,
                keyStorePassword,
                OptionalInt.of(port),
                maxConnections,
                topics,
                devices);
    }

    /** The same, under another topic prefix. */
    public BrokerOptions withTopics(Topics other) {
        return new BrokerOptions(
                folder,
                bindAddress,
                tlsPort,
                keyStore,
                keyStorePassword,
                plainPort,
                maxConnections,
                other,
                devices);
    }

    @Override
    public String toString() {
        return "BrokerOptions[" + bindAddress + ":" + tlsPort + ", folder=" + folder + "]";
    }
}
