package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.adapter.http.RawClient;
import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/** A file larger than a buffer can count: sparse, with marks at the borders of what is mapped. */
class LargeArtifactTest {
    private static final long GIB = 1L << 30;
    private static final long SIZE = 3 * GIB + 100;

    /** What stands around each border; the rest are zeros. */
    private static final byte[] MARK = {1, 2, 3, 4, 5, 6, 7, 8};

    private static final Vertx VERTX = Vertx.vertx();
    private static final FakeDesk DESK = new FakeDesk();

    @TempDir static Path folder;

    private static MappedArtifacts artifacts;
    private static Sha256 name;
    private static DeviceServer server;

    @BeforeAll
    static void make() throws IOException {
        ServedFiles files = ServedFiles.in(folder);
        name = ServedFiles.put(folder, MARK);
        Path file = files.find(name).orElseThrow();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long border : new long[] {4, GIB, 2 * GIB, 3 * GIB, SIZE - 4})
                channel.write(ByteBuffer.wrap(MARK), border - 4);
        }
        artifacts = new MappedArtifacts(files);
        DESK.admissions.put("huge", new Admission.Admitted(7, name, SIZE));
        server =
                DeviceServer.start(
                        VERTX,
                        new DeviceServer.Options(
                                "127.0.0.1",
                                0,
                                Optional.empty(),
                                1,
                                new DeviceServer.Limits(
                                        9, Duration.ofSeconds(30), Duration.ofSeconds(30))),
                        DESK,
                        files);
        assertThat(Files.size(file)).isEqualTo(SIZE);
    }

    @AfterAll
    static void stop() {
        server.close();
        VERTX.close().await();
    }

    private static MappedArtifacts.Mapping huge() {
        return artifacts.find(name).orElseThrow();
    }

    private static byte[] bytes(long from, int length) {
        return huge().slice(from, length).getBytes();
    }

    @Test
    void aFileOfMoreThanTwoGibibytesIsReadUpToItsLastByte() {
        assertThat(huge().size()).isEqualTo(SIZE);
        assertThat(bytes(0, 8)).isEqualTo(MARK);
        for (long border = GIB; border <= 3 * GIB; border += GIB) {
            assertThat(bytes(border - 4, 8)).as("across %d", border).startsWith(1, 2, 3, 4, 5);
            assertThat(bytes(border - 4, 4)).as("up to %d", border).containsExactly(1, 2, 3, 4);
            assertThat(bytes(border, 1)).as("from %d", border).containsExactly(5);
            assertThat(bytes(border - 6, 3)).as("before %d", border).containsExactly(0, 0, 1);
        }
        assertThat(bytes(SIZE - 4, 4)).containsExactly(5, 6, 7, 8);
        assertThat(bytes(SIZE, 0)).isEmpty();
    }

    @Test
    void aWindowBeyondTheEndIsRefused() {
        for (long[] window : new long[][] {{SIZE - 4, 5}, {-1, 1}, {SIZE + 1, 0}, {0, SIZE}})
            assertThatThrownBy(() -> huge().slice(window[0], window[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Two borders lie within: each piece is a window, however large the file is. */
    @Test
    void servingAllOfItTakesNoHeap() {
        MappedArtifacts.Mapping file = huge();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long sum = 0;
        for (long at = 0; at < SIZE; at += Download.PIECE)
            sum += file.slice(at, Math.min(Download.PIECE, SIZE - at)).length();
        assertThat(sum).isEqualTo(SIZE);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=1073741820-1073741827, 0102030405060708",
        "bytes=2147483644-2147483651, 0102030405060708",
        "bytes=3221225469-3221225471, 020304",
        "bytes=3221225472-3221225475, 05060708",
        "bytes=-4, 05060708",
    })
    void rangesAcrossTheBordersAreTheFilesBytes(String range, String hex) throws Exception {
        try (RawClient client = RawClient.to(server.port(), false)) {
            RawClient.Answer answer =
                    client.ask(
                            "GET /f/huge/fw.bin HTTP/1.1\r\nHost: h\r\nRange: "
                                    + range
                                    + "\r\n\r\n");
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.header("Content-Range")).endsWith("/" + SIZE);
            assertThat(HexFormat.of().formatHex(answer.body())).isEqualTo(hex);
        }
    }

    /**
     * Longer than what is handed over at once, so that pieces begin before a border and end behind.
     */
    @Test
    void aLongRangeAcrossABorderIsWhole() throws Exception {
        int half = 700_001;
        try (RawClient client = RawClient.to(server.port(), false)) {
            RawClient.Answer answer =
                    client.ask(
                            "GET /f/huge/fw.bin HTTP/1.1\r\nHost: h\r\nRange: bytes="
                                    + (2 * GIB - half)
                                    + "-"
                                    + (2 * GIB + half - 1)
                                    + "\r\n\r\n");
            byte[] expected = new byte[2 * half];
            System.arraycopy(MARK, 0, expected, half - 4, MARK.length);
            assertThat(answer.body()).isEqualTo(expected);
        }
    }
}
