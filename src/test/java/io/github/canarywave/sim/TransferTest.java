package io.github.canarywave.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.image.Sha256;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Downloads as the protocol page says, against a small server. */
class TransferTest {
    private static final byte[] IMAGE = SimImage.esp32("p", "1.1.0", 1, 300_000, 3);

    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Long> progress = new CopyOnWriteArrayList<>();
    private TestDownloads server;

    @BeforeEach
    void start() throws Exception {
        server = new TestDownloads(IMAGE);
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
        timers.shutdownNow();
    }

    @Test
    void bringsTheWholeFileWithItsDigests() {
        assertThat(fetch(IMAGE.length, Long.MAX_VALUE)).isEqualTo(whole());
        assertThat(server.ranges).containsExactly("");
        assertThat(progress)
                .isSorted()
                .hasSizeBetween(2, 45)
                .last()
                .satisfies(b -> assertThat(b).isBetween(290_000L, 300_000L));
    }

    @Test
    void goesOnWhereTheConnectionBroke() {
        assertThat(fetch(IMAGE.length, 123_456)).isEqualTo(whole());
        assertThat(server.ranges).hasSize(2).first().isEqualTo("");
        assertThat(server.ranges.getLast()).matches("bytes=[1-9]\\d*-");
    }

    @Test
    void beginsAgainWhenTheServerIgnoresRanges() {
        server.ignoringRanges();
        assertThat(fetch(IMAGE.length, 123_456)).isEqualTo(whole());
    }

    @Test
    void waitsWhenTheServerIsBusyAndNeverGivesUpForIt() {
        for (int i = 0; i < 8; i++) server.answers(503, "Retry-After", "0");
        assertThat(fetch(IMAGE.length, Long.MAX_VALUE)).isEqualTo(whole());
    }

    @Test
    void triesAgainOnServerErrorsAndThenSaysSo() {
        for (int i = 0; i < 4; i++) server.answers(500, "", "");
        assertThat(fetch(IMAGE.length, Long.MAX_VALUE)).isEqualTo(whole());
        for (int i = 0; i < 5; i++) server.answers(502, "", "");
        assertThat(fetch(IMAGE.length, Long.MAX_VALUE))
                .isEqualTo(new Transfer.Broken(Code.HTTP_5XX, "status 502"));
    }

    @Test
    void endsAtOnceWhereTryingAgainIsOfNoUse() {
        server.answers(403, "", "").answers(404, "", "");
        assertThat(fetch(IMAGE.length, Long.MAX_VALUE))
                .isEqualTo(new Transfer.Broken(Code.HTTP_403, "status 403"));
        assertThat(fetch(IMAGE.length, Long.MAX_VALUE))
                .isEqualTo(new Transfer.Broken(Code.HTTP_404, ""));
        assertThat(fetch(IMAGE.length + 1, Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Transfer.Broken.class,
                        b -> assertThat(b.code()).isEqualTo(Code.SIZE_MISMATCH));
        server.gone();
        assertThat(fetch(IMAGE.length, Long.MAX_VALUE)).isEqualTo(new Transfer.Gone());
        assertThat(server.ranges).hasSize(4);
    }

    @Test
    void noticesAFileThatShrankMeanwhile() {
        Transfer.Plan plan = plan(server.url(), IMAGE.length, 200_000);
        server.serving(IMAGE);
        var transfer = new Transfer(tools(), plan, _ -> server.serving(Arrays.copyOf(IMAGE, 1024)));
        assertThat(transfer.start().orTimeout(5, TimeUnit.SECONDS).join())
                .isInstanceOfSatisfying(
                        Transfer.Broken.class,
                        b -> assertThat(b.code()).isEqualTo(Code.SIZE_MISMATCH));
    }

    @Test
    void takesNothingThatIsNoImage() {
        byte[] text = new byte[5000];
        Arrays.fill(text, (byte) 'x');
        server.serving(text);
        assertThat(fetch(5000, Long.MAX_VALUE))
                .isEqualTo(new Transfer.Broken(Code.IMAGE_INVALID, "first byte is not e9"));
    }

    @Test
    void saysWhenNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var transfer =
                new Transfer(
                        tools(),
                        plan("http://localhost:" + port + "/f/x/fw.bin", 1024, Long.MAX_VALUE),
                        _ -> {});
        assertThat(transfer.start().orTimeout(5, TimeUnit.SECONDS).join())
                .isInstanceOfSatisfying(
                        Transfer.Broken.class, b -> assertThat(b.code()).isEqualTo(Code.CONNECT));
    }

    @Test
    void isNoFasterThanPlanned() {
        long began = System.nanoTime();
        Transfer.Plan plan =
                new Transfer.Plan(
                        server.url(), IMAGE.length, 600_000, Long.MAX_VALUE, Duration.ofMillis(5));
        assertThat(
                        new Transfer(tools(), plan, _ -> {})
                                .start()
                                .orTimeout(5, TimeUnit.SECONDS)
                                .join())
                .isEqualTo(whole());
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(Duration.ofMillis(400));
    }

    private Transfer.Result fetch(long size, long cutAt) {
        return new Transfer(tools(), plan(server.url(), size, cutAt), progress::add)
                .start()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    private static Transfer.Plan plan(String url, long size, long cutAt) {
        return new Transfer.Plan(url, size, 0, cutAt, Duration.ofMillis(5));
    }

    private Transfer.Tools tools() {
        return new Transfer.Tools(http, timers);
    }

    private static Transfer.Whole whole() {
        byte[] tail = Arrays.copyOfRange(IMAGE, IMAGE.length - 32, IMAGE.length);
        return new Transfer.Whole(Sha256.of(IMAGE).base64Url(), Sha256.ofDigest(tail).base64Url());
    }
}
