package io.github.canarywave.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.OnlineNotice;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.wire.Reading.Read;
import io.github.canarywave.wire.Reading.Rejected;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** What devices say is read or rejected, and never anything else. */
class DeviceMessagesTest {
    private static final String ID = "01KAG3M8Q7ZC4T9V2XW5YJ6R8B";
    private static final String FAILED =
            "{\"session\":\"k3Zq9w\",\"seq\":3,\"id\":\"%s\",\"state\":\"failed\",\"code\":\"digest-mismatch\",\"detail\":\"got 8f3a\"}"
                    .formatted(ID);
    private static final String BIRTH =
            """
            {"protocol":1,"model":"esp32-rev3","version":"2.4.1","security_version":6,\
            "image":"q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s","slot":"b","boot":119,\
            "boot_reason":"update","session":"k3Zq9w","connect":1,"epoch":1,"counter":1842,\
            "command":{"id":"01KAG3M8Q7ZC4T9V2XW5YJ6R8B","state":"probation"},\
            "anchors":["4348a0e9444c78cb"],"can":["verify-es256","jws"],\
            "labels":{"region":"eu-west"}}""";

    @Test
    void readsEachKindOfMessage() throws Exception {
        StringBuilder read = new StringBuilder();
        for (String payload : good()) read.append(payload).append("\n    ").append(shown(payload));
        GoldenFile.check("wire/read.txt", read.toString());
    }

    private static List<String> good() {
        String start = "{\"session\":\"k3Zq9w\",\"id\":\"" + ID + "\",\"state\":";
        return List.of(
                FAILED,
                start + "\"accepted\",\"seq\":1}",
                start + "\"downloading\",\"bytes\":421888}",
                start + "\"rebooting\",\"bytes\":7,\"new\":{\"field\":[1,2]}}",
                start + "\"rolled-back\",\"seq\":9,\"code\":\"unknown\"}",
                start + "\"confirmed\",\"seq\":2147483647,\"code\":\"ignored here\"}",
                BIRTH,
                BIRTH.replace("\"probation\"", "\"failed\",\"code\":\"flash-write\""),
                "{\"protocol\":1,\"model\":\"m\",\"version\":\"1\",\"boot\":0,"
                        + "\"boot_reason\":\"\",\"session\":\"s\",\"connect\":0,\"epoch\":0,"
                        + "\"counter\":0,\"command\":null}",
                "{\"online\":true,\"session\":\"k3Zq9w\",\"connect\":4}",
                "{\"online\":false,\"session\":\"k3Zq9w\",\"connect\":4}");
    }

    private static String shown(String payload) {
        if (payload.startsWith("{\"online\"")) return OnlineCodec.read(utf8(payload)) + "\n";
        if (payload.startsWith("{\"protocol\"")) return BirthCodec.read(utf8(payload)) + "\n";
        return ReportCodec.read(utf8(payload)) + "\n";
    }

    @Test
    void rejectsEachKindOfNonsenseWithItsReason() throws Exception {
        StringBuilder rejected = new StringBuilder();
        for (String payload : bad()) {
            assertThat(shown(payload)).startsWith("Rejected");
            rejected.append(payload).append("\n    ").append(shown(payload));
        }
        GoldenFile.check("wire/rejected.txt", rejected.toString());
    }

    private static List<String> bad() {
        return List.of(
                "",
                " ",
                "[]",
                "null",
                "{",
                "{} {}",
                "{}",
                "{\"session\":NaN}",
                "{\"session\":\"a\",\"session\":\"b\"}",
                "{\"x\":" + "[".repeat(60) + "]".repeat(60) + "}",
                "{\"x\":" + "9".repeat(60) + "}",
                FAILED.replace("\"k3Zq9w\"", "7"),
                FAILED.replace("k3Zq9w", "too-long-a-session"),
                FAILED.replace("\"seq\":3", "\"seq\":0"),
                FAILED.replace("\"seq\":3", "\"seq\":-1"),
                FAILED.replace("\"seq\":3", "\"seq\":1.5"),
                FAILED.replace("\"seq\":3", "\"seq\":1e3"),
                FAILED.replace("\"seq\":3", "\"seq\":\"3\""),
                FAILED.replace("\"seq\":3", "\"seq\":9223372036854775808"),
                FAILED.replace("\"seq\":3,", ""),
                FAILED.replace("failed", "exploded"),
                FAILED.replace("digest-mismatch", "gremlins"),
                FAILED.replace("digest-mismatch", "health-check"),
                FAILED.replace("\"code\":\"digest-mismatch\",", ""),
                FAILED.replace("\"got 8f3a\"", "{}"),
                FAILED.replace(ID, "01KAG3M8"),
                FAILED.replace(ID, "\\u0000\\n"),
                FAILED.replace("failed", "downloading"),
                FAILED.replace("failed", "downloading").replace("\"seq\":3,", ""),
                FAILED.replace("failed", "downloading").replace("\"seq\":3", "\"bytes\":-1"),
                "{\"session\":\"" + "x".repeat(ReportCodec.MAX_BYTES) + "\"}",
                BIRTH.replace("\"protocol\":1", "\"protocol\":2"),
                BIRTH.replace("esp32-rev3", "esp 32"),
                BIRTH.replace("q6ur", "!!!!"),
                BIRTH.replace("q6urq6ur", ""),
                BIRTH.replace("\"b\"", "\"\\ud800\""),
                BIRTH.replace("\"probation\"", "\"dreaming\""),
                BIRTH.replace("\"probation\"", "\"failed\",\"code\":\"boot-loop\""),
                BIRTH.replace("[\"4348a0e9444c78cb\"]", "[1]"),
                BIRTH.replace("\"eu-west\"", "true"),
                BIRTH.replace("\"security_version\":6", "\"security_version\":-1"),
                BIRTH.replace("1842", "18446744073709551616"),
                BIRTH.replace("update", "x".repeat(BirthCodec.MAX_BYTES)),
                "{\"online\":\"true\",\"session\":\"k3Zq9w\",\"connect\":4}",
                "{\"online\":true,\"session\":\"k3Zq9w\",\"connect\":-4}",
                "{\"online\":true,\"session\":\"" + "x".repeat(OnlineCodec.MAX_BYTES) + "\"}");
    }

