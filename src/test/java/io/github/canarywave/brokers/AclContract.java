package io.github.canarywave.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import io.github.canarywave.brokers.Peer.Version;
import io.github.canarywave.brokers.Peer.Who;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Nobody speaks for another device, and nobody hears what is said to it: what each broker that we
 * ship rules for promises, whatever it answers. Judged by what the server and the other device
 * hear.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AclContract {
    private static final String PREFIX = "canarywave/v1/";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Guarded broker;
    private MqttClientSslConfig tls;
    private Peer server;
    private Peer speaker;
    private Peer victim;

    /** A broker of this kind that lets in dev-1, dev-2 and the server. */
    abstract Guarded start() throws Exception;

    @BeforeAll
    void begin() throws Exception {
        broker = start();
        tls = Tls.trusting(broker.pki().caFile());
        server = peer(Version.MQTT_5, broker.server());
        assertThat(server.connect()).as("server").isTrue();
        speaker = peer(Version.MQTT_5, broker.speaker());
        assertThat(speaker.connect()).as("speaker").isTrue();
        for (String kind : List.of("report", "state", "online"))
            assertThat(server.subscribe(PREFIX + "+/" + kind)).as(kind).isTrue();
        victim = device(Version.MQTT_5, "dev-2");
        assertThat(victim.subscribe(PREFIX + "dev-2/command")).isTrue();
        assertThat(victim.subscribe(PREFIX + "dev-2/ack")).isTrue();
        assertThat(victim.publish(PREFIX + "dev-2/state", "kept-state", true)).isTrue();
        assertThat(victim.publish(PREFIX + "dev-2/online", "kept-online", true)).isTrue();
        await().atMost(PATIENCE).until(() -> server.hasHeard("kept-online"));
    }

    @AfterAll
    void end() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatADeviceSaysOfItselfIsHeard(Version version) {
        try (Peer device = device(version, "dev-1")) {
            for (String kind : List.of("report", "state", "online")) {
                String text = fresh();
                assertThat(device.publish(PREFIX + "dev-1/" + kind, text, false)).isTrue();
                await().atMost(PATIENCE).until(() -> server.hasHeard(text));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSaidToADeviceIsHeard(Version version) {
        try (Peer device = device(version, "dev-1")) {
            for (String kind : List.of("command", "ack")) {
                assertThat(device.subscribe(PREFIX + "dev-1/" + kind)).isTrue();
                String text = fresh();
                assertThat(speaker.publish(PREFIX + "dev-1/" + kind, text, false)).isTrue();
                await().atMost(PATIENCE).until(() -> device.hasHeard(text));
            }
        }
    }

    static Stream<Arguments> foreignWords() {
        return each(
                "dev-2/report",
                "dev-2/state",
                "dev-2/online",
                "dev-2/command",
                "dev-2/ack",
                "canarywave-server/report",
                "DEV-2/report");
    }

    @ParameterizedTest
    @MethodSource("foreignWords")
    void nobodySpeaksForAnother(Version version, String topic) {
        for (boolean retain : new boolean[] {false, true}) {
            String text = fresh();
            try (Peer device = device(version, "dev-1")) {
                device.publish(PREFIX + topic, text, retain);
            }
            everythingBeforeIsDelivered();
            assertThat(server.hasHeard(text)).as("server heard %s", topic).isFalse();
            assertThat(victim.hasHeard(text)).as("dev-2 heard %s", topic).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceDoesNotCommandItself(Version version) {
        try (Peer listener = device(version, "dev-1")) {
            assertThat(listener.subscribe(PREFIX + "dev-1/command")).isTrue();
            assertThat(listener.subscribe(PREFIX + "dev-1/ack")).isTrue();
            String text = fresh();
            String last = fresh();
            listener.publish(PREFIX + "dev-1/command", text, false);
            listener.publish(PREFIX + "dev-1/ack", text, false);
            speaker.publish(PREFIX + "dev-1/command", last, false);
            await().atMost(PATIENCE).until(() -> listener.hasHeard(last) || !listener.connected());
            assertThat(listener.hasHeard(text)).isFalse();
        }
    }

    static Stream<Arguments> foreignEars() {
        return each(
                "canarywave/v1/dev-2/command",
                "canarywave/v1/dev-2/ack",
                "canarywave/v1/dev-2/report",
                "canarywave/v1/dev-2/state",
                "canarywave/v1/dev-2/online",
                "canarywave/v1/dev-2/#",
                "canarywave/v1/dev-2/+",
                "canarywave/v1/+/command",
                "canarywave/v1/+/state",
                "canarywave/+/dev-2/command",
                "+/v1/dev-2/command",
                "canarywave/v1/#",
                "canarywave/#",
                "+/+/+/+",
                "#",
                "+/#",
                "$SYS/#",
                "$share/group/canarywave/v1/dev-2/command",
                "$share/group/canarywave/v1/+/command",
                "$share/group/canarywave/v1/#",
                "$share/group/#");
    }

    @ParameterizedTest
    @MethodSource("foreignEars")
    void nobodyHearsWhatIsSaidToAnother(Version version, String filter) {
        try (Peer device = device(version, "dev-1")) {
            assertThat(device.subscribe(PREFIX + "dev-1/command")).isTrue();
            device.subscribe(filter);
            String text = fresh();
            for (String kind : List.of("command", "ack"))
                assertThat(speaker.publish(PREFIX + "dev-2/" + kind, text, false)).isTrue();
            for (String kind : List.of("report", "state", "online"))
                assertThat(victim.publish(PREFIX + "dev-2/" + kind, text, false)).isTrue();
            await().atMost(PATIENCE).until(() -> victim.hasHeard(text) && server.hasHeard(text));
            String last = fresh();
            speaker.publish(PREFIX + "dev-1/command", last, false);
            await().atMost(PATIENCE).until(() -> device.hasHeard(last) || !device.connected());
            assertThat(device.heard())
                    .allMatch(message -> message.topic().equals(PREFIX + "dev-1/command"));
        }
    }

    /**
     * What a device may know of itself by a wildcard is no secret, but what it says is not told.
     */
    @ParameterizedTest
    @EnumSource
    void aDeviceHearsNothingButCommandsAndAcks(Version version) {
        try (Peer device = device(version, "dev-1")) {
            assertThat(device.subscribe(PREFIX + "dev-1/command")).isTrue();
            device.subscribe(PREFIX + "dev-1/#");
            device.subscribe(PREFIX + "dev-1/report");
            device.subscribe(PREFIX + "dev-1/state");
            String text = fresh();
            device.publish(PREFIX + "dev-1/report", text, false);
            await().atMost(PATIENCE).until(() -> server.hasHeard(text));
            String last = fresh();
            speaker.publish(PREFIX + "dev-1/command", last, false);
            await().atMost(PATIENCE).until(() -> device.hasHeard(last) || !device.connected());
            assertThat(device.hasHeard(text)).isFalse();
        }
    }

    static Stream<Arguments> foreignWills() {
        return each("dev-2/online", "dev-2/report", "dev-2/state", "dev-2/command", "dev-2/ack");
    }

    @ParameterizedTest
    @MethodSource("foreignWills")
    void nobodyLeavesAWillForAnother(Version version, String topic) {
        Peer device = peer(version, Who.of("dev-1", broker.token("dev-1")));
        if (device.connectWithWill(PREFIX + topic)) endWithWill(version, device);
        everythingBeforeIsDelivered();
        assertThat(server.hasHeard(PREFIX + topic)).isFalse();
        assertThat(victim.hasHeard(PREFIX + topic)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aDevicesOwnWillIsHeard(Version version) {
        int before = heard(PREFIX + "dev-1/online");
        Peer device = peer(version, Who.of("dev-1", broker.token("dev-1")));
        assertThat(device.connectWithWill(PREFIX + "dev-1/online")).isTrue();
        endWithWill(version, device);
        await().atMost(PATIENCE).until(() -> heard(PREFIX + "dev-1/online") > before);
    }

    private int heard(String text) {
        return (int) server.heard().stream().filter(m -> m.text().equals(text)).count();
    }

    /** Another connection of the same id ends the first one without a farewell. */
    private void endWithWill(Version version, Peer device) {
        try (Peer _ = device(version, "dev-1")) {
            await().atMost(PATIENCE).until(() -> !device.connected());
        }
    }

    static Stream<Arguments> falseLogins() {
        return Stream.of(Version.values())
                .flatMap(
                        version ->
                                Stream.of(
                                                new Login("dev-2", "dev-1", "token-of-dev-1"),
                                                new Login("dev-2", "dev-2", "token-of-dev-1"),
                                                new Login("dev-2", "dev-2", ""),
                                                new Login("dev-2", "", ""),
                                                new Login("dev-2", "dev-1", "token-of-dev-2"),
                                                new Login("dev-2", "DEV-2", "token-of-dev-2"),
                                                new Login("nobody", "nobody", "token-of-nobody"),
                                                new Login("SERVER", "dev-1", "token-of-dev-1"),
                                                new Login("SERVER", "SERVER", "token-of-dev-1"),
                                                new Login("dev-1", "SERVER", "token-of-dev-1"),
                                                new Login(
                                                        "canarywave-x", "dev-1", "token-of-dev-1"),
                                                new Login(
                                                        "canarywave-x",
                                                        "canarywave-x",
                                                        "token-of-canarywave-x"))
                                        .map(login -> Arguments.of(version, login)));
    }

    /** SERVER stands for the server's own client id or user name; an empty user for no login. */
    record Login(String clientId, String user, String password) {
        Who who(Who server) {
            String id = clientId.equals("SERVER") ? server.clientId() : clientId;
            String name = user.equals("SERVER") ? server.user().orElseThrow() : user;
            return name.isEmpty()
                    ? new Who(id, Optional.empty(), Optional.empty())
                    : Who.of(id, name, password);
        }
    }

    @ParameterizedTest
    @MethodSource("falseLogins")
    void nobodyIsAnotherByAFalseLogin(Version version, Login login) {
        String text = fresh();
        Who who = login.who(broker.server());
        try (Peer stranger = peer(version, who)) {
            if (stranger.connect()) {
                stranger.publish(PREFIX + who.clientId() + "/report", text, false);
                stranger.publish(PREFIX + "dev-2/report", text, false);
                stranger.publish(PREFIX + "dev-2/command", text, false);
                stranger.subscribe(PREFIX + "dev-2/command");
                stranger.subscribe(PREFIX + "#");
            }
            String said = fresh();
            assertThat(speaker.publish(PREFIX + "dev-2/command", said, false)).isTrue();
            await().atMost(PATIENCE).until(() -> victim.hasHeard(said));
            everythingBeforeIsDelivered();
            assertThat(stranger.heard()).as("heard by the stranger").isEmpty();
        }
        assertThat(server.hasHeard(text)).as("server heard the stranger").isFalse();
        assertThat(victim.hasHeard(text)).as("dev-2 heard the stranger").isFalse();
        assertThat(server.connected()).as("server keeps its connection").isTrue();
        assertThat(victim.connected()).as("dev-2 keeps its connection").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theServerIsNotLetInWithoutItsPassword(Version version) {
        Who right = broker.server();
        Who wrong = Who.of(right.clientId(), right.user().orElseThrow(), "guess");
        try (Peer stranger = peer(version, wrong)) {
            assertThat(stranger.connect()).isFalse();
        }
        assertThat(server.connected()).isTrue();
    }

    /** What dev-2 says now comes after all that the broker took before. */
    private void everythingBeforeIsDelivered() {
        String last = fresh();
        assertThat(victim.publish(PREFIX + "dev-2/report", last, false)).isTrue();
        String ack = fresh();
        assertThat(speaker.publish(PREFIX + "dev-2/ack", ack, false)).isTrue();
        await().atMost(PATIENCE).until(() -> server.hasHeard(last) && victim.hasHeard(ack));
    }

    private static Stream<Arguments> each(String... cases) {
        return Stream.of(Version.values())
                .flatMap(v -> Stream.of(cases).map(one -> Arguments.of(v, one)));
    }

    private Peer device(Version version, String id) {
        Peer device = peer(version, Who.of(id, broker.token(id)));
        assertThat(device.connect()).as(id).isTrue();
        return device;
    }

    private Peer peer(Version version, Who who) {
        return new Peer(version, broker.port(), tls, who);
    }

    private static String fresh() {
        return "text-" + NUMBER.incrementAndGet();
    }
}
