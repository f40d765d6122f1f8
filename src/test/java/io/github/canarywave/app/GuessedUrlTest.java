package io.github.canarywave.app;

import static io.github.canarywave.domain.rollout.Samples.campaign;
import static io.github.canarywave.domain.rollout.Samples.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.crypto.DownloadTokens;
import io.github.canarywave.adapter.crypto.TokenReading;
import io.github.canarywave.adapter.http.RawClient;
import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.adapter.http.StrictAnswer;
import io.github.canarywave.adapter.http.devices.DeviceServer;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.WireState;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who guesses at download URLs learns nothing: the real desk and tokens behind the real port. */
class GuessedUrlTest {
    private static final int SIZE = 1_000;
    private static final Vertx VERTX = Vertx.vertx();
    private final Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    private static final String NOTHING = "there is nothing here\n";
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @TempDir private Path folder;

    private final Bench bench = Bench.started(campaign(failures(10, 5)), 20);
    private Downloads downloads;
    private DownloadTokens tokens;
    private DeviceServer server;
    private String token;
    private String other;

    @BeforeEach
    void start() throws IOException {
        tokens = DownloadTokens.open(folder.resolve("keys/download.key"));
        downloads = new Downloads(bench.store, this::ticket, bench.turns::isShut, bench.inbox);
        token = tokens.issue(key(0), tomorrow);
        other = tokens.issue(key(1), tomorrow);
        Path file = folder.resolve("fw.bin");
        Files.write(file, new byte[SIZE]);
        DeviceServer.Limits limits =
                new DeviceServer.Limits(50, Duration.ofSeconds(30), Duration.ofSeconds(30));
        server =
                DeviceServer.start(
                        VERTX,
                        new DeviceServer.Options("127.0.0.1", 0, Optional.empty(), 1, limits),
                        downloads,
                        ServedFiles.one(file));
    }

    private long key(int published) {
        return bench.attempt(Bench.number(bench.published.get(published).device())).key();
    }

    private Optional<DownloadTickets.Ticket> ticket(String text) {
        return tokens.read(text) instanceof TokenReading.Valid(var key, var expires)
                ? Optional.of(new DownloadTickets.Ticket(key, expires))
                : Optional.empty();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @AfterAll
    static void stopLoops() {
        VERTX.close().await();
    }

    /** Targets that are not what was given out, by what was done to it. */
    private Map<String, String> guesses() throws IOException {
        Map<String, String> guesses = new LinkedHashMap<>();
        for (int at = 0; at < token.length(); at++) characters(guesses, at);
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            guesses.put("bit " + bit, url(base64(flipped)));
        }
        forged(guesses, bytes);
        path(guesses);
        return guesses;
    }

    private void characters(Map<String, String> guesses, int at) {
        String before = token.substring(0, at);
        String behind = token.substring(at + 1);
        char c = token.charAt(at);
        int place = ALPHABET.indexOf(c);
        guesses.put("next " + at, url(before + ALPHABET.charAt((place + 1) % 64) + behind));
        guesses.put("far " + at, url(before + ALPHABET.charAt(place ^ 32) + behind));
        guesses.put("without " + at, url(before + behind));
        guesses.put("twice " + at, url(before + c + c + behind));
        guesses.put("escaped " + at, url(before + "%%%02x".formatted((int) c) + behind));
        guesses.put("escaped twice " + at, url(before + "%%25%02X".formatted((int) c) + behind));
        guesses.put("wide " + at, url(before + "%%u%04x".formatted((int) c) + behind));
        char turned =
                Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
        if (turned != c) guesses.put("case " + at, url(before + turned + behind));
        for (char odd : "+/=.~*;,\u00e9".toCharArray())
            guesses.put("odd " + odd + " " + at, url(before + odd + behind));
    }

    private void forged(Map<String, String> guesses, byte[] bytes) throws IOException {
        byte[] others = Base64.getUrlDecoder().decode(other);
        for (int seal = 0; seal <= bytes.length; seal++) {
            byte[] mixed = bytes.clone();
            System.arraycopy(others, seal, mixed, seal, bytes.length - seal);
            if (!Arrays.equals(mixed, bytes) && !Arrays.equals(mixed, others))
                guesses.put("seal of another device from " + seal, url(base64(mixed)));
        }
        String foreign =
                DownloadTokens.open(folder.resolve("other/download.key")).issue(key(0), tomorrow);
        guesses.put("of another server", url(foreign));
        guesses.put("seal of another server", url(token.substring(0, 18) + foreign.substring(18)));
        for (String fill : new String[] {"A", "_", "a", "0"})
            guesses.put("all " + fill, url(fill.repeat(40)));
        guesses.put("no seal", url(token.substring(0, 18) + "A".repeat(22)));
        guesses.put("seal cut", url(token.substring(0, 20)));
        guesses.put("turned round", url(new StringBuilder(token).reverse().toString()));
        guesses.put("two tokens", url(token + other));
        guesses.put("in base64", url(Base64.getEncoder().encodeToString(bytes) + "="));
        guesses.put("in hex", url(HexFormat.of().formatHex(bytes)));
    }

