package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.canarywave.adapter.http.RawClient;
import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.adapter.http.TestCertificate;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.adapter.http.tls.DeviceTls.Profile;
import io.github.canarywave.adapter.log.LogFile;
import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.app.DownloadDesk.Holder;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** One line for each request that is over, and never what lets a reader fetch. */
class AccessLogTest {
    private static final int SIZE = 30_000_000;
    private static final String GOOD = token('g');
    private static final String GONE = token('o');
    private static final String BUSY = token('b');
    private static final String HOST = "Host: localhost\r\n";

    private static String token(char fill) {
        return "AQE-_" + String.valueOf(fill).repeat(35);
    }

    @TempDir Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final FakeDesk desk = new FakeDesk();
    private LogFile log;
    private DeviceServer plain;
    private DeviceServer tls;

    @BeforeEach
    void start() throws Exception {
        log = LogFile.open(AccessLog.LOGGER, folder.resolve("access.log"), LogFile.Limits.DEFAULT);
        ServedFiles files = ServedFiles.in(folder);
        Sha256 file = ServedFiles.put(folder, new byte[SIZE]);
        Holder holder = new Holder(new DeviceId("th-1"), new CampaignName("lamps"), 2);
        desk.admissions.put(
                GOOD,
                new Admission.Admitted(
                        7, file, SIZE, false, Optional.empty(), Optional.of(holder)));
        desk.admissions.put(GONE, new Admission.Gone("attempt 7 was withdrawn"));
        desk.admissions.put(BUSY, new Admission.Busy(17, "too many downloads"));
        desk.holders.put(GONE, holder);
        plain = start(Optional.empty(), files);
        tls = start(Optional.of(DeviceTls.everybody(TestCertificate.in(folder))), files);
    }

    private DeviceServer start(Optional<DeviceTls> secure, ServedFiles files) {
        return DeviceServer.start(
                vertx,
                new DeviceServer.Options(
                        "127.0.0.1",
                        0,
                        secure,
                        1,
                        new DeviceServer.Limits(
                                50, Duration.ofSeconds(30), Duration.ofMillis(1_500))),
                desk,
                files);
    }