    @ParameterizedTest
    @CsvSource({"failed,exploded", "digest-mismatch,gremlins", "01KAG3M8,x", "state,stat"})
    void aRejectedReportSaysWhatToAcknowledge(String good, String bad) {
        Reading<Report> reading = ReportCodec.read(utf8(FAILED.replace(good, bad)));
        assertThat(reading).isInstanceOf(Rejected.class);
        assertThat(((Rejected<Report>) reading).key())
                .contains(new ReportKey(new SessionId("k3Zq9w"), 3));
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void readsEveryCodeOfTheList(Code code) {
        String payload =
                FAILED.replace("failed", code.state().word())
                        .replace("digest-mismatch", code.word());
        assertThat(report(payload).code()).contains(code);
    }

    @ParameterizedTest
    @EnumSource(WireState.class)
    void readsEveryStateOfTheList(WireState state) {
        String payload =
                "{\"session\":\"s\",\"id\":\"%s\",\"state\":\"%s\",\"bytes\":0%s%s}"
                        .formatted(
                                ID,
                                state.word(),
                                state.numbered() ? ",\"seq\":1" : "",
                                Arrays.stream(Code.values())
                                        .filter(c -> c.state() == state)
                                        .findFirst()
                                        .map(c -> ",\"code\":\"" + c.word() + "\"")
                                        .orElse(""));
        assertThat(report(payload).state()).isEqualTo(state);
    }

    @Test
    void theDigestTellsARepeatFromAnotherReport() {
        assertThat(report(FAILED).digest()).isEqualTo(Sha256.of(utf8(FAILED)));
        assertThat(report(FAILED + " ").digest()).isNotEqualTo(report(FAILED).digest());
    }

    @Test
    void aDetailIsMadeFitBecauseItMustNotCostTheOutcome() {
        assertThat(report(FAILED.replace("got 8f3a", "é".repeat(30))).detail())
                .contains("é".repeat(24));
        assertThat(report(FAILED.replace("got 8f3a", "a\\u0000b\\ud800c\\nd")).detail())
                .contains("a?b?c?d");
    }

    @Test
    void invalidUtf8IsRejectedAndNotRepaired() {
        byte[] payload = utf8(FAILED.replace("got", "g~t"));
        payload[FAILED.indexOf("got") + 1] = (byte) 0xC3;
        assertThat(ReportCodec.read(payload))
                .isEqualTo(
                        new Rejected<Report>("not-utf8", "payload is not UTF-8", Optional.empty()));
        assertThat(reason(FAILED.getBytes(StandardCharsets.UTF_16BE), ReportCodec::read))
                .isEqualTo("not-json");
        assertThat(reason("{\"online\":1}".getBytes(StandardCharsets.UTF_16BE), OnlineCodec::read))
                .isEqualTo("not-json");
    }

    @Test
    void reasonsAreShortAndSafeToPrint() {
        Rejected<Report> rejected =
                (Rejected<Report>)
                        ReportCodec.read(
                                utf8(
                                        FAILED.replace(
                                                "\"k3Zq9w\"", "\"\\n" + "é".repeat(60) + "\"")));
        assertThat(rejected.why()).hasSizeLessThanOrEqualTo(200).doesNotContain("\n", "é");
    }

    @Test
    void anyBytesAreReadOrRejectedButNeverThrow() {
        Random random = new Random(20_261_120);
        List<String> seeds = good();
        int read = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] payload = damaged(utf8(seeds.get(i % seeds.size())), random);
            if (ReportCodec.read(payload) instanceof Read<Report>) read++;
            if (BirthCodec.read(payload) instanceof Read<Birth>) read++;
            if (OnlineCodec.read(payload) instanceof Read<OnlineNotice>) read++;
        }
        assertThat(read).isBetween(1_000, 59_000);
    }

    private static byte[] damaged(byte[] payload, Random random) {
        byte[] damaged = Arrays.copyOf(payload, payload.length - random.nextInt(2));
        for (int hits = random.nextInt(3); hits > 0; hits--)
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        return damaged;
    }

    private static Report report(String payload) {
        Reading<Report> reading = ReportCodec.read(utf8(payload));
        assertThat(reading).isInstanceOf(Read.class);
        return ((Read<Report>) reading).value();
    }

    private static <T> String reason(byte[] payload, Function<byte[], Reading<T>> codec) {
        return switch (codec.apply(payload)) {
            case Rejected<T> rejected -> rejected.reason();
            case Read<T> read -> "read " + read.value();
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
