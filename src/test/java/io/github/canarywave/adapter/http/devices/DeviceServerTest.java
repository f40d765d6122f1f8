package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.adapter.http.RawClient;
import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.adapter.http.TestCertificate;
import io.github.canarywave.adapter.http.devices.FakeDesk.Ended;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What devices get, over real connections. */
class DeviceServerTest {
    private static final int SIZE = 700_001;
    private static final String PATH = "/f/good/fw.bin";
    private static final Vertx VERTX =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private static final byte[] CONTENT = content(SIZE, 1);
    private static final byte[] LARGE = content(40_000_000, 2);
    private static final FakeDesk DESK = new FakeDesk();

    @TempDir static Path folder;

    private static DeviceServer plain;
    private static DeviceServer tls;

    private static byte[] content(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeAll
    static void start() throws Exception {
        ArtifactStore files = ServedFiles.in(folder);
        Sha256 small = ServedFiles.put(folder, CONTENT);
        Sha256 large = ServedFiles.put(folder, LARGE);
        DESK.admissions.put("good", new Admission.Admitted(7, small, SIZE));
        DESK.admissions.put("large", new Admission.Admitted(8, large, LARGE.length));
        DESK.admissions.put("gone", new Admission.Gone("attempt 7 was withdrawn"));
        DESK.admissions.put("busy", new Admission.Busy(17, "too many downloads"));
        DESK.admissions.put("lost", new Admission.Admitted(9, Sha256.of(new byte[1]), 1));
        plain = DeviceServer.start(VERTX, options(Optional.empty(), LIMITS), DESK, files);
        tls =
                DeviceServer.start(
                        VERTX,
                        options(
                                Optional.of(DeviceTls.everybody(TestCertificate.in(folder))),
                                LIMITS),
                        DESK,
                        files);
    }

    private static final DeviceServer.Limits LIMITS =
            new DeviceServer.Limits(200, Duration.ofSeconds(30), Duration.ofSeconds(30));

    private static DeviceServer.Options options(
            Optional<DeviceTls> tls, DeviceServer.Limits limits) {
        return new DeviceServer.Options("127.0.0.1", 0, tls, 2, limits);
    }

    @AfterAll
    static void stop() {
        plain.close();
        tls.close();
        VERTX.close().await();
    }

    /** Each download that began ends, once; the end of one may come after its last byte. */
    @AfterEach
    void forget() {
        DESK.cutAtOnce = false;
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(DESK.ended).hasSameSizeAs(DESK.cuts));
        DESK.ended.clear();
        DESK.cuts.clear();
    }

    private static RawClient connect(boolean encrypted) throws Exception {
        return RawClient.to((encrypted ? tls : plain).port(), encrypted);
    }

    private static String tag() {
        return "\"" + Sha256.of(CONTENT).hex() + "\"";
    }

    /** A refusal: what is sent, the status, a header that must be there, whether it closes. */
    private record Refusal(
            String request, int status, String header, String value, boolean closes) {}

    private static final String HOST = "Host: localhost\r\n";