    @AfterEach
    void stop() {
        plain.close();
        tls.close();
        log.close();
        vertx.close().await();
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(folder.resolve("access.log"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String last(int count) {
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(lines()).hasSize(count));
        return lines().getLast();
    }

    private static String get(String token, String headers) {
        return "GET /f/" + token + "/fw.bin HTTP/1.1\r\n" + HOST + headers + "\r\n";
    }

    private void ask(String request) throws Exception {
        try (RawClient client = RawClient.to(plain.port(), false)) {
            client.ask(request);
        }
    }

    @Test
    void eachRequestThatIsAnsweredIsOneLineThatSaysHow() throws Exception {
        ask(get(GOOD, "Range: bytes=0-999\r\n"));
        assertThat(last(1))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z request over .*")
                .contains(" device=th-1 campaign=lamps attempt=2 method=GET protocol=HTTP/1.1 ")
                .contains(" status=206 kind=part refused=- range=bytes=0-999 bytes_sent=1000 ")
                .contains(" ended=whole tls=none ")
                .containsPattern(" remote=127\\.0\\.0\\.1:\\d+$");
        ask(get(GOOD, "Range: bytes=5-\r\n"));
        assertThat(last(2)).contains(" kind=part ", " bytes_sent=" + (SIZE - 5) + " ");
        ask(get(GOOD, "Range: bytes=0-4,1000-1004\r\n"));
        assertThat(last(3)).contains(" kind=parts ", " range=bytes=0-4,1000-1004 ");
        ask("HEAD /f/" + GOOD + "/fw.bin HTTP/1.0\r\n\r\n");
        assertThat(last(4)).contains(" method=HEAD protocol=HTTP/1.0 status=200 kind=none ");
        ask(get(GOOD, "Range: bytes=" + SIZE + "-\r\n"));
        assertThat(last(5)).contains(" status=416 kind=none refused=- ");
        assertThat(plain.counts())
                .containsEntry("requests_2xx_part", 2L)
                .containsEntry("requests_2xx_parts", 1L)
                .containsEntry("requests_2xx_none", 1L)
                .containsEntry("requests_4xx_none", 1L)
                .containsEntry("parts_resumed", 1L)
                .containsKey("bytes_sent")
                .doesNotContainKey("refused_unknown");
    }

    @Test
    void eachRequestThatIsRefusedIsOneLineWithTheReason() throws Exception {
        record Case(String request, String expected) {}
        List<Case> cases =
                List.of(
                        new Case(get(GONE, ""), "device=th-1 campaign=lamps attempt=2 .*gone"),
                        new Case(get(BUSY, ""), "status=503 kind=none refused=busy"),
                        new Case(get("nobody", ""), "device=- .* status=404 .*refused=unknown"),
                        new Case("POST /f/" + GOOD + "/fw.bin HTTP/1.1\r\n" + HOST + "\r\n", "405"),
                        new Case(get(GOOD, HOST), "status=400 kind=none refused=malformed"),
                        new Case(
                                get(GOOD, "a: " + "b".repeat(5_000) + "\r\n"), "status=431 .*malf"),
                        new Case("GET /" + "a".repeat(600) + " HTTP/1.1\r\n\r\n", "status=414 "));
        for (int i = 0; i < cases.size(); i++) {
            ask(cases.get(i).request());
            assertThat(last(i + 1)).containsPattern(cases.get(i).expected());
        }
        assertThat(plain.counts())
                .containsEntry("refused_gone", 1L)
                .containsEntry("refused_busy", 1L)
                .containsEntry("refused_unknown", 1L)
                .containsEntry("refused_method", 1L)
                .containsEntry("refused_malformed", 3L)
                .containsEntry("requests_5xx_none", 1L)
                .containsEntry("refused_too_many_connections", 0L)
                .containsKey("connections_open");
    }

    @Test
    void whatIsCutSaysByWhom() throws Exception {
        for (DeviceServer server : List.of(plain, tls)) {
            int before = lines().size();
            try (RawClient halted = RawClient.to(server.port(), server == tls)) {
                halted.send(get(GOOD, ""));
                halted.some(1_000_000);
                desk.cuts.getLast().run();
                assertThat(last(before + 1))
                        .contains(" status=200 kind=whole ", " ended=cut-by-halt ");
            }
            try (RawClient leaving = RawClient.to(server.port(), server == tls)) {
                leaving.send(get(GOOD, ""));
                leaving.some(1_000_000);
            }
            assertThat(last(before + 2)).contains(" ended=cut-by-peer ");
            try (RawClient deaf = RawClient.to(server.port(), server == tls)) {
                deaf.send(get(GOOD, ""));
                assertThat(last(before + 3)).contains(" ended=stalled ");
            }
        }
        assertThat(tls.counts())
                .containsEntry("ended_cut_by_halt", 1L)
                .containsEntry("ended_cut_by_peer", 1L)
                .containsEntry("ended_stalled", 1L);
    }

    @Test
    void aServerThatStopsIsNotTakenForADeviceThatLeft() throws Exception {
        DeviceServer stopped = start(Optional.empty(), ServedFiles.in(folder));
        try (RawClient client = RawClient.to(stopped.port(), false)) {
            client.send(get(GOOD, ""));
            client.some(1_000_000);
            stopped.close();
            assertThat(last(1)).contains(" ended=cut-by-stop ");
        }
    }

    /** Tokens where they belong and wherever else a request has room for them. */
    @Test
    void noTokenThatWasHandedOutIsInTheLog() throws Exception {
        List<String> tokens = List.of(GOOD, GONE, BUSY, token('x'));
        int sent = 0;
        for (String token : tokens)
            for (String request :
                    List.of(
                            get(token, "Range: bytes=0-9\r\n"),
                            get(token, "Range: " + token + "\r\n"),
                            get(token, "Range: bytes=0-9\r\nRange: " + token + "\r\n"),
                            get(
                                    token,
                                    "User-Agent: " + token + "\r\nReferer: /f/" + token + "\r\n"),
                            get(token, "Authorization: Bearer " + token + "\r\n"),
                            get(token, "If-Range: \"" + token + "\"\r\n"),
                            get(token + "?" + token, ""),
                            "HEAD /f/" + token + "/fw.bin HTTP/1.0\r\n\r\n",
                            "GET /f/" + token + "/fw.bin HTTP/1.1\r\nHost: " + token + "\r\n\r\n",
                            token + " /f/" + token + "/fw.bin HTTP/1.1\r\n" + HOST + "\r\n",
                            "GET /f/" + token + "/fw.bin " + token + "\r\n" + HOST + "\r\n",
                            "GET https://localhost/f/"
                                    + token
                                    + "/fw.bin HTTP/1.1\r\n"
                                    + HOST
                                    + "\r\n",
                            get(token, "x: " + token.repeat(200) + "\r\n"))) {
                try (RawClient client = RawClient.to(tls.port(), true)) {
                    client.ask(request);
                }
                sent++;
            }
        last(sent);
        String all = Files.readString(folder.resolve("access.log"));
        for (String token : tokens)
            assertThat(all).doesNotContain(token, token.substring(5, 17), "/f/", "fw.bin");
    }

    @Test
    void withoutAFileNothingIsWrittenAnywhere() throws Exception {
        log.close();
        ask(get(GOOD, "Range: bytes=0-9\r\n"));
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> plain.counts().getOrDefault("requests_2xx_part", 0L) == 1);
        assertThat(AccessLog.wanted()).isFalse();
        assertThat(lines()).isEmpty();
    }

    private static SSLSocket open(SSLContext client, int port, String version) throws Exception {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }

    private static SSLContext trusting(boolean everybody) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null, everybody ? RawClient.trustsAll() : new TrustManager[0], new SecureRandom());
        return context;
    }

    @ParameterizedTest
    @CsvSource({"MODERN,TLSv1.3", "MODERN,TLSv1.2", "CONSTRAINED,TLSv1.2"})
    void handshakesAreCountedAndTheLineSaysHowItIsSecured(Profile profile, String version)
            throws Exception {
        DeviceTls secure =
                DeviceTls.open(DeviceTls.Settings.of(TestCertificate.in(folder), profile));
        SSLContext client = trusting(true);
        try (DeviceServer server = start(Optional.of(secure), ServedFiles.in(folder))) {
            for (int round = 1; round <= 3; round++) {
                try (SSLSocket socket = open(client, server.port(), version)) {
                    socket.getOutputStream()
                            .write(
                                    get(GOOD, "Range: bytes=0-9\r\n")
                                            .getBytes(StandardCharsets.US_ASCII));
                    assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
                    assertThat(last(round))
                            .contains(" tls=" + version + " ")
                            .contains(profile == Profile.MODERN ? " records=full" : "records=small")
                            .contains(round == 1 ? " session=new " : " session=resumed ");
                }
            }
            try (Socket noTls = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                noTls.getOutputStream().write(get(GOOD, "").getBytes(StandardCharsets.US_ASCII));
                assertThat(noTls.getInputStream().readAllBytes()).hasSizeLessThan(20);
            }
            try (SSLSocket doubts = open(trusting(false), server.port(), version)) {
                assertThatThrownBy(doubts::startHandshake).isInstanceOf(SSLException.class);
            }
            await().atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(
                            () ->
                                    assertThat(server.counts())
                                            .containsEntry("tls_handshakes_full", 1L)
                                            .containsEntry("tls_handshakes_resumed", 2L)
                                            .containsEntry("tls_handshakes_failed", 2L)
                                            .containsEntry("connections_open", 0L));
        }
    }
}