    private void path(Map<String, String> guesses) {
        String whole = url(token);
        for (int at = 0; at < whole.length(); at++) {
            if (at >= 3 && at < 3 + token.length()) continue;
            String before = whole.substring(0, at);
            String behind = whole.substring(at + 1);
            char c = whole.charAt(at);
            guesses.put("path flipped " + at, before + (char) (c ^ 1) + behind);
            guesses.put("path twice " + at, before + c + c + behind);
            guesses.put("path without " + at, before + behind);
            guesses.put("path escaped " + at, before + "%%%02X".formatted((int) c) + behind);
            if (Character.isLetter(c))
                guesses.put("path case " + at, before + (char) (c ^ 32) + behind);
        }
        for (String form : FORMS) guesses.put(form, form.replace("T", token));
    }

    private static final String[] FORMS = {
        "/f/T",
        "/f/T/",
        "/f/T/fw.bin/",
        "/f/T/fw.bin/.",
        "/f/T/fw.bin/..",
        "/f/T/../T/fw.bin",
        "/f/./T/fw.bin",
        "/./f/T/fw.bin",
        "/../f/T/fw.bin",
        "/f/../f/T/fw.bin",
        "//f/T/fw.bin",
        "/f//T/fw.bin",
        "/f/T//fw.bin",
        "/f/T/fw.bin?",
        "/f/T/fw.bin?x",
        "/f/T/fw.bin?token=T",
        "/f/T/fw.bin#",
        "/f/T/fw.bin#x",
        "/f/T/fw.bin%3f",
        "/f/T/fw.bin%23",
        "/f/T/fw.bin;x=y",
        "/f/T/fw.bin%00",
        "/f/T%00/fw.bin",
        "/f/T/fw.bin%0d%0aX:y",
        "/f/T%2ffw.bin",
        "/f%2fT/fw.bin",
        "%2ff/T/fw.bin",
        "/f/T%5cfw.bin",
        "/f\\T\\fw.bin",
        "\\f\\T\\fw.bin",
        "/f/T/FW.BIN",
        "/f/T/fw.bin.",
        "/f/T/fw.bin.sig",
        "/f/T/fw.bi",
        "/f/T/..%2f..%2fetc%2fpasswd",
        "/f/../../etc/passwd",
        "/f/%2e%2e/%2e%2e/etc/passwd",
        "/f/..;/T/fw.bin",
        "/f/T/.fw.bin",
        "/f/T/~fw.bin",
        "/f/?T/fw.bin",
        "/?/f/T/fw.bin",
        "f/T/fw.bin",
        "*",
        "T",
        "/T",
        "/f/T/f%77.bin",
        "/f/T/\u00e9",
        "/f/%C3%A9/fw.bin",
        "/api/v1/releases",
        "/data/keys/download.key",
        "/f/"
    };

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String url(String text) {
        return "/f/" + text + "/fw.bin";
    }

    private static StrictAnswer get(RawClient client, String target) throws IOException {
        client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return client.strict();
    }

    @Test
    void everyGuessGetsOneAndTheSameAnswer() throws Exception {
        Map<String, String> guesses = guesses();
        assertThat(guesses).hasSizeGreaterThan(1_000);
        try (RawClient client = RawClient.to(server.port(), false)) {
            String unknown = get(client, "/unknown").without("Date");
            for (Map.Entry<String, String> guess : guesses.entrySet()) {
                assertThat(guess.getValue()).isNotEqualTo(url(token));
                StrictAnswer answer = get(client, guess.getValue());
                assertThat(answer.without("Date")).as("%s", guess).isEqualTo(unknown);
                assertThat(new String(answer.body(), StandardCharsets.US_ASCII))
                        .as("%s", guess)
                        .isEqualTo(NOTHING);
            }
            assertThat(downloads.underWay()).isZero();
            assertThat(get(client, url(token)).status()).isEqualTo(200);
            assertThat(get(client, url(other)).status()).isEqualTo(200);
        }
    }

    /** What we made and what is over says so, or a device would try for ever. */
    @Test
    void onlyWhatWeMadeHearsThatItIsOver() throws Exception {
        Instant past = Instant.now().minusSeconds(2);
        long superseded = key(2);
        bench.fold(
                bench.report(
                        Bench.number(bench.published.get(2).device()),
                        bench.published.get(2).id(),
                        1,
                        WireState.FAILED,
                        Code.DNS));
        try (RawClient client = RawClient.to(server.port(), false)) {
            for (long key : new long[] {key(0), 0, 1, -1, Long.MAX_VALUE})
                assertThat(get(client, url(tokens.issue(key, past))).status()).isEqualTo(410);
            assertThat(get(client, url(tokens.issue(4711, tomorrow))).status()).isEqualTo(410);
            assertThat(get(client, url(tokens.issue(superseded, tomorrow))).status())
                    .isEqualTo(410);
            long running = key(3);
            assertThat(get(client, url(tokens.issue(running, tomorrow))).status()).isEqualTo(200);
            bench.turns.halt(Bench.NAME, "smoke", bench.now());
            assertThat(get(client, url(tokens.issue(running, tomorrow))).status()).isEqualTo(410);
        }
    }
}