    private static final List<Refusal> REFUSALS =
            List.of(
                    refusal("GET /f/nobody/fw.bin HTTP/1.1\r\n" + HOST, 404),
                    refusal("HEAD /f/nobody/fw.bin HTTP/1.1\r\n" + HOST, 404),
                    refusal("GET /f/gone/fw.bin HTTP/1.1\r\n" + HOST, 410),
                    refusal("GET /f/gone/fw.bin HTTP/1.0\r\n", 410),
                    refusal("GET /f/gone/fw.bin HTTP/1.1\r\nRange: bytes=9-\r\n" + HOST, 410),
                    new Refusal(
                            "GET /f/busy/fw.bin HTTP/1.1\r\n" + HOST,
                            503,
                            "Retry-After",
                            "17",
                            false),
                    refusal("GET /f/lost/fw.bin HTTP/1.1\r\n" + HOST, 500),
                    refusal("GET / HTTP/1.1\r\n" + HOST, 404),
                    refusal("GET /f/good/fw.bin/ HTTP/1.1\r\n" + HOST, 404),
                    refusal("GET /f//fw.bin HTTP/1.1\r\n" + HOST, 404),
                    refusal("GET /f/../good/fw.bin HTTP/1.1\r\n" + HOST, 404),
                    refusal("GET /f/%67ood/fw.bin HTTP/1.1\r\n" + HOST, 404),
                    refusal("GET /F/good/fw.bin HTTP/1.1\r\n" + HOST, 404),
                    refusal("GET /f/" + "a".repeat(65) + "/fw.bin HTTP/1.1\r\n" + HOST, 404),
                    new Refusal(
                            "POST " + PATH + " HTTP/1.1\r\n" + HOST,
                            405,
                            "Allow",
                            "GET, HEAD",
                            false),
                    new Refusal(
                            "PUT " + PATH + " HTTP/1.1\r\n" + HOST,
                            405,
                            "Allow",
                            "GET, HEAD",
                            false),
                    new Refusal(
                            "OPTIONS " + PATH + " HTTP/1.1\r\n" + HOST,
                            405,
                            "Allow",
                            "GET, HEAD",
                            false),
                    new Refusal(
                            "DELETE " + PATH + " HTTP/1.0\r\n", 405, "Allow", "GET, HEAD", true),
                    broken("GET " + PATH + " HTTP/1.1\r\n", 400),
                    broken("GET " + PATH + " HTTP/1.1\r\n" + HOST + HOST, 400),
                    broken("GET " + PATH + " HTTP/1.1\r\nHost: a\r\nhost: b\r\n", 400),
                    broken(
                            "GET " + PATH + " HTTP/1.1\r\n" + HOST + "Range: bytes=0-\r\n 9\r\n",
                            400),
                    broken("GET " + PATH + " HTTP/1.1\r\n" + HOST + "X: a\r\n\tb\r\n", 400),
                    broken(
                            "GET "
                                    + PATH
                                    + " HTTP/1.1\r\n"
                                    + HOST
                                    + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                            400),
                    broken(
                            "GET "
                                    + PATH
                                    + " HTTP/1.1\r\n"
                                    + HOST
                                    + "Transfer-Encoding: chunked\r\n",
                            400),
                    broken("GET " + PATH + " HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400),
                    broken("GET " + PATH + " HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n", 400),
                    broken(
                            "GET "
                                    + PATH
                                    + " HTTP/1.1\r\n"
                                    + HOST
                                    + "Content-Length: 0\r\nContent-Length: 5\r\n",
                            400),
                    broken("GET " + PATH + " HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n", 400),
                    broken("GET " + PATH + " HTTP/1.1\r\n" + HOST + "Content-Length : 0\r\n", 400),
                    broken("GET " + PATH + " HTTP/1.1\r\n" + HOST + ": empty\r\n", 400),
                    broken(
                            "GET "
                                    + PATH
                                    + " HTTP/1.1\r\n"
                                    + HOST
                                    + "X: "
                                    + "a".repeat(5000)
                                    + "\r\n",
                            431),
                    broken("GET /" + "a".repeat(600) + " HTTP/1.1\r\n" + HOST, 414));

    private static Refusal refusal(String request, int status) {
        return new Refusal(
                request, status, "Transfer-Encoding", "(none)", request.contains("HTTP/1.0"));
    }

    private static Refusal broken(String request, int status) {
        return new Refusal(request, status, "Transfer-Encoding", "(none)", true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesWhatItMustAndClosesAfterAmbiguousRequests(boolean encrypted) throws Exception {
        for (Refusal row : REFUSALS)
            try (RawClient client = connect(encrypted)) {
                RawClient.Answer answer = client.ask(row.request() + "\r\n");
                assertThat(answer.status()).as(row.request()).isEqualTo(row.status());
                assertThat(answer.header(row.header())).as(row.request()).isEqualTo(row.value());
                assertThat(answer.header("Content-Length"))
                        .as(row.request())
                        .isNotEqualTo("(none)");
                if (row.closes()) assertThat(client.closed()).as(row.request()).isTrue();
                else
                    assertThat(client.ask("GET " + PATH + " HTTP/1.1\r\n" + HOST + "\r\n").status())
                            .isEqualTo(200);
            }
    }

    @Test
    void takesRequestLinesWithAHostInThem() throws Exception {
        try (RawClient client = connect(true)) {
            RawClient.Answer answer =
                    client.ask("GET https://localhost" + PATH + " HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        try (RawClient client = connect(true)) {
            String get = "GET " + PATH + " HTTP/1.1\r\n" + HOST + "Range: bytes=%d-%d\r\n\r\n";
            client.send(get.formatted(0, 400_000) + get.formatted(5, 9));
            assertThat(client.read(false).body())
                    .isEqualTo(Arrays.copyOfRange(CONTENT, 0, 400_001));
            assertThat(client.read(false).body()).isEqualTo(Arrays.copyOfRange(CONTENT, 5, 10));
        }
    }

    @Test
    void givesTheFileThroughAnySplit() throws Exception {
        Random random = new Random(20261120);
        for (int round = 0; round < 10; round++)
            try (RawClient client = connect(round % 2 == 0)) {
                byte[] got = new byte[SIZE];
                for (int at = 0; at < SIZE; ) {
                    int to = Math.min(SIZE - 1, at + random.nextInt(1 << (3 + random.nextInt(17))));
                    String range = random.nextInt(20) == 0 ? at + "-" : at + "-" + to;
                    byte[] body =
                            client.ask(
                                            "GET "
                                                    + PATH
                                                    + " HTTP/1.1\r\n"
                                                    + HOST
                                                    + "If-Range: "
                                                    + tag()
                                                    + "\r\nRange: bytes="
                                                    + range
                                                    + "\r\n\r\n")
                                    .body();
                    System.arraycopy(body, 0, got, at, body.length);
                    at += body.length;
                }
                assertThat(got).as("round " + round).isEqualTo(CONTENT);
            }
    }

    @Test
    void saysWhatWentOutOnceForEachBody() throws Exception {
        try (RawClient client = connect(true)) {
            client.ask("GET " + PATH + " HTTP/1.1\r\n" + HOST + "\r\n");
            awaitEnded(new Ended(7, SIZE, true));
            client.ask("GET " + PATH + " HTTP/1.1\r\n" + HOST + "Range: bytes=0-99\r\n\r\n");
            awaitEnded(new Ended(7, SIZE, true), new Ended(7, 100, false));
            client.ask("GET " + PATH + " HTTP/1.1\r\n" + HOST + "Range: bytes=-1\r\n\r\n");
            client.ask("HEAD " + PATH + " HTTP/1.1\r\n" + HOST + "\r\n");
            client.ask("GET " + PATH + " HTTP/1.1\r\n" + HOST + "If-None-Match: *\r\n\r\n");
            client.ask("GET " + PATH + " HTTP/1.1\r\n" + HOST + "Range: bytes=800000-\r\n\r\n");
            awaitEnded(
                    new Ended(7, SIZE, true), new Ended(7, 100, false), new Ended(7, SIZE, true));
            assertThat(DESK.cuts).hasSize(3);
        }
    }

    @Test
    void sendsLargePartsInPiecesAndSaysHowFarTheFurthestWent() throws Exception {
        try (RawClient client = connect(true)) {
            String get = "GET " + PATH + " HTTP/1.1\r\n" + HOST + "Range: bytes=";
            client.send(get + "300001-,0-299000\r\n\r\n" + get + "400000-699999,5-9\r\n\r\n");
            assertThat(client.strict().parts())
                    .satisfiesExactly(
                            part ->
                                    assertThat(part.bytes())
                                            .isEqualTo(Arrays.copyOfRange(CONTENT, 300_001, SIZE)),
                            part ->
                                    assertThat(part.bytes())
                                            .isEqualTo(Arrays.copyOfRange(CONTENT, 0, 299_001)));
            assertThat(client.strict().parts()).hasSize(2);
            awaitEnded(new Ended(7, SIZE, true), new Ended(7, 700_000, false));
        }
    }

    private static void awaitEnded(Ended... wanted) {
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(DESK.ended).containsExactly(wanted));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsAResponseThatTheDeskCuts(boolean encrypted) throws Exception {
        try (RawClient client = connect(encrypted)) {
            client.send("GET /f/large/fw.bin HTTP/1.1\r\n" + HOST + "\r\n");
            await().until(() -> DESK.cuts.size() == 1);
            assertThat(client.some(1_000_000)).hasSize(1_000_000);
            DESK.cuts.getFirst().run();
            int got = 1_000_000 + rest(client);
            assertThat(got).isLessThan(LARGE.length);
            await().until(() -> DESK.ended.size() == 1);
            Ended ended = DESK.ended.getFirst();
            assertThat(ended.last()).isFalse();
            assertThat(ended.upTo()).isBetween(1L, LARGE.length - 1L);
        }
    }

    @Test
    void sendsNothingOfAResponseThatIsCutBeforeItBegins() throws Exception {
        DESK.cutAtOnce = true;
        for (int i = 0; i < 20; i++)
            try (RawClient client = connect(i % 2 == 0)) {
                client.send("GET /f/large/fw.bin HTTP/1.1\r\n" + HOST + "\r\n");
                assertThat(client.closed()).isTrue();
            }
        await().until(() -> DESK.ended.size() == 20);
        assertThat(DESK.ended).allMatch(ended -> ended.equals(new Ended(8, 0, false)));
    }

    private static int rest(RawClient client) throws IOException {
        try {
            return client.some(LARGE.length).length;
        } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
            return 0; // a reset takes what was still under way with it
        }
    }

    @Test
    void hearsOfADeviceThatVanishesBeforeTheEnd() throws Exception {
        try (RawClient client = connect(true)) {
            client.send("GET /f/large/fw.bin HTTP/1.1\r\n" + HOST + "Range: bytes=100-\r\n\r\n");
            client.some(100);
        }
        await().atMost(10, TimeUnit.SECONDS).until(() -> DESK.ended.size() == 1);
        assertThat(DESK.ended.getFirst().last()).isFalse();
        assertThat(DESK.ended.getFirst().upTo()).isLessThan(LARGE.length);
    }

    @Test
    void letsCurlResumeThroughCuts() throws Exception {
        Path file = folder.resolve("curl.bin");
        String url = "https://localhost:" + tls.port() + "/f/large/fw.bin";
        int cuts = 0;
        for (int round = 0; round < 3; round++) {
            Process curl = curl("-C", "-", "--limit-rate", "8M", "-o", file.toString(), url);
            int before = DESK.cuts.size();
            long atLeast = 1_000_000L + (Files.exists(file) ? Files.size(file) : 0);
            await().atMost(20, TimeUnit.SECONDS)
                    .until(
                            () ->
                                    DESK.cuts.size() > 0
                                            && Files.exists(file)
                                            && Files.size(file) > atLeast);
            DESK.cuts.getLast().run();
            assertThat(curl.waitFor()).as("curl's exit code, round " + round).isIn(18, 35, 56);
            assertThat(before).isEqualTo(cuts++);
        }
        assertThat(curl("-C", "-", "-o", file.toString(), url).waitFor()).isZero();
        assertThat(Sha256.of(Files.readAllBytes(file))).isEqualTo(Sha256.of(LARGE));
        await().until(() -> DESK.ended.size() == 4);
        assertThat(DESK.ended.getLast()).isEqualTo(new Ended(8, LARGE.length, true));
    }

    private static Process curl(String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of("curl", "-sS"));
        command.addAll(List.of("--cacert", folder.resolve("chain.pem").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).inheritIO().start();
    }

    @Test
    void closesWhoSendsNoRequestAndWhoTakesNoBytesButSparesTheSlow() throws Exception {
        DeviceServer.Limits quick =
                new DeviceServer.Limits(200, Duration.ofMillis(300), Duration.ofMillis(900));
        try (DeviceServer server =
                DeviceServer.start(
                        VERTX, options(Optional.empty(), quick), DESK, ServedFiles.in(folder))) {
            try (RawClient silent = RawClient.to(server.port(), false)) {
                silent.send("GET " + PATH + " HTTP/1.1\r\nHost: l");
                assertThat(silent.closed()).isTrue();
            }
            try (RawClient deaf = RawClient.to(server.port(), false)) {
                deaf.send("GET /f/large/fw.bin HTTP/1.1\r\n" + HOST + "\r\n");
                await().atMost(10, TimeUnit.SECONDS).until(() -> DESK.ended.size() == 1);
                assertThat(DESK.ended.getFirst().last()).isFalse();
            }
            await().until(() -> server.connections() == 0);
            String url = "http://localhost:" + server.port() + "/f/large/fw.bin";
            Path file = folder.resolve("slow.bin");
            // some 3 s, longer than every time-out here: what lives is not closed
            assertThat(curl("--limit-rate", "12M", "-o", file.toString(), url).waitFor()).isZero();
            assertThat(Sha256.of(Files.readAllBytes(file))).isEqualTo(Sha256.of(LARGE));
        }
    }

    @Test
    void takesNoMoreConnectionsThanAllowed() throws Exception {
        DeviceServer.Limits two =
                new DeviceServer.Limits(2, Duration.ofSeconds(30), Duration.ofSeconds(30));
        try (DeviceServer server =
                        DeviceServer.start(
                                VERTX,
                                options(Optional.empty(), two),
                                DESK,
                                ServedFiles.in(folder));
                RawClient first = RawClient.to(server.port(), false);
                RawClient second = RawClient.to(server.port(), false)) {
            await().until(() -> server.connections() == 2);
            String get = "GET " + PATH + " HTTP/1.1\r\n" + HOST + "\r\n";
            try (RawClient third = RawClient.to(server.port(), false)) {
                RawClient.Answer told = third.ask(get);
                assertThat(told.status()).isEqualTo(503);
                assertThat(told.header("retry-after")).isEqualTo("120");
                assertThat(third.closed()).isTrue();
            }
            assertThat(server.connections()).isEqualTo(2);
            assertThat(first.ask(get).status()).isEqualTo(200);
            assertThat(second.ask(get).status()).isEqualTo(200);
        }
    }
}
