package io.github.canarywave.adapter.broker;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;

import io.github.canarywave.adapter.broker.extension.Doorman;
import io.github.canarywave.adapter.broker.extension.House;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;

/**
 * The MQTT broker inside our process: HiveMQ CE in memory. It forgets everything when it stops;
 * what counts is in the store and in the devices. Safe from any thread.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    /** A commit of so many rows takes a few milliseconds. */
    private static final int BATCH_MESSAGES = 1_000;

    /** As many as a session key has. */
    private static final int PASSWORD_BYTES = 32;

    private final EmbeddedHiveMQ broker;
    private final Rules rules;
    private final ServerCredentials server;
    private final ProbeCredentials probes;
    private final House house;

    private EmbeddedBroker(
            EmbeddedHiveMQ broker,
            Rules rules,
            ServerCredentials server,
            ProbeCredentials probes,
            House house) {
        this.broker = broker;
        this.rules = rules;
        this.server = server;
        this.probes = probes;
        this.house = house;
    }

    /**
     * Starts it and returns when it listens, after about a second.
     *
     * @throws BrokerStartFailed when a port is taken, the key store cannot be read and the like
     */
    public static EmbeddedBroker start(BrokerOptions options) {
        return start(options, newCredentials());
    }

    static EmbeddedBroker start(BrokerOptions options, ServerCredentials server) {
        checkFree(options.bindAddress(), options.tlsPort());
        options.plainPort().ifPresent(port -> checkFree(options.bindAddress(), port));
        ProbeCredentials probes = new ProbeCredentials(newPassword(), newPassword());
        House house =
                new House(
                        options.topics(),
                        new StoredGuests(options.devices(), server, probes),
                        options.certificates().use());
        Rules rules = new Rules(house);
        EmbeddedBroker started =
                new EmbeddedBroker(run(options, rules), rules, server, probes, house);
        LOG.info("broker listens address={} tls_port={}", options.bindAddress(), started.tlsPort());
        return started;
    }

    /** The port with TLS. */
    public int tlsPort() {
        return rules.port(ListenerType.TLS_TCP_LISTENER).orElseThrow();
    }

    /** The port without TLS, if one was asked for. */
    public OptionalInt plainPort() {
        return rules.port(ListenerType.TCP_LISTENER);
    }

    /** With these, a client id that begins with {@code canarywave-} may use every topic of ours. */
    public ServerCredentials serverCredentials() {
        return server;
    }

    /** With these, the two throw-away devices log in; they have the rights of devices. */
    public ProbeCredentials probeCredentials() {
        return probes;
    }

    /**
     * How often something was refused, by a short kebab-case reason; reasons of no case are absent.
     */
    public Map<String, Long> refusals() {
        return house.refusals();
    }

    /** Stops it; takes about 4 s. */
    @Override
    public void close() {
        stop(broker);
    }

    private static void stop(EmbeddedHiveMQ broker) {
        try {
            broker.stop().join();
        } catch (CompletionException e) {
            LOG.warn("broker did not stop in good order", e);
        }
    }

    private static EmbeddedHiveMQ run(BrokerOptions options, Rules rules) {
        // The broker sends a batch, waits until all of it is acknowledged, sends the next: with its
        // own 50 one subscriber hears at most 50 reports per commit.
        InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = BATCH_MESSAGES;
        InternalConfigurations.PUBLISH_POLL_BATCH_SIZE = BATCH_MESSAGES;
        Path configuration = options.folder().resolve("conf");
        EmbeddedHiveMQ broker = build(options, configuration, rules);
        try {
            Path file = BrokerConfig.write(configuration, options);
            try {
                broker.start().join();
            } finally {
                Files.delete(file);
            }
            return broker;
        } catch (IOException | CompletionException e) {
            stop(broker);
            throw new BrokerStartFailed(
                    "broker cannot start on "
                            + options.bindAddress()
                            + ":"
                            + options.tlsPort()
                            + " with key store "
                            + options.keyStore()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static EmbeddedHiveMQ build(BrokerOptions options, Path configuration, Rules rules) {
        return EmbeddedHiveMQ.builder()
                .withConfigurationFolder(made(configuration))
                .withDataFolder(made(options.folder().resolve("data")))
                .withExtensionsFolder(made(options.folder().resolve("extensions")))
                .withEmbeddedExtension(
                        EmbeddedExtension.builder()
                                .withId("canarywave")
                                .withName("Canarywave")
                                .withVersion("1")
                                .withExtensionMain(rules)
                                .build())
                .withoutLoggingBootstrap()
                .build();
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BrokerStartFailed("broker folder " + folder + " cannot be made", e);
        }
    }

    /** The broker only logs it when one of its ports is taken, and goes on without. */
    private static void checkFree(String address, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException e) {
            throw new BrokerStartFailed(
                    "broker cannot listen on "
                            + address
                            + ":"
                            + port
                            + ": "
                            + e.getMessage()
                            + ". Stop what listens there or choose another port",
                    e);
        }
    }

    private static ServerCredentials newCredentials() {
        return new ServerCredentials(Doorman.SERVER, newPassword());
    }

    private static String newPassword() {
        byte[] password = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(password);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(password);
    }
}
