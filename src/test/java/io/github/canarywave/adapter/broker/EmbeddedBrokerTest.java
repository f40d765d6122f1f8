package io.github.canarywave.adapter.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;

import javax.net.ssl.TrustManagerFactory;

/** Nobody speaks for another device; devices are the library's MQTT 3.1.1 and 5 clients. */
class EmbeddedBrokerTest {
    private static final String ID = "dev-1";
    private static final String OWN = "canarywave/v1/dev-1/";

    private static TestBroker test;

    @BeforeAll
    static void start() throws Exception {
        test = TestBroker.shared();
    }

    @ParameterizedTest
    @CsvSource({
        "report, false, 1",
        "report, false, 0",
        "state, true, 1",
        "state, false, 1",
        "online, true, 1",
        "online, false, 0"
    })
    void letsADeviceSayItsOwn(String kind, boolean retain, int qos) {
        Mqtt5BlockingClient five = five(ID);
        five.publish(message(OWN + kind, retain, qos));
        assertThat(five.getState().isConnected()).isTrue();
        five.disconnect();
        Mqtt3BlockingClient three = three(ID);
        publish(three, OWN + kind, retain, qos);
        three.disconnect();
    }

    @ParameterizedTest
    @CsvSource({
        "canarywave/v1/dev-2/report, false, publish-topic",
        "canarywave/v1/dev-2/state, true, publish-topic",
        "canarywave/v1/dev-1/command, false, publish-topic",
        "canarywave/v1/dev-1/ack, false, publish-topic",
        "canarywave/v1/dev-1/other, false, publish-topic",
        "canarywave/v1/dev-1/report/more, false, publish-topic",
        "canarywave/v1/dev-1, false, publish-topic",
        "canarywave/v2/dev-1/report, false, publish-topic",
        "/canarywave/v1/dev-1/report, false, publish-topic",
        "canarywave/v1/DEV-1/report, false, publish-topic",
        "canarywave/v1/canarywave-x/report, false, publish-topic",
        "elsewhere, false, publish-topic",
        "canarywave/v1/dev-1/report, true, publish-retain"
    })
    void refusesWhatADeviceMayNotSay(String topic, boolean retain, String reason) {
        long before = refused(reason);
        Mqtt5BlockingClient five = five(ID);
        assertThatThrownBy(() -> five.publish(message(topic, retain, 1)))
                .isInstanceOfSatisfying(
                        Mqtt5PubAckException.class,
                        e ->
                                assertThat(e.getMqttMessage().getReasonCode())
                                        .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED));
        Mqtt3BlockingClient three = three(ID);
        assertThatThrownBy(() -> publish(three, topic, retain, 1)).isNotNull();
        await().until(() -> !three.getState().isConnected());
        assertThat(refused(reason)).isEqualTo(before + 2);
        quit(five);
    }

    @ParameterizedTest
    @ValueSource(strings = {"command", "ack"})
    void letsADeviceHearItsOwn(String kind) {
        Mqtt5BlockingClient five = five(ID);
        assertThat(subscribe(five, OWN + kind)).isEqualTo(Mqtt5SubAckReasonCode.GRANTED_QOS_1);
        five.disconnect();
        Mqtt3BlockingClient three = three(ID);
        three.subscribeWith().topicFilter(OWN + kind).qos(MqttQos.AT_LEAST_ONCE).send();
        three.disconnect();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canarywave/v1/dev-2/command",
                "canarywave/v1/dev-2/ack",
                "canarywave/v1/dev-1/report",
                "canarywave/v1/dev-1/state",
                "canarywave/v1/dev-1/#",
                "canarywave/v1/dev-1/+",
                "canarywave/v1/+/command",
                "canarywave/+/dev-1/command",
                "canarywave/v1/#",
                "+/+/+/+",
                "#",
                "$SYS/#",
                "$share/group/canarywave/v1/dev-1/command",
                "$share/group/canarywave/v1/+/command",
                "$share/group/#"
            })
    void refusesWhatADeviceMayNotHear(String filter) {
        long before = refused("subscribe");
        Mqtt5BlockingClient five = five(ID);
        assertThatThrownBy(() -> subscribe(five, filter))
                .isInstanceOfSatisfying(
                        Mqtt5SubAckException.class,
                        e ->
                                assertThat(e.getMqttMessage().getReasonCodes())
                                        .containsExactly(Mqtt5SubAckReasonCode.NOT_AUTHORIZED));
        quit(five);
        Mqtt3BlockingClient three = three(ID);
        assertThatThrownBy(() -> three.subscribeWith().topicFilter(filter).send())
                .isInstanceOf(Mqtt3SubAckException.class);
        three.disconnect();
        assertThat(refused("subscribe")).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @CsvSource({
        "canarywave/v1/dev-2/online",
        "canarywave/v1/dev-1/report",
        "canarywave/v1/dev-1/state",
        "canarywave/v1/dev-1/command",
        "elsewhere"
    })
    void refusesALastWillThatIsNotTheDevicesOwn(String topic) {
        long before = refused("will");
        assertThatThrownBy(() -> five(ID, ID, TestBroker.tokenOf(ID), topic))
                .isInstanceOfSatisfying(
                        Mqtt5ConnAckException.class,
                        e ->
                                assertThat(e.getMqttMessage().getReasonCode())
                                        .isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED));
        assertThatThrownBy(
                        () ->
                                client3(ID)
                                        .connectWith()
                                        .simpleAuth()
                                        .username(ID)
                                        .password(bytes(TestBroker.tokenOf(ID)))
                                        .applySimpleAuth()
                                        .willPublish()
                                        .topic(topic)
                                        .payload(bytes("{}"))
                                        .applyWillPublish()
                                        .send())
                .isInstanceOf(Mqtt3ConnAckException.class);
        assertThat(refused("will")).isEqualTo(before + 2);
    }

    @Test
    void takesTheLastWillThatSaysTheDeviceIsGone() {
        Mqtt5BlockingClient five = five(ID, ID, TestBroker.tokenOf(ID), OWN + "online");
        assertThat(five.getState().isConnected()).isTrue();
        five.disconnect();
    }

    @ParameterizedTest
    @CsvSource({
        "dev-1, dev-1, token-of-dev-2, BAD_USER_NAME_OR_PASSWORD, bad-credentials",
        "dev-1, dev-1, '', BAD_USER_NAME_OR_PASSWORD, bad-credentials",
        "dev-1, '', token-of-dev-1, BAD_USER_NAME_OR_PASSWORD, no-credentials",
        "dev-1, dev-2, token-of-dev-2, NOT_AUTHORIZED, id-mismatch",
        "canarywave-x, canarywave-x, token-of-canarywave-x, NOT_AUTHORIZED, server-id",
        "canarywave-sub-abcdef, dev-1, token-of-dev-1, NOT_AUTHORIZED, server-id",
        "canarywave-sub-abcdef, canarywave-server, guess, NOT_AUTHORIZED, server-id",
        "dev-1, canarywave-server, guess, NOT_AUTHORIZED, id-mismatch",
        "dev-broken, dev-broken, token-of-dev-broken, SERVER_UNAVAILABLE, auth-unavailable"
    })
    void refusesWhoCannotShowWhoItIs(
            String id, String user, String token, Mqtt5ConnAckReasonCode code, String reason) {
        long before = refused(reason);
        assertThatThrownBy(() -> five(id, user, token, OWN + "online"))
                .isInstanceOfSatisfying(
                        Mqtt5ConnAckException.class,
                        e -> assertThat(e.getMqttMessage().getReasonCode()).isEqualTo(code));
        assertThatThrownBy(() -> three(id, user, token))
                .isInstanceOfSatisfying(
                        Mqtt3ConnAckException.class,
                        e -> assertThat(e.getMqttMessage().getReturnCode().isError()).isTrue());
        assertThat(refused(reason)).isEqualTo(before + 2);
    }

    @Test
    void refusesWhoShowsNothing() {
        assertThatThrownBy(() -> client5(ID).connect()).isInstanceOf(Mqtt5ConnAckException.class);
        assertThatThrownBy(() -> client3(ID).connect()).isInstanceOf(Mqtt3ConnAckException.class);
    }

    @Test
    void admitsNoDeviceWithTheServersPassword() {
        ServerCredentials server = test.broker().serverCredentials();
        assertThatThrownBy(() -> five(ID, server.userName(), server.password(), OWN + "online"))
                .isInstanceOf(Mqtt5ConnAckException.class);
        assertThat(server.toString()).doesNotContain(server.password());
    }

    @Test
    void letsTheServerHearAndSayEverythingOfOursAndNothingElse() {
        Mqtt5BlockingClient server = server("canarywave-sub-test01");
        assertThat(subscribe(server, "canarywave/v1/+/report"))
                .isEqualTo(Mqtt5SubAckReasonCode.GRANTED_QOS_1);
        assertThatThrownBy(() -> subscribe(server, "#")).isInstanceOf(Mqtt5SubAckException.class);
        assertThatThrownBy(() -> server.publish(message("elsewhere", false, 1)))
                .isInstanceOf(Mqtt5PubAckException.class);
        quit(server);
    }

    @Test
    void refusesAPacketThatIsTooLarge() {
        Mqtt5BlockingClient five =
                Mqtt5Client.builder()
                        .identifier(ID)
                        .serverHost("127.0.0.1")
                        .serverPort(test.plainPort())
                        .buildBlocking();
        five.connect(login(ID, TestBroker.tokenOf(ID)).restrictions().applyRestrictions().build());
        Mqtt3BlockingClient three = three("dev-2");
        byte[] large = new byte[5_000];
        assertThatThrownBy(
                        () ->
                                five.publish(
                                        Mqtt5Publish.builder()
                                                .topic(OWN + "report")
                                                .payload(large)
                                                .qos(MqttQos.AT_LEAST_ONCE)
                                                .build()))
                .isNotNull();
        assertThatThrownBy(
                        () ->
                                three.publishWith()
                                        .topic("canarywave/v1/dev-2/report")
                                        .payload(large)
                                        .qos(MqttQos.AT_LEAST_ONCE)
                                        .send())
                .isNotNull();
        await().until(() -> !three.getState().isConnected());
        quit(five);
    }

    @Test
    void endsAConnectionThatPublishesExactlyOnce() {
        Mqtt3BlockingClient three = three(ID);
        assertThatThrownBy(() -> publish(three, OWN + "report", false, 2)).isNotNull();
        await().until(() -> !three.getState().isConnected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksTls(String version) throws Exception {
        Mqtt5BlockingClient client =
                Mqtt5Client.builder()
                        .identifier(ID)
                        .serverHost("localhost")
                        .serverPort(test.broker().tlsPort())
                        .sslConfig(
                                MqttClientSslConfig.builder()
                                        .trustManagerFactory(trust())
                                        .protocols(List.of(version))
                                        .build())
                        .buildBlocking();
        client.connect(login(ID, TestBroker.tokenOf(ID)).build());
        client.disconnect();
    }

    @Test
    void listensOnNoPlainPortUnlessAskedAndLeavesNoPasswordBehind(@TempDir Path folder)
            throws Exception {
        TestCertificate certificate = TestCertificate.in(folder);
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(TestBroker.options(folder, certificate))) {
            assertThat(broker.plainPort()).isEmpty();
            assertThat(broker.tlsPort()).isPositive();
            assertThat(broker.serverCredentials()).isNotEqualTo(test.broker().serverCredentials());
            try (var files = Files.walk(folder.resolve("broker"))) {
                assertThat(files.filter(f -> f.toString().contains("config"))).isEmpty();
            }
        }
    }

    @Test
    void saysWhichPortIsTaken(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.in(folder);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BrokerOptions options =
                    TestBroker.options(folder, certificate)
                            .listeningOn("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> EmbeddedBroker.start(options))
                    .isInstanceOf(BrokerStartFailed.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    private static long refused(String reason) {
        return test.broker().refusals().getOrDefault(reason, 0L);
    }

    private static Mqtt5SubAckReasonCode subscribe(Mqtt5BlockingClient client, String filter) {
        return client.subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .getReasonCodes()
                .getFirst();
    }

    private static Mqtt5Publish message(String topic, boolean retain, int qos) {
        return Mqtt5Publish.builder()
                .topic(topic)
                .payload(bytes("{}"))
                .qos(qos(qos))
                .retain(retain)
                .build();
    }

    private static void publish(Mqtt3BlockingClient client, String topic, boolean retain, int qos) {
        client.publishWith().topic(topic).payload(bytes("{}")).qos(qos(qos)).retain(retain).send();
    }

    private static MqttQos qos(int code) {
        return switch (code) {
            case 0 -> MqttQos.AT_MOST_ONCE;
            case 1 -> MqttQos.AT_LEAST_ONCE;
            default -> MqttQos.EXACTLY_ONCE;
        };
    }

    private static Mqtt5BlockingClient five(String id) {
        return five(id, id, TestBroker.tokenOf(id), OWN + "online");
    }

    private static Mqtt5BlockingClient five(String id, String user, String token, String will) {
        Mqtt5BlockingClient client = client5(id);
        client.connect(
                login(user, token)
                        .willPublish()
                        .topic(will)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(true)
                        .applyWillPublish()
                        .build());
        return client;
    }

    private static Mqtt5BlockingClient server(String id) {
        ServerCredentials server = test.broker().serverCredentials();
        Mqtt5BlockingClient client = client5(id);
        client.connect(login(server.userName(), server.password()).build());
        return client;
    }

    private static com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder login(
            String user, String token) {
        return Mqtt5Connect.builder()
                .simpleAuth()
                .username(user)
                .password(bytes(token))
                .applySimpleAuth();
    }

    private static Mqtt5BlockingClient client5(String id) {
        return Mqtt5Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(test.plainPort())
                .buildBlocking();
    }

    private static Mqtt3BlockingClient three(String id) {
        return three(id, id, TestBroker.tokenOf(id));
    }

    private static Mqtt3BlockingClient three(String id, String user, String token) {
        Mqtt3BlockingClient client = client3(id);
        client.connectWith()
                .simpleAuth()
                .username(user)
                .password(bytes(token))
                .applySimpleAuth()
                .send();
        return client;
    }

    private static Mqtt3BlockingClient client3(String id) {
        return Mqtt3Client.builder()
                .identifier(id)
                .serverHost("127.0.0.1")
                .serverPort(test.plainPort())
                .buildBlocking();
    }

    /** The broker may have ended it already, or end it meanwhile. */
    private static void quit(Mqtt5BlockingClient client) {
        try {
            client.disconnect();
        } catch (MqttClientStateException e) {
            assertThat(client.getState().isConnected()).isFalse();
        }
    }

    private static TrustManagerFactory trust() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(test.certificate().keyStore())) {
            store.load(in, test.certificate().password().toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", store.getCertificate("server"));
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
