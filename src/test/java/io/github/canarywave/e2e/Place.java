package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.brokers.HiveMqProcess;
import io.github.canarywave.brokers.MosquittoProcess;
import io.github.canarywave.brokers.OutsideBroker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * A server, and the broker through which devices find it: its own, or one outside as we prepare it.
 */
final class Place implements AutoCloseable {
    /** Where {@code sim run} keeps names and tokens of its devices, below the folder. */
    private static final String FLEET = "data/demo/sim-devices.csv";

    final Site site;
    private final Broker broker;
    private final Optional<OutsideBroker> outside;

    /** The brokers that we support. */
    enum Broker {
        EMBEDDED,
        MOSQUITTO,
        HIVEMQ
    }

    private Place(Site site, Broker broker, Optional<OutsideBroker> outside) {
        this.site = site;
        this.broker = broker;
        this.outside = outside;
    }

    /** Starts both, with a release key, in this folder. */
    static Place start(Broker broker, Path folder) throws IOException {
        Path key = ReleaseKey.in(folder);
        Path data = folder.resolve("data");
        return switch (broker) {
            case EMBEDDED ->
                    new Place(
                            Site.serve(folder, key, "--mqtt-port", "0"), broker, Optional.empty());
            case MOSQUITTO -> behind(MosquittoProcess.prepared(data), broker, folder, key);
            case HIVEMQ -> behind(HiveMqProcess.prepared(data), broker, folder, key);
        };
    }

    /** With its own broker and two release keys, the second made by {@code release key new}. */
    static Place withTwoKeys(Path folder, String second) throws IOException {
        Path first = ReleaseKey.in(folder);
        Program.start(folder, "release", "key", "new", second).end(Duration.ofSeconds(30));
        String half = second.replace(".pem", ".pub.pem");
        Site site = Site.serve(folder, first, "--release-public-key", half, "--mqtt-port", "0");
        return new Place(site, Broker.EMBEDDED, Optional.empty());
    }

    private static Place behind(OutsideBroker outside, Broker broker, Path folder, Path key)
            throws IOException {
        String url = "mqtts://localhost:" + outside.port();
        String access = outside.accessFile().toString();
        try {
            return new Place(
                    Site.serve(folder, key, "--broker", url, "--broker-access", access),
                    broker,
                    Optional.of(outside));
        } catch (AssertionError | RuntimeException | IOException e) {
            outside.close();
            throw e;
        }
    }

    int brokerPort() {
        return site.mqttPort;
    }

    /** Registers a device at server and broker and gives its token. */
    String register(String device) {
        String token = site.register(device);
        outside.ifPresent(it -> it.admit(device, token));
        return token;
    }

    /** Lets the devices of {@code sim run} in, as broker-config/README.md says. */
    void admitFleet() throws IOException {
        switch (broker) {
            case EMBEDDED -> {}
            case MOSQUITTO -> append(outside.orElseThrow());
            case HIVEMQ -> {
                Path credentials = outside.orElseThrow().users().resolveSibling(".");
                said("broker", "devices", "--out", credentials.toString());
            }
        }
    }

    private void append(OutsideBroker mosquitto) throws IOException {
        String users = said("broker", "users", "--for", "mosquitto", "--tokens", FLEET);
        Files.writeString(mosquitto.users(), users, StandardOpenOption.APPEND);
        mosquitto.reload();
    }

    private String said(String... arguments) {
        Program.Ended ended = site.run(arguments);
        assertThat(ended.exit()).as(ended.toString()).isZero();
        return ended.out();
    }

    @Override
    public void close() {
        site.close();
        outside.ifPresent(OutsideBroker::close);
    }
}
