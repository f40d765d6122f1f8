package io.github.canarywave.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.sim.Effect.Topic;
import io.github.canarywave.sim.Event.Timer;
import io.github.canarywave.sim.Profile.Hardware;

import org.junit.jupiter.api.Test;

import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The device logic against the protocol page, without network and without waiting. */
class SimDeviceTest {
    private static final String ID = "th-1";
    private static final String ONE = "01KAG3M8Q7ZC4T9V2XW5YJ6R8A";
    private static final String TWO = "01KAG3M8Q7ZC4T9V2XW5YJ6R8B";
    private static final String DIGEST = "B".repeat(43);

    private final TestServer server = new TestServer();
    private final List<Effect> effects = new ArrayList<>();
    private Instant now = Instant.ofEpochSecond(1_800_000_000);
    private Behaviour behaviour = Behaviour.GOOD;
    private Hardware hardware = Hardware.USUAL;
    private boolean verifies = true;
    private Map<String, String> labels = Map.of();
    private int sessions;
    private SimDevice device =
            newDevice(new Memory(new Memory.Firmware("1.0.0", "I".repeat(43)), 5));

    // ---- connecting

    @Test
    void saysItsWholeStateAtEachConnect() throws Exception {
        device = newDevice(device.memory());
        connect();
        byte[] key = server.releaseKeys().values().iterator().next().getEncoded();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
        String anchor = HexFormat.of().formatHex(digest, 0, 8);
        assertThat(payloads(Topic.ONLINE))
                .containsExactly("{\"online\":true,\"session\":\"s1\",\"connect\":1}");
        assertThat(payloads(Topic.STATE))
                .containsExactly(
                        "{\"protocol\":1,\"model\":\"esp32-rev3\",\"version\":\"1.0.0\",\"security_version\":5,\"image\":\""
                                + "I".repeat(43)
                                + "\",\"slot\":\"a\",\"boot\":1,\"boot_reason\":\"power-on\",\"session\":\"s1\",\"connect\":1,\"epoch\":0,\"counter\":0,"
                                + "\"anchors\":[\""
                                + anchor
                                + "\"],\"can\":[\"verify-es256\",\"jws\",\"range\",\"window\",\"clock\"]}");
        on(new Event.Disconnected());
        fire(Timer.Kind.RECONNECT);
        assertThat(dial().will()).isEqualTo("{\"online\":false,\"session\":\"s1\",\"connect\":2}");
    }

    // ---- the way to success

    @Test
    void installsConfirmsAndReportsEachStepOnce() {
        connect();
        command(order(ONE, 1).text());
        assertThat(lastReport("accepted").path("seq").asInt()).isEqualTo(1);
        fire(Timer.Kind.BEGIN);
        assertThat(effects).anyMatch(e -> e instanceof Effect.Fetch f && f.bytes() == 4096);

        arrived();
        assertThat(lastReport("installing").path("seq").asInt()).isEqualTo(2);
        assertThat(timers(Timer.Kind.INSTALL)).as("not before the ack").isEmpty();
        ack("s1", 2);
        fire(Timer.Kind.INSTALL);
        assertThat(lastReport("rebooting").has("seq")).isFalse();
        assertThat(effects).anyMatch(Effect.Drop.class::isInstance);
        assertThat(view().version()).isEqualTo("1.1.0");

        fire(Timer.Kind.BOOT);
        on(new Event.Connected());
        JsonNode birth = json(payloads(Topic.STATE).getLast());
        assertThat(birth.path("image").asText()).isEqualTo(DIGEST);
        assertThat(birth.path("boot_reason").asText()).isEqualTo("update");
        assertThat(birth.path("boot").asInt()).isEqualTo(2);
        assertThat(birth.path("session").asText()).isEqualTo("s2");
        assertThat(birth.path("slot").asText()).isEqualTo("b");
        assertThat(birth.path("command").path("state").asText()).isEqualTo("probation");
        fire(Timer.Kind.HEALTH);
        assertThat(lastReport("confirmed").path("seq").asInt()).isEqualTo(1);
        assertThat(view().installs()).containsExactly(Map.entry(ONE, 1));
    }

