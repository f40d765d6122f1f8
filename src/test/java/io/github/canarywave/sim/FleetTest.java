package io.github.canarywave.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.github.canarywave.domain.image.Sha256;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A small fleet over TLS: a real broker, real downloads, and a server's words by hand. */
class FleetTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Timing QUICK =
            new Timing(
                    Duration.ofMillis(10),
                    0,
                    Duration.ofMillis(10),
                    Duration.ofMillis(50),
                    Duration.ofMillis(50),
                    Duration.ofMillis(10));
    private static final byte[] IMAGE = SimImage.esp32("thermostat", "1.1.0", 0, 200_000, 7);
    private static final String IDENTITY =
            Sha256.ofDigest(Arrays.copyOfRange(IMAGE, IMAGE.length - 32, IMAGE.length)).base64Url();

    @TempDir static Path folder;
    private static TestBroker broker;
    private static Mqtt5AsyncClient server;
    private static final Queue<Mqtt5Publish> HEARD = new ConcurrentLinkedQueue<>();
    private static volatile boolean acknowledges;

    private final TestServer words = new TestServer();
    private final AtomicInteger counter = new AtomicInteger();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new TestBroker(folder);
        var tls =
                MqttClientSslConfig.builder()
                        .trustManagerFactory(Trust.of(broker.caPem()).managers())
                        .build();
        server =
                MqttClient.builder()
                        .useMqttVersion5()
                        .identifier("server")
                        .serverHost("localhost")
                        .serverPort(broker.port())
                        .sslConfig(tls)
                        .buildAsync();
        server.connectWith()
                .simpleAuth()
                .username("server")
                .password("t-server".getBytes(UTF_8))
                .applySimpleAuth()
                .send()
                .get(10, TimeUnit.SECONDS);
        for (String topic : List.of("report", "state", "online"))
            server.subscribeWith()
                    .topicFilter("canarywave/v1/+/" + topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(FleetTest::heard)
                    .send()
                    .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        server.disconnect().get(10, TimeUnit.SECONDS);
        broker.close();
    }

    @BeforeEach
    void quiet() {
        HEARD.clear();
        acknowledges = true;
    }

    @Test
    void updatesAFleetThroughCutsAndFailuresAndSaysHowEachEnded() throws Exception {
        List<DeviceAccount> accounts = accounts("a", 20);
        Path ledger = folder.resolve("ledger-a.jsonl");
        try (TestDownloads downloads = new TestDownloads(IMAGE, broker.serverTls());
                Fleet fleet =
                        Fleet.start(
                                options(accounts)
                                        .ledger(ledger)
                                        .behaviour("1.1.0", new Behaviour(0.3, 0, 0.2, 1))
                                        .build())) {
            fleet.allOnline().get(10, TimeUnit.SECONDS);
            assertThat(fleet.online()).isEqualTo(20);
            for (DeviceAccount account : accounts) command(account.id(), downloads.url(), 1);
            await().atMost(SOON).until(() -> ended(fleet) == 20);
            await().atMost(SOON)
                    .until(() -> fleet.devices().stream().allMatch(d -> d.reportsHeld() == 0));

            for (DeviceAccount account : accounts) assertOutcome(fleet.device(account.id()));
            assertThat(downloads.ranges).anyMatch(range -> range.matches("bytes=[1-9]\\d*-"));
            assertThat(fleet.devices())
                    .extracting(DeviceView::commandState)
                    .contains("confirmed", "rolled-back");
            assertThat(online("a-1", false)).as("last will at the reboot").isTrue();
            assertLedgerTellsEachInstallationOnce(ledger, fleet);
        }
    }

    private static void assertOutcome(DeviceView device) {
        Chance chance = new Chance(7, device.id());
        boolean power = chance.happens(0.2, "power", "1.1.0");
        boolean fails = chance.happens(0.3, "fail", "1.1.0");
        assertThat(device.commandState())
                .as(device.id())
                .isEqualTo(power || fails ? "rolled-back" : "confirmed");
        assertThat(device.version()).isEqualTo(power || fails ? "1.0.0" : "1.1.0");
        if (!power && !fails) assertThat(device.image()).isEqualTo(IDENTITY);
        String code = power ? "power-loss" : "health-check";
        if (power || fails)
            assertThat(reports(device.id())).anyMatch(r -> r.path("code").asText().equals(code));
    }

    private static void assertLedgerTellsEachInstallationOnce(Path ledger, Fleet fleet) {
        Map<String, Integer> installed = new HashMap<>();
        for (JsonNode line : Journal.read(ledger))
            if (line.path("event").asText().equals("installed"))
                installed.merge(line.path("device").asText(), 1, Integer::sum);
        assertThat(installed.values()).isNotEmpty().containsOnly(1);
        for (DeviceView device : fleet.devices())
            assertThat(device.installs().size()).isEqualTo(installed.getOrDefault(device.id(), 0));
    }

    @Test
    void keepsResultsThroughSilenceOfTheServerAndAKilledProcess() throws Exception {
        acknowledges = false;
        List<DeviceAccount> accounts = accounts("b", 2);
        Path flash = folder.resolve("flash-b.jsonl");
        var options = options(accounts).flash(flash).build();
        String firstSession;
        try (TestDownloads downloads = new TestDownloads(IMAGE, broker.serverTls());
                Fleet fleet = Fleet.start(options)) {
            fleet.allOnline().get(10, TimeUnit.SECONDS);
            firstSession = fleet.device("b-0").session();
            command("b-0", downloads.url(), 1);
            command("b-0", downloads.url().replace("xxx", "yyy"), 2);
            await().atMost(SOON).until(() -> fleet.device("b-0").reportsHeld() == 3);
        }
        Files.writeString(flash, "{\"id\":\"b-0\",\"ver", StandardOpenOption.APPEND);
        HEARD.clear();
        acknowledges = true;
        try (Fleet fleet = Fleet.start(options)) {
            fleet.allOnline().get(10, TimeUnit.SECONDS);
            await().atMost(SOON)
                    .until(() -> fleet.device("b-0").commandState().equals("confirmed"));
            JsonNode resumed =
                    births("b-0").stream()
                            .filter(b -> b.path("connect").asInt() == 2)
                            .findFirst()
                            .orElseThrow();
            assertThat(resumed.path("session").asText()).isEqualTo(firstSession);
            assertThat(resumed.path("boot").asInt()).isEqualTo(1);
            assertThat(reports("b-0"))
                    .anyMatch(
                            r ->
                                    r.path("state").asText().equals("accepted")
                                            && r.path("session").asText().equals(firstSession)
                                            && r.path("seq").asInt() == 1);
            assertThat(fleet.device("b-0").boot()).isEqualTo(2);
            assertThat(fleet.device("b-1").boot()).isEqualTo(1);
        }
    }

    @Test
    void comesBackByItselfWithTheSameSession() throws Exception {
        try (Fleet fleet = Fleet.start(options(accounts("c", 1)).build())) {
            fleet.allOnline().get(10, TimeUnit.SECONDS);
            String session = fleet.device("c-0").session();
            await().atMost(SOON).until(() -> births("c-0").size() == 1);
            fleet.cutOff("c-0");
            await().atMost(SOON).until(() -> births("c-0").size() == 2);
            assertThat(births("c-0").getLast().path("connect").asInt()).isEqualTo(2);
            assertThat(births("c-0").getLast().path("session").asText()).isEqualTo(session);
            assertThat(online("c-0", false)).isTrue();
        }
    }

    @Test
    void aWrongTokenNeverGetsIn() throws Exception {
        var options = options(List.of(new DeviceAccount("d-0", "stolen"), accounts("d", 2).get(1)));
        try (Fleet fleet = Fleet.start(options.build())) {
            await().atMost(SOON).until(() -> fleet.online() == 1);
            assertThat(fleet.device("d-0").online()).isFalse();
            assertThat(fleet.allOnline()).isNotDone();
        }
    }

    @Test
    void aGoneDownloadIsReportedAsWithdrawn() throws Exception {
        try (TestDownloads downloads = new TestDownloads(IMAGE, broker.serverTls()).gone();
                Fleet fleet = Fleet.start(options(accounts("e", 1)).build())) {
            fleet.allOnline().get(10, TimeUnit.SECONDS);
            command("e-0", downloads.url(), 1);
            await().atMost(SOON).until(() -> ended(fleet) == 1);
            await().atMost(SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(reports("e-0"))
                                            .anyMatch(
                                                    r ->
                                                            r.path("code")
                                                                    .asText()
                                                                    .equals("withdrawn")));
        }
    }

    private FleetOptions.Builder options(List<DeviceAccount> accounts) {
        return FleetOptions.to("localhost", broker.port())
                .tls(broker.caPem())
                .devices(accounts)
                .seed(7)
                .timing(QUICK)
                .label("region", "eu", "us")
                .releaseKeys(words.releaseKeys())
                .commandKeys(words.commandKeys());
    }

    private static List<DeviceAccount> accounts(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new DeviceAccount(name + "-" + i, "t-" + name + "-" + i))
                .toList();
    }

    private void command(String device, String url, int attempt) {
        var order = words.order("01" + device + "X" + attempt, device, counter.incrementAndGet());
        order.url = url;
        order.attempt = attempt;
        order.size = IMAGE.length;
        order.sha256 = Sha256.of(IMAGE).base64Url();
        server.publishWith()
                .topic("canarywave/v1/" + device + "/command")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(order.text().getBytes(StandardCharsets.ISO_8859_1))
                .send()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static void heard(Mqtt5Publish message) {
        HEARD.add(message);
        JsonNode json = json(message);
        if (!acknowledges || !json.has("seq")) return;
        var _ =
                server.publishWith()
                        .topic(message.getTopic().toString().replace("/report", "/ack"))
                        .payload(
                                "{\"session\":\"%s\",\"seq\":%d}"
                                        .formatted(
                                                json.path("session").asText(),
                                                json.path("seq").asInt())
                                        .getBytes(UTF_8))
                        .send();
    }

    private static long ended(Fleet fleet) {
        return fleet.devices().stream()
                .filter(d -> !d.commandId().isEmpty())
                .filter(d -> WireState.of(d.commandState()).end && d.online())
                .count();
    }

    private static List<JsonNode> reports(String device) {
        return on(device, "report");
    }

    private static List<JsonNode> births(String device) {
        return on(device, "state");
    }

    private static boolean online(String device, boolean online) {
        return on(device, "online").stream().anyMatch(o -> o.path("online").asBoolean() == online);
    }

    private static List<JsonNode> on(String device, String topic) {
        return HEARD.stream()
                .filter(m -> m.getTopic().toString().endsWith("/" + device + "/" + topic))
                .map(FleetTest::json)
                .toList();
    }

    private static JsonNode json(Mqtt5Publish message) {
        try {
            return Incoming.JSON.readTree(message.getPayloadAsBytes());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
