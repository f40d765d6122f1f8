package io.github.canarywave.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.campaign.Conditions;
import io.github.canarywave.domain.campaign.Mode;
import io.github.canarywave.domain.campaign.Span;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.WithdrawContent;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class CommandCodecTest {
    private static final CommandId ID = new CommandId("01KAG3M8Q7ZC4T9V2XW5YJ6R8B");
    private static final DeviceId DEVICE = new DeviceId("th-00a1f2c3d4e5");
    private static final Instant EXPIRES = Instant.ofEpochSecond(1_795_269_600);
    private static final CommandContent COMMAND =
            new CommandContent(
                    ID,
                    DEVICE,
                    2,
                    1,
                    1842,
                    Instant.ofEpochSecond(1_795_183_200),
                    EXPIRES,
                    artifact("esp32-rev3", "2.4.1", 6, 1_360_096, "rel-2026a"),
                    "https://fw.example.com:8443/f/" + "t".repeat(40) + "/fw.bin",
                    Optional.empty());

    @Test
    void commandsAreByteForByteAsTheProtocolPageHasThem() throws Exception {
        GoldenFile.check("wire/command.json", text(CommandCodec.json(COMMAND)));
    }

    @Test
    void probationStandsBehindTheUrlInSeconds() {
        CommandContent withProbation =
                new CommandContent(
                        ID,
                        DEVICE,
                        1,
                        1,
                        1,
                        COMMAND.notBefore(),
                        EXPIRES,
                        COMMAND.artifact(),
                        "https://h/f",
                        Optional.of(Duration.ofMinutes(2)));
        assertThat(text(CommandCodec.json(withProbation)))
                .endsWith(",\"url\":\"https://h/f\",\"probation_s\":120}");
    }

    @Test
    void windowsModeAndConditionsFollowInTheOrderOfTheProtocolPage() throws Exception {
        CommandContent content =
                new CommandContent(
                        ID,
                        DEVICE,
                        1,
                        1,
                        1842,
                        EXPIRES.minusSeconds(86_400),
                        EXPIRES,
                        artifact("esp32-rev3", "2.4.1", 6, 1_360_096, "rel-2026a"),
                        "https://h/f",
                        Optional.empty(),
                        List.of(
                                new Span(EXPIRES.minusMillis(7_200_500), EXPIRES.minusMillis(500)),
                                new Span(EXPIRES.plusSeconds(60), EXPIRES.plusSeconds(120))),
                        Mode.WHEN_IDLE,
                        new Conditions(OptionalInt.of(40), OptionalInt.of(-80), true));
        GoldenFile.check("wire/command-conditions.json", text(CommandCodec.json(content)));
        assertThat(text(CommandCodec.json(content.withWindows(1))))
                .contains("\"windows\":[[1795262400,1795269599]],");
    }

    @Test
    void withdrawalsAreByteForByteAsTheProtocolPageHasThem() throws Exception {
        byte[] json = CommandCodec.json(new WithdrawContent(ID, DEVICE, 1, 1843, EXPIRES));
        GoldenFile.check("wire/withdraw.json", text(json));
    }

    @Test
    void thePacketIsJsonLineFeedSignature() {
        byte[] packet = CommandCodec.packet("{\"a\":1}".getBytes(StandardCharsets.UTF_8), "h..s");
        assertThat(text(packet)).isEqualTo("{\"a\":1}\nh..s");
    }

    @Test
    void acknowledgementsNameSessionAndNumber() {
        assertThat(text(AckCodec.write(new SessionId("Xy81Lm"), 2)))
                .isEqualTo("{\"session\":\"Xy81Lm\",\"seq\":2}");
    }

    @Test
    void packetBytesCountHeaderTopicPacketIdAndProperties() {
        // 30 06: fixed header; 2+3 topic; 2 packet id; 1 property length; 5 expiry; 1 payload.
        assertThat(CommandCodec.publishPacketBytes("a/b", new byte[1])).isEqualTo(2 + 14);
        assertThat(CommandCodec.publishPacketBytes("a/b", new byte[114])).isEqualTo(2 + 127);
        assertThat(CommandCodec.publishPacketBytes("a/b", new byte[115])).isEqualTo(3 + 128);
        assertThat(CommandCodec.publishPacketBytes("a/b", new byte[16_371])).isEqualTo(4 + 16_384);
    }

    @Test
    void theLongestCommandOurLimitsAllowFitsTheBufferOfSmallDevices() throws Exception {
        DeviceId device = new DeviceId("d".repeat(36));
        String key = "k".repeat(ArtifactContent.KEY_MAX_CHARACTERS);
        String host = "h".repeat(48);
        CommandContent longest =
                new CommandContent(
                        ID,
                        device,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Instant.ofEpochSecond(9_999_999_998L),
                        Instant.ofEpochSecond(9_999_999_999L),
                        artifact(
                                "m".repeat(32),
                                "v".repeat(31),
                                Integer.MAX_VALUE,
                                ArtifactContent.SIZE_MAX_BYTES,
                                key),
                        "https://" + host + ":65535/f/" + "t".repeat(40) + "/fw.bin",
                        Optional.of(Duration.ofSeconds(Integer.MAX_VALUE)));
        byte[] payload = CommandCodec.packet(CommandCodec.json(longest), jws(key));
        String topic = new Topics("p".repeat(Topics.PREFIX_MAX_CHARACTERS)).command(device);
        int bytes = CommandCodec.publishPacketBytes(topic, payload);
        assertThat(bytes).isLessThanOrEqualTo(CommandCodec.MAX_PUBLISH_BYTES);
        GoldenFile.check("wire/longest-command.txt", bytes + " bytes\n" + text(payload) + "\n");
    }

    private static String jws(String key) {
        String header =
                "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"],\"kid\":\"" + key + "\"}";
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
                + ".."
                + "S".repeat(86);
    }

    private static ArtifactContent artifact(
            String model, String version, int securityVersion, long size, String key) {
        return new ArtifactContent(
                new Model(model),
                new Version(version),
                securityVersion,
                size,
                new Sha256("ab".repeat(32)),
                key,
                "S".repeat(86));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