    @Test
    void raisesItsSecurityVersionOnlyWhenConfirmed() {
        connect();
        var order = order(ONE, 1);
        order.securityVersion = 6;
        toProbation(order.text());
        assertThat(view().securityVersion()).isEqualTo(5);
        fire(Timer.Kind.HEALTH);
        assertThat(view().securityVersion()).isEqualTo(6);
    }

    @Test
    void installsAfterTenSecondsWithoutAnAck() {
        connect();
        command(order(ONE, 1).text());
        arrived();
        assertThat(timers(Timer.Kind.INSTALL_ACK))
                .extracting(Effect.After::delay)
                .containsExactly(Duration.ofSeconds(10));
        fire(Timer.Kind.INSTALL_ACK);
        assertThat(timers(Timer.Kind.INSTALL)).hasSize(1);
        ack("s1", 2);
        assertThat(timers(Timer.Kind.INSTALL)).as("only once").hasSize(1);
    }

    @Test
    void staysInProbationUntilTheBrokerWasReached() {
        connect();
        toInstalled(order(ONE, 1).text());
        fire(Timer.Kind.BOOT);
        fire(Timer.Kind.HEALTH);
        assertThat(view().commandState()).isEqualTo("probation");
        on(new Event.Connected());
        fire(Timer.Kind.HEALTH);
        assertThat(view().commandState()).isEqualTo("confirmed");
    }

    @Test
    void waitsForTheProbationThatTheCommandAsksFor() {
        connect();
        String line = order(ONE, 1).line();
        toProbation(server.signed(line.replace("\"url\"", "\"probation_s\":90,\"url\"")));
        assertThat(timers(Timer.Kind.HEALTH).getLast().delay()).isEqualTo(Duration.ofSeconds(90));
    }

    // ---- refusals

    @Test
    void refusesWithTheCodeOfTheFirstCheckThatFails() {
        refuses("wrong-model", o -> o.model = "esp32-c3");
        refuses("expired", o -> o.expires = 1_800_000_000);
        refuses("not-yet", o -> o.notBefore = 1_800_000_001);
        refuses("security-version-low", o -> o.securityVersion = 4);
        refuses("key-unknown", o -> o.key = "rel-9");
        refuses("no-space", o -> o.size = 16 * 1024 * 1024 + 1);
        refuses("battery-low", o -> o.batteryMin = 101);
        hardware = new Hardware(1 << 24, 100, true, true);
        device = newDevice(device.memory());
        refuses("declined", o -> {});
    }

    @Test
    void beginsWhenItIsIdleOnPowerAndHeardWell() {
        String asked = "\"rssi_min\":-70,\"mode\":\"when-idle\",\"power\":\"external\",\"url\"";
        refusesUnder("busy", new Hardware(1 << 24, 100, true, false, -71, true, true), asked);
        refusesUnder("busy", new Hardware(1 << 24, 100, true, false, -70, true, false), asked);
        refusesUnder(
                "battery-low", new Hardware(1 << 24, 100, true, false, -70, false, true), asked);
        hardware = new Hardware(1 << 24, 100, true, false, -70, true, true);
        device = newDevice(device.memory());
        connect();
        String line = order(ONE, view().counter() + 1).line();
        command(server.signed(line.replace("\"url\"", asked)));
        assertThat(view().commandState()).isEqualTo("accepted");
    }

    @Test
    void waitsInsideTheLastWindowItWasToldAndNoLonger() {
        connect();
        long second = now.getEpochSecond();
        String windows =
                "\"windows\":[[%d,%d],[%d,%d]],\"url\""
                        .formatted(second - 60, second - 30, second + 3_600, second + 3_660);
        command(server.signed(order(ONE, 1).line().replace("\"url\"", windows)));
        assertThat(view().commandState()).isEqualTo("accepted");
        assertThat(timers(Timer.Kind.BEGIN).getLast().delay().toSeconds())
                .isBetween(3_600L, 3_610L);
        fire(Timer.Kind.BEGIN);
        assertThat(effects).noneMatch(Effect.Fetch.class::isInstance);
        restart();
        now = now.plusSeconds(3_605);
        fire(Timer.Kind.BEGIN);
        assertThat(effects).anyMatch(Effect.Fetch.class::isInstance);
    }

