package io.github.canarywave.adapter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.canarywave.adapter.broker.ServerCredentials;
import io.github.canarywave.adapter.broker.TestBroker;
import io.github.canarywave.app.BrokerUnavailable;
import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Inbox;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.SessionId;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Reports reach the inbox, commands reach devices, over the real broker. */
class MqttLinkTest {
    private final Instant soon = Instant.now().plus(Duration.ofHours(1));
    private static final AtomicInteger DEVICES = new AtomicInteger();
    // Of its own: what another test had devices leave behind would come at any time.
    private static TestBroker test;

    private final Inbox inbox = new Inbox();
    private final String id = "link-" + DEVICES.incrementAndGet();
    private volatile boolean halted;
    private MqttLink link;
    private TestDevice device;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        test = TestBroker.in(folder);
    }

    @AfterAll
    static void stop() {
        test.broker().close();
    }

    @BeforeEach
    void open() throws Exception {
        link = MqttLink.open(options(), inbox);
        device = new TestDevice(id, test.plainPort());
        patiently().until(() -> link.ready() && link.subscribedFor().isPositive());
        // Earlier tests left retained words behind, as devices do.
        patiently().during(Duration.ofMillis(50)).until(() -> inbox.take(1_000).isEmpty());
    }

    @AfterEach
    void close() {
        device.close();
        link.close();
    }

    @Test
    void acknowledgesAReportToTheBrokerOnlyAfterItIsOnDisk() {
        device.say("report", bytes(report(1))).join();
        Heard heard = next();
        assertThat(heard)
                .isInstanceOfSatisfying(
                        Heard.Reported.class,
                        r -> {
                            assertThat(r.device()).isEqualTo(new DeviceId(id));
                            assertThat(r.report().seq()).hasValue(1);
                        });
        link.cut();
        // Nobody called stored(), so the broker says it again, and once it is stored, no more.
        Heard again = next();
        assertThat(again).isInstanceOf(Heard.Reported.class);
        again.receipt().stored();
        heard.receipt().stored();
        patiently().until(() -> link.counts().stored() == 2 && link.subscribedFor().isPositive());
        link.cut();
        patiently().until(() -> link.subscribedFor().isZero());
        patiently().until(() -> link.subscribedFor().isPositive());
        device.say("report", bytes(report(2))).join();
        assertThat(next())
                .isInstanceOfSatisfying(
                        Heard.Reported.class, r -> assertThat(r.report().seq()).hasValue(2));
    }

    @Test
    void repeatsWhatWasNotStoredWhenReceiptsComeInAnyOrder() {
        device.say("report", bytes(report(1))).join();
        Heard first = next();
        // The broker sends what came meanwhile in one go once all before is acknowledged.
        for (int seq = 2; seq <= 4; seq++) device.say("report", bytes(report(seq))).join();
        first.receipt().stored();
        List<Heard> batch = List.of(next(), next(), next());
        batch.get(2).receipt().stored();
        batch.get(0).receipt().stored();
        patiently().until(() -> link.counts().stored() == 3);
        link.cut();
        assertThat(((Heard.Reported) next()).report().seq()).hasValue(3);
    }

    @Test
    void hearsHundredsOfReportsBeforeTheFirstIsStored() {
        device.say("report", bytes(report(1))).join();
        Heard first = next();
        for (int seq = 2; seq <= 301; seq++) device.say("report", bytes(report(seq))).join();
        first.receipt().stored();
        patiently().until(() -> inbox.size() == 300);
        assertThat(link.counts().stored()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"report", "state", "online"})
    void survivesGarbage(String kind) {
        Random random = new Random(7);
        List<byte[]> garbage =
                new ArrayList<>(
                        List.of(
                                bytes(""),
                                bytes("{"),
                                bytes("null"),
                                bytes("[]"),
                                bytes("{\"session\":1}"),
                                bytes("x".repeat(3_000)),
                                bytes("[".repeat(200)),
                                new byte[] {(byte) 0xC3, 0x28}));
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            garbage.add(noise);
        }
        for (byte[] payload : garbage) {
            device.say(kind, payload).join();
            Heard heard = next();
            assertThat(heard)
                    .isInstanceOfSatisfying(
                            Heard.Unreadable.class,
                            u -> {
                                assertThat(u.reason()).matches("[a-z0-9-]+");
                                assertThat(u.why()).hasSizeLessThanOrEqualTo(200);
                            });
            heard.receipt().stored();
        }
        assertThat(link.counts().rejected().values().stream().mapToLong(n -> n).sum())
                .isEqualTo(garbage.size());
        device.say("report", bytes(report(1))).join();
        assertThat(next()).isInstanceOf(Heard.Reported.class);
    }

    @Test
    void hearsBirthsAndOnlineNotices() {
        device.say("online", bytes("{\"online\":true,\"session\":\"k3Zq9w\",\"connect\":1}"))
                .join();
        Heard told = next();
        assertThat(told).isInstanceOf(Heard.Told.class);
        told.receipt().stored();
        device.say(
                        "state",
                        bytes(
                                "{\"protocol\":1,\"model\":\"m\",\"version\":\"1\",\"security_version\":0,"
                                        + "\"boot\":0,\"boot_reason\":\"power\",\"session\":\"k3Zq9w\","
                                        + "\"connect\":1,\"epoch\":0,\"counter\":0}"))
                .join();
        assertThat(next()).isInstanceOf(Heard.Born.class);
        assertThat(link.counts().received()).containsEntry("online", 1L).containsEntry("state", 1L);
    }

    @Test
    void hearsWhatWasSaidAtMostOnceAndOwesNothingForIt() {
        device.say("report", bytes(report(1)), MqttQos.AT_MOST_ONCE).join();
        Heard heard = next();
        assertThat(heard.receipt()).isSameAs(Heard.Receipt.NONE);
        device.say("report", bytes(report(2))).join();
        assertThat(next()).isInstanceOf(Heard.Reported.class);
    }

    @Test
    void keepsAReportUnacknowledgedWhileTheInboxIsFull() {
        Heard filler = new Heard.Served(1, 1, false);
        while (inbox.offer(filler)) {}
        device.say("report", bytes(report(2)), MqttQos.AT_MOST_ONCE).join();
        patiently().until(() -> link.counts().lost() == 1);
        device.say("report", bytes(report(1))).join();
        patiently().until(() -> link.counts().postponed() == 1);
        assertThat(link.counts().stored()).isZero();
        inbox.take(Inbox.LIMIT);
        assertThat(((Heard.Reported) next()).report().seq()).hasValue(1);
        assertThat(link.counts().postponed()).isZero();
    }

    @Test
    void bringsACommandToTheDeviceWithItsExpiry() {
        device.listening();
        StoredCommand command = command(1, soon);
        link.publish(command);
        assertThat(next()).isEqualTo(new Heard.Delivered(command.id(), false, true));
        patiently().until(() -> !device.heard().isEmpty());
        Mqtt5Publish heard = device.heard().element();
        assertThat(heard.getPayloadAsBytes()).isEqualTo(bytes(command.payload()));
        assertThat(heard.isRetain()).isFalse();
        assertThat(heard.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
        assertThat(heard.getMessageExpiryInterval().getAsLong()).isBetween(3_500L, 3_600L);
        assertThat(link.counts().outstanding()).isZero();
    }

    @Test
    void saysWhenNobodyListensForACommand() {
        StoredCommand command = command(1, soon);
        link.publish(command);
        assertThat(next()).isEqualTo(new Heard.Delivered(command.id(), false, false));
        assertThat(link.counts().unheard()).isEqualTo(1);
    }

    @Test
    void handsOverNothingOnceHalted() {
        device.listening();
        halted = true;
        link.settle();
        link.publish(command(1, soon));
        assertThat(link.counts().dropped()).containsEntry("gatekeeper", 1L);
        halted = false;
        StoredCommand later = command(2, soon);
        link.publish(later);
        assertThat(next()).isEqualTo(new Heard.Delivered(later.id(), false, true));
        patiently().until(() -> !device.heard().isEmpty());
        assertThat(device.heard()).hasSize(1);
        assertThat(device.heard().element().getPayloadAsBytes()).isEqualTo(bytes(later.payload()));
    }

    @Test
    void dropsAnExpiredCommand() {
        link.publish(command(1, Instant.now().minusSeconds(1)));
        assertThat(link.counts().dropped()).containsEntry("expired", 1L);
        assertThat(link.counts().handedOver()).isZero();
    }

    @Test
    void sendsABurstWithAtMostSoManyOutstanding() {
        device.listening();
        for (int i = 0; i < 5_000; i++) {
            link.publish(command(i, soon));
            assertThat(link.counts().outstanding()).isLessThanOrEqualTo(Outbox.OUTSTANDING_MAX);
        }
        patiently().until(() -> link.counts().delivered() == 5_000);
        assertThat(inbox.size()).isEqualTo(5_000);
        assertThat(link.counts().queued()).isZero();
    }

    @Test
    void publishesNothingByItselfAfterALostConnectionButAsksForIt() {
        AtomicInteger asked = new AtomicInteger();
        link.onReady(asked::incrementAndGet);
        patiently().until(() -> asked.get() == 1);
        for (int i = 0; i < 3_000; i++) link.publish(command(i, soon));
        link.cut();
        patiently().until(() -> asked.get() == 2);
        LinkCounts counts = link.counts();
        assertThat(counts.queued()).isZero();
        long handedOver = counts.handedOver();
        link.publish(command(9_999, soon));
        patiently().until(() -> inbox.take(10_000).stream().anyMatch(this::isLast));
        assertThat(link.counts().handedOver()).isEqualTo(handedOver + 1);
        assertThat(link.counts().outstanding()).isZero();
        assertThat(counts.delivered() + counts.dropped().getOrDefault("connection-lost", 0L))
                .isGreaterThanOrEqualTo(3_000);
    }

    @Test
    void tellsADeviceThatItsReportIsOnDisk() {
        device.listening();
        link.acknowledge(new DeviceId(id), new SessionId("k3Zq9w"), 2);
        patiently().until(() -> !device.heard().isEmpty());
        assertThat(device.heard().element().getPayloadAsBytes())
                .isEqualTo(bytes("{\"session\":\"k3Zq9w\",\"seq\":2}"));
        patiently().until(() -> link.counts().acks() == 1);
    }

    @Test
    void refusesToPublishWithoutAConnection() {
        MqttOptions nowhere =
                MqttOptions.of("127.0.0.1", 1, command -> true); // Nobody listens on port 1.
        try (MqttLink lost = MqttLink.open(nowhere, inbox)) {
            assertThat(lost.ready()).isFalse();
            assertThat(lost.subscribedFor()).isZero();
            assertThatThrownBy(() -> lost.publish(command(1, soon)))
                    .isInstanceOf(BrokerUnavailable.class)
                    .hasMessageContaining("127.0.0.1:1");
            lost.acknowledge(new DeviceId(id), new SessionId("a"), 1);
            assertThat(lost.counts().acksDropped()).isEqualTo(1);
        }
    }

    @Test
    void connectsOverTlsToABrokerItTrustsOnly() throws Exception {
        ServerCredentials server = test.broker().serverCredentials();
        MqttOptions tls =
                MqttOptions.of("localhost", test.broker().tlsPort(), command -> true)
                        .as(server.userName(), server.password())
                        .trusting(test.certificate().pem());
        try (MqttLink secure = MqttLink.open(tls, new Inbox())) {
            patiently().until(() -> secure.ready() && secure.subscribedFor().isPositive());
        }
        assertThatThrownBy(
                        () ->
                                MqttLink.open(
                                        tls.trusting(test.certificate().keyStore()), new Inbox()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Asks often, because much is asked. */
    private static ConditionFactory patiently() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    private boolean isLast(Heard heard) {
        return heard instanceof Heard.Delivered d && d.command().equals(commandId(9_999));
    }

    private MqttOptions options() {
        ServerCredentials server = test.broker().serverCredentials();
        return MqttOptions.of("127.0.0.1", test.plainPort(), command -> !halted)
                .as(server.userName(), server.password());
    }

    private Heard next() {
        patiently().until(() -> inbox.size() > 0);
        return inbox.take(1).getFirst();
    }

    private StoredCommand command(int number, Instant expires) {
        return new StoredCommand(
                commandId(number),
                new CampaignName("meter"),
                new DeviceId(id),
                1,
                false,
                "{\"id\":" + number + ",\"ü\":1}\nheader..signature",
                expires);
    }

    private static CommandId commandId(int number) {
        return new CommandId("%026d".formatted(number));
    }

    private static String report(int seq) {
        return "{\"session\":\"k3Zq9w\",\"seq\":%d,\"id\":\"01KAG3M8Q7ZC4T9V2XW5YJ6R8B\",\"state\":\"accepted\"}"
                .formatted(seq);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