    @Test
    void refusesWhenNoWindowIsLeft() {
        connect();
        long second = now.getEpochSecond();
        String windows = "\"windows\":[[%d,%d]],\"url\"".formatted(second - 60, second);
        command(server.signed(order(ONE, 1).line().replace("\"url\"", windows)));
        assertThat(lastReport("refused").path("code").asText()).isEqualTo("expired");
    }

    @Test
    void takesNoImageThatTheReleaseKeyDidNotSign() {
        connect();
        var order = order(ONE, 1);
        String signature = TestServer.sign(server.releaseKey, order.manifest());
        order.version = "1.0.9"; // Relabelled: the command key alone cannot do it.
        command(server.signed(order.line(signature)));
        assertThat(lastReport("refused").path("code").asText()).isEqualTo("signature-invalid");
    }

    @Test
    void remembersNothingOfAForgedCommand() {
        connect();
        KeyPair forger = TestServer.newKey();
        String line = order(ONE, Integer.MAX_VALUE).line();
        command(TestServer.signed(line, "cmd-1", forger));
        assertThat(lastReport("refused").path("code").asText()).isEqualTo("signature-invalid");
        command(TestServer.signed(line, "cmd-9", forger));
        assertThat(lastReport("refused").path("code").asText()).isEqualTo("key-unknown");
        command(line);
        assertThat(lastReport("refused").path("code").asText()).isEqualTo("signature-invalid");
        assertThat(view().counter()).isZero();
        command(order(TWO, 1).text());
        assertThat(view().commandState()).isEqualTo("accepted");
    }

    @Test
    void aForgedRepeatDisturbsNoRunningUpdate() {
        connect();
        command(order(ONE, 1).text());
        int reports = payloads(Topic.REPORT).size();
        command(TestServer.signed(order(ONE, 1).line(), "cmd-1", TestServer.newKey()));
        assertThat(payloads(Topic.REPORT)).hasSize(reports);
        assertThat(view().commandsIgnored()).isEqualTo(1);
        assertThat(view().commandState()).isEqualTo("accepted");
    }

    @Test
    void refusesAnotherDevicesCommandAndKeepsItsOwnCounter() {
        connect();
        command(server.order(ONE, "th-2", 99).text());
        assertThat(lastReport("refused").path("code").asText()).isEqualTo("wrong-device");
        assertThat(view().counter()).isZero();
        assertThat(view().commandId()).isEmpty();
    }

    @Test
    void isBusyWhileAnUpdateRunsAndGoesOnWithIt() {
        connect();
        command(order(ONE, 1).text());
        command(order(TWO, 2).text());
        JsonNode refused = lastReport("refused");
        assertThat(refused.path("code").asText()).isEqualTo("busy");
        assertThat(refused.path("id").asText()).isEqualTo(TWO);
        assertThat(view().commandId()).isEqualTo(ONE);
        assertThat(view().commandState()).isEqualTo("accepted");
    }

    @Test
    void waitsOneMinuteForAClock() {
        hardware = new Hardware(1 << 24, 100, false, false);
        device = newDevice(device.memory());
        connect();
        command(order(ONE, 1).text());
        assertThat(payloads(Topic.REPORT)).isEmpty();
        assertThat(timers(Timer.Kind.CLOCK).getLast().delay()).isEqualTo(Duration.ofSeconds(60));
        fire(Timer.Kind.CLOCK);
        assertThat(lastReport("refused").path("code").asText()).isEqualTo("clock-unset");
    }

    @Test
    void worksWithoutVerifyingAndSaysSo() {
        verifies = false;
        device = newDevice(device.memory());
        connect();
        assertThat(payloads(Topic.STATE).getLast())
                .contains("\"can\":[\"range\",\"window\",\"clock\"]");
        command(order(ONE, 1).line());
        assertThat(view().commandState()).isEqualTo("accepted");
    }

    @Test
    void countsGarbage() {
        connect();
        for (String text : List.of("", "{", "[]", "{\"id\":1}", "\u0000\u00ff", "{\"id\":\"x\"}"))
            command(text);
        assertThat(view().commandsReceived()).isEqualTo(6);
        assertThat(view().commandsIgnored()).isEqualTo(6);
        on(new Event.AckCame("nonsense"));
        assertThat(payloads(Topic.REPORT)).isEmpty();
    }

    // ---- repeats, old commands, withdrawal

    @Test
    void startsNothingTwiceAndSaysItsStateAgain() {
        connect();
        String command = order(ONE, 1).text();
        command(command);
        String accepted = payloads(Topic.REPORT).getLast();
        command(command);
        assertThat(payloads(Topic.REPORT))
                .as("the held one, unchanged")
                .containsExactly(accepted, accepted);
        ack("s1", 1);
        fire(Timer.Kind.BEGIN);
        on(new Event.BytesKept(ONE, 1000));
        command(command);
        assertThat(lastReport("downloading").path("bytes").asInt()).isEqualTo(1000);
        assertThat(effects.stream().filter(Effect.Fetch.class::isInstance)).hasSize(1);
    }

    @Test
    void aRepeatAfterTheEndSaysTheEndAgain() {
        connect();
        String command = order(ONE, 1).text();
        toProbation(command);
        fire(Timer.Kind.HEALTH);
        ack("s1", 1);
        ack("s1", 2);
        ack("s2", 1);
        assertThat(view().reportsHeld()).isZero();
        command(command);
        JsonNode again = lastReport("confirmed");
        assertThat(again.path("seq").asInt()).isEqualTo(2);
        assertThat(view().installs()).containsExactly(Map.entry(ONE, 1));
    }

    @Test
    void ignoresWhatIsNotNewer() {
        connect();
        command(order(ONE, 5).text());
        command(order(TWO, 5).text());
        command(order(TWO, 4).text());
        var restored = order(TWO, 6);
        restored.epoch = 2;
        command(restored.text());
        assertThat(view().commandsIgnored()).isEqualTo(3);
        assertThat(view().counter()).isEqualTo(5);
        assertThat(view().commandId()).isEqualTo(ONE);
    }

    @Test
    void aWithdrawalStopsADownloadAndIsSaidAgainWhenRepeated() {
        connect();
        command(order(ONE, 1).text());
        fire(Timer.Kind.BEGIN);
        command(server.withdrawal(ONE, ID, 2));
        assertThat(effects).anyMatch(Effect.StopFetching.class::isInstance);
        assertThat(lastReport("refused").path("code").asText()).isEqualTo("withdrawn");
        assertThat(view().counter()).isEqualTo(2);
        int reports = payloads(Topic.REPORT).size();
        command(server.withdrawal(ONE, ID, 2));
        assertThat(payloads(Topic.REPORT)).hasSize(reports + 1);
        arrived();
        assertThat(view().commandState()).as("late bytes change nothing").isEqualTo("refused");
    }

    @Test
    void aWithdrawalComesTooLateForAnInstallation() {
        connect();
        command(order(ONE, 1).text());
        arrived();
        command(server.withdrawal(ONE, ID, 2));
        assertThat(lastReport("installing").path("seq").asInt()).isEqualTo(2);
        assertThat(view().commandState()).isEqualTo("installing");
    }

    @Test
    void aWithdrawalThatOvertakesItsCommandMakesItTooOld() {
        connect();
        command(server.withdrawal(ONE, ID, 2));
        assertThat(lastReport("refused").path("id").asText()).isEqualTo(ONE);
        command(order(ONE, 1).text());
        assertThat(view().commandsIgnored()).isEqualTo(1);
        assertThat(view().commandId()).isEmpty();
    }

    @Test
    void aReplayedWithdrawalOfAnOlderTimeIsIgnored() {
        connect();
        String old = server.withdrawal(ONE, ID, 1);
        command(order(ONE, 2).text());
        command(old);
        assertThat(view().commandState()).isEqualTo("accepted");
        assertThat(view().commandsIgnored()).isEqualTo(1);
    }

    @Test
    void goneMeansWithdrawn() {
        connect();
        command(order(ONE, 1).text());
        fire(Timer.Kind.BEGIN);
        on(new Event.Fetched(ONE, new Transfer.Gone()));
        assertThat(lastReport("refused").path("code").asText()).isEqualTo("withdrawn");
    }

    // ---- what goes wrong

    @Test
    void reportsAWrongDigestWithWhatItGot() {
        connect();
        command(order(ONE, 1).text());
        fire(Timer.Kind.BEGIN);
        on(new Event.Fetched(ONE, new Transfer.Whole("C".repeat(43), DIGEST)));
        assertThat(lastReport("failed").path("code").asText()).isEqualTo("digest-mismatch");
        assertThat(lastReport("failed").path("detail").asText()).hasSizeLessThanOrEqualTo(48);
    }

    @Test
    void fallsBackWhenItsHealthCheckFails() {
        behaviour = Behaviour.GOOD.withFail(1);
        connect();
        toProbation(order(ONE, 1).text());
        fire(Timer.Kind.HEALTH);
        fire(Timer.Kind.BOOT);
        on(new Event.Connected());
        JsonNode birth = json(payloads(Topic.STATE).getLast());
        assertThat(birth.path("version").asText()).isEqualTo("1.0.0");
        assertThat(birth.path("boot_reason").asText()).isEqualTo("rollback");
        assertThat(birth.path("boot").asInt()).isEqualTo(3);
        assertThat(birth.path("command").path("state").asText()).isEqualTo("rolled-back");
        JsonNode report = lastReport("rolled-back");
        assertThat(report.path("code").asText()).isEqualTo("health-check");
        assertThat(report.path("detail").asText()).matches("wifi reconnect \\d\\d s > 60 s");
        assertThat(report.path("session").asText()).isEqualTo("s3");
        assertThat(view().securityVersion()).isEqualTo(5);
    }

    @Test
    void aConnectionThatIsMadeWhileItRebootsDoesNotCount() {
        behaviour = Behaviour.GOOD.withFail(1);
        connect();
        toProbation(order(ONE, 1).text());
        fire(Timer.Kind.HEALTH);
        on(new Event.Connected());
        assertThat(view().online()).isFalse();
        int dials = (int) effects.stream().filter(Effect.Dial.class::isInstance).count();
        fire(Timer.Kind.BOOT);
        assertThat(effects.stream().filter(Effect.Dial.class::isInstance)).hasSize(dials + 1);
    }

    @Test
    void losesPowerOnceAndSucceedsAfterwards() {
        behaviour = Behaviour.GOOD.withPowerLoss(1);
        connect();
        toInstalled(order(ONE, 1).text());
        assertThat(view().installs()).isEmpty();
        fire(Timer.Kind.BOOT);
        on(new Event.Connected());
        assertThat(lastReport("rolled-back").path("code").asText()).isEqualTo("power-loss");
        assertThat(view().version()).isEqualTo("1.0.0");
        toProbation(order(TWO, 2).text());
        assertThat(view().version()).isEqualTo("1.1.0");
    }

    @Test
    void aBrickNeverComesBack() {
        behaviour = Behaviour.GOOD.withBrick(1);
        connect();
        toInstalled(order(ONE, 1).text());
        fire(Timer.Kind.BOOT);
        assertThat(view().dead()).isTrue();
        effects.clear();
        on(new Event.Connected());
        command(order(TWO, 2).text());
        device = newDevice(Memory.of(device.memory().toJson(ID)));
        on(new Event.Started());
        assertThat(effects).isEmpty();
    }

    // ---- keeping results

    @Test
    void repeatsAResultUntilItsAckWithDoublingPauses() {
        connect();
        command(order(ONE, 1).text());
        String accepted = payloads(Topic.REPORT).getLast();
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Effect.After repeat = timers(Timer.Kind.REPEAT).getLast();
            pauses.add(repeat.delay());
            on(new Event.TimerFired(repeat.timer()));
        }
        assertThat(pauses)
                .startsWith(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20))
                .endsWith(Duration.ofHours(1));
        assertThat(payloads(Topic.REPORT)).hasSize(13).containsOnly(accepted);
        Effect.After repeat = timers(Timer.Kind.REPEAT).getLast();
        ack("s1", 2);
        ack("s0", 1);
        assertThat(view().reportsHeld()).as("other acks are not for this report").isEqualTo(1);
        ack("s1", 1);
        assertThat(view().reportsHeld()).isZero();
        on(new Event.TimerFired(repeat.timer()));
        assertThat(payloads(Topic.REPORT)).hasSize(13);
    }

    @Test
    void sendsWhatItHoldsWithItsOldSessionAfterAReboot() {
        connect();
        toProbation(order(ONE, 1).text());
        List<String> afterBoot = payloads(Topic.REPORT).subList(3, payloads(Topic.REPORT).size());
        assertThat(afterBoot)
                .containsExactly(
                        "{\"session\":\"s1\",\"seq\":1,\"id\":\""
                                + ONE
                                + "\",\"state\":\"accepted\"}",
                        "{\"session\":\"s1\",\"seq\":2,\"id\":\""
                                + ONE
                                + "\",\"state\":\"installing\"}");
    }

    @Test
    void holdsFourAndLetsRefusalsGoFirst() {
        connect();
        command(order(ONE, 1).text());
        for (int i = 2; i < 9; i++) command(order(TWO, i).text());
        assertThat(view().reportsHeld()).isEqualTo(4);
        assertThat(device.memory().held.getFirst().state()).isEqualTo(WireState.ACCEPTED);
    }

    @Test
    void keepsBeforeItSpeaks() {
        connect();
        effects.clear();
        command(order(ONE, 1).text());
        List<Effect> order =
                effects.stream()
                        .filter(e -> e instanceof Effect.Keep || e instanceof Effect.Send)
                        .toList();
        assertThat(order.getFirst()).isInstanceOf(Effect.Keep.class);
        assertThat(order.getLast()).isInstanceOf(Effect.Send.class);
    }

    @Test
    void goesOnFromItsFlashInEachState() {
        connect();
        command(order(ONE, 1).text());
        restart();
        fire(Timer.Kind.BEGIN);
        arrived();
        restart();
        assertThat(view().reportsHeld()).isEqualTo(2);
        fire(Timer.Kind.INSTALL_ACK);
        fire(Timer.Kind.INSTALL);
        restart();
        fire(Timer.Kind.BOOT);
        restart();
        assertThat(view().commandState()).isEqualTo("probation");
        assertThat(view().session()).isEqualTo("s2");
        on(new Event.Connected());
        fire(Timer.Kind.HEALTH);
        restart();
        assertThat(view().commandState()).isEqualTo("confirmed");
        assertThat(view().version()).isEqualTo("1.1.0");
        assertThat(view().boot()).isEqualTo(2);
    }

    @Test
    void aRollBackSurvivesARestartInBetween() {
        behaviour = Behaviour.GOOD.withFail(1);
        connect();
        toProbation(order(ONE, 1).text());
        fire(Timer.Kind.HEALTH);
        restart();
        fire(Timer.Kind.BOOT);
        on(new Event.Connected());
        assertThat(lastReport("rolled-back").path("code").asText()).isEqualTo("health-check");
        assertThat(view().version()).isEqualTo("1.0.0");
    }

    // ---- limits

    @Test
    void tellsProgressAtMostPerFivePercentOrTenSeconds() {
        connect();
        command(order(ONE, 1).text());
        fire(Timer.Kind.BEGIN);
        int before = payloads(Topic.REPORT).size();
        for (int i = 1; i <= 100; i++) {
            now = now.plusMillis(200);
            on(new Event.BytesKept(ONE, 4096L * i / 100));
        }
        assertThat(payloads(Topic.REPORT).size() - before).isBetween(10, 20);
    }

    @Test
    void theLargestReportFitsItsPacket() {
        Memory memory = new Memory(new Memory.Firmware("v".repeat(31), DIGEST), 1);
        memory.session = "s".repeat(8);
        memory.seq = Integer.MAX_VALUE;
        String report =
                Messages.result(
                        memory,
                        memory.seq,
                        ONE,
                        WireState.ROLLED_BACK,
                        Code.SECURITY_VERSION_LOW,
                        "\"\\é".repeat(30));
        String topic = "p".repeat(16) + "/" + "d".repeat(36) + "/report";
        assertThat(Messages.packetBytes(topic, report)).isLessThanOrEqualTo(256);
        assertThat(json(report).path("detail").asText()).hasSize(48);
    }

    @Test
    void refusesToSendABirthThatIsTooLarge() {
        labels = Map.of("region", "x".repeat(800));
        device = newDevice(device.memory());
        assertThatThrownBy(this::connect)
                .hasMessageContaining("state packet has")
                .hasMessageContaining("at most 1024");
    }

    // ---- words of these tests

    private SimDevice newDevice(Memory memory) {
        Profile profile =
                new Profile(
                        ID,
                        "canarywave/v1",
                        "esp32-rev3",
                        labels,
                        verifies,
                        new Verifier(server.commandKeys(), server.releaseKeys()),
                        new Chance(7, ID),
                        _ -> behaviour,
                        Timing.LIFELIKE,
                        hardware,
                        () -> "s" + ++sessions);
        return new SimDevice(profile, memory);
    }

    private TestServer.Order order(String id, long counter) {
        TestServer.Order order = server.order(id, ID, counter);
        order.sha256 = DIGEST;
        return order;
    }

    private void refuses(String code, Consumer<TestServer.Order> change) {
        connect();
        TestServer.Order order = order("01" + code.length() + code, view().counter() + 1);
        change.accept(order);
        command(order.text());
        assertThat(lastReport("refused").path("code").asText()).isEqualTo(code);
        assertThat(view().commandId()).isEqualTo(order.id);
        ack(lastReport("refused"));
    }

    private void refusesUnder(String code, Hardware under, String asked) {
        hardware = under;
        device = newDevice(device.memory());
        connect();
        long counter = view().counter() + 1;
        String line = order("01" + counter + code, counter).line();
        command(server.signed(line.replace("\"url\"", asked)));
        assertThat(lastReport("refused").path("code").asText()).isEqualTo(code);
        ack(lastReport("refused"));
    }

    private void connect() {
        on(new Event.Started());
        on(new Event.Connected());
    }

    private void toInstalled(String command) {
        command(command);
        arrived();
        fire(Timer.Kind.INSTALL_ACK);
        fire(Timer.Kind.INSTALL);
    }

    private void toProbation(String command) {
        toInstalled(command);
        fire(Timer.Kind.BOOT);
        on(new Event.Connected());
    }

    /** All bytes of the last command are there. */
    private void arrived() {
        on(new Event.Fetched(view().commandId(), new Transfer.Whole(DIGEST, DIGEST)));
    }

    private void restart() {
        device = newDevice(Memory.of(device.memory().toJson(ID)));
        on(new Event.Started());
    }

    private void command(String text) {
        on(new Event.CommandCame(text));
    }

    private void ack(JsonNode report) {
        ack(report.path("session").asText(), report.path("seq").asInt());
    }

    private void ack(String session, int seq) {
        on(new Event.AckCame("{\"session\":\"%s\",\"seq\":%d}".formatted(session, seq)));
    }

    private void on(Event event) {
        effects.addAll(device.on(event, now));
    }

    private void fire(Timer.Kind kind) {
        on(new Event.TimerFired(timers(kind).getLast().timer()));
    }

    private DeviceView view() {
        return device.view();
    }

    private List<Effect.After> timers(Timer.Kind kind) {
        return effects.stream()
                .filter(e -> e instanceof Effect.After a && a.timer().kind() == kind)
                .map(Effect.After.class::cast)
                .toList();
    }

    private Effect.Dial dial() {
        return effects.stream()
                .filter(Effect.Dial.class::isInstance)
                .map(Effect.Dial.class::cast)
                .reduce((_, b) -> b)
                .orElseThrow();
    }

    private List<String> payloads(Topic topic) {
        return effects.stream()
                .filter(e -> e instanceof Effect.Send s && s.topic() == topic)
                .map(e -> ((Effect.Send) e).payload())
                .toList();
    }

    private JsonNode lastReport(String state) {
        Optional<JsonNode> last =
                payloads(Topic.REPORT).stream()
                        .map(SimDeviceTest::json)
                        .filter(r -> r.path("state").asText().equals(state))
                        .reduce((_, b) -> b);
        return last.orElseThrow(
                () -> new AssertionError("no report " + state + " in " + payloads(Topic.REPORT)));
    }

    private static JsonNode json(String text) {
        try {
            return Incoming.JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
