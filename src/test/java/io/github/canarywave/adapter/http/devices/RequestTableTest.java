package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.http.RawClient;
import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.adapter.http.StrictAnswer;
import io.github.canarywave.adapter.http.TestCertificate;
import io.github.canarywave.adapter.http.TlsFiles;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** Two tables of requests, written by bytes and read by a reader that forgives nothing. */
class RequestTableTest {
    private static final int SIZE = 10_000;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final byte[] CONTENT = new byte[SIZE];
    private static final Instant SINCE = Instant.parse("2026-11-08T07:05:03.250Z");
    private static final String DATE = "Sun, 08 Nov 2026 07:05:03 GMT";
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir static Path folder;

    private static DeviceServer server;
    private static DeviceServer tls;
    private static Sha256 digest;

    @BeforeAll
    static void start() throws Exception {
        new Random(3).nextBytes(CONTENT);
        digest = Sha256.of(CONTENT);
        Path file = folder.resolve("fw.bin");
        Files.write(file, CONTENT);
        FakeDesk desk = new FakeDesk();
        desk.admissions.put(
                "good",
                new Admission.Admitted(
                        7, digest, SIZE, false, Optional.of(SINCE), Optional.empty()));
        desk.admissions.put("undated", new Admission.Admitted(7, digest, SIZE));
        desk.admissions.put(
                "ahead",
                new Admission.Admitted(
                        7,
                        digest,
                        SIZE,
                        false,
                        Optional.of(Instant.now().plus(Duration.ofDays(1))),
                        Optional.empty()));
        desk.admissions.put("gone", new Admission.Gone("attempt 7 was withdrawn"));
        desk.admissions.put("busy", new Admission.Busy(17, "too many downloads"));
        server = open(desk, file, Optional.empty());
        tls = open(desk, file, Optional.of(TestCertificate.in(folder)));
    }

    private static DeviceServer open(FakeDesk desk, Path file, Optional<TlsFiles> identity) {
        return DeviceServer.start(
                VERTX,
                new DeviceServer.Options(
                        "127.0.0.1",
                        0,
                        identity.map(DeviceTls::everybody),
                        1,
                        new DeviceServer.Limits(
                                50, Duration.ofSeconds(30), Duration.ofSeconds(30))),
                desk,
                ServedFiles.one(file));
    }

    @AfterAll
    static void stop() {
        server.close();
        tls.close();
        VERTX.close().await();
    }

    /** A row of {@code requests.txt}. */
    private record Row(String headers, String get, String head) {}

    private static List<String[]> table(String name) throws IOException {
        try (InputStream in = RequestTableTest.class.getResourceAsStream("/http/" + name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .toList();
        }
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String[] cells : table("requests.txt")) {
            assertThat(cells).as(String.join(" | ", cells)).hasSize(3);
            rows.add(new Row(headers(cells[0]), cells[1], cells[2]));
        }
        return rows;
    }

    private static String headers(String cell) {
        if (cell.equals("-")) return "";
        return cell.replace("\\n", "\r\n")
                        .replace("TAG", "\"" + digest.hex() + "\"")
                        .replace("DATE", DATE)
                        .replace("BEFORE", "Sun, 08 Nov 2026 07:05:02 GMT")
                        .replace("AFTER", "Sun, 08 Nov 2026 07:05:04 GMT")
                        .replace("D850", "Sunday, 08-Nov-26 07:05:03 GMT")
                        .replace("DASC", "Sun Nov  8 07:05:03 2026")
                + "\r\n";
    }

    /** A connection that sends what it is told and reads strictly. */
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Wire(boolean encrypted) throws Exception {
            socket = RawClient.socket((encrypted ? tls : server).port(), encrypted);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void send(String request) throws IOException {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        }

        StrictAnswer ask(String request) throws IOException {
            send(request);
            return StrictAnswer.read(in, request.startsWith("HEAD "));
        }

        boolean closed() throws IOException {
            try {
                return in.read() < 0;
            } catch (SocketException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void theTableIsLongEnough() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(150);
        assertThat(table("shapes.txt")).hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, GET, false",
        "HTTP/1.1, HEAD, false",
        "HTTP/1.0, GET, false",
        "HTTP/1.0, HEAD, false",
        "HTTP/1.1, GET, true"
    })
    void everyByteOfEveryAnswerIsAsTheTableSays(String version, String method, boolean encrypted)
            throws Exception {
        try (Wire wire = new Wire(encrypted)) {
            for (Row row : rows()) {
                String rest = version + "\r\nHost: localhost\r\nConnection: keep-alive\r\n";
                String request = method + " /f/good/fw.bin " + rest + row.headers() + "\r\n";
                StrictAnswer answer = wire.ask(request);
                boolean get = method.equals("GET");
                check(request, answer, get ? row.get() : row.head(), version, get);
            }
        }
    }

    private static void check(
            String request, StrictAnswer answer, String wanted, String version, boolean get)
            throws IOException {
        String[] words = wanted.split(" ", -1);
        List<int[]> parts = words.length == 1 ? List.of() : parts(words[1]);
        boolean resumes = request.contains("\r\nIf-Range:");
        byte[] body = body(words[0], parts);
        if (parts.size() > 1 && get) checkParts(request, answer, parts);
        else assertThat(answer.body()).as(request).isEqualTo(get ? body : new byte[0]);
        String length = parts.size() > 1 ? "" + answer.body().length : "" + body.length;
        assertThat(answer.without("Date"))
                .as(request)
                .isEqualTo(head(version, words[0], parts, length, resumes));
        assertThat(HttpDates.read(answer.header("Date").orElseThrow(), Instant.now()))
                .hasValueSatisfying(
                        date ->
                                assertThat(date)
                                        .isBetween(
                                                Instant.now().minusSeconds(10),
                                                Instant.now().plusSeconds(1)));
    }

    private static List<int[]> parts(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(part -> Arrays.stream(part.split("-", -1)).mapToInt(Integer::parseInt))
                .map(ends -> ends.toArray())
                .toList();
    }

    private static byte[] body(String status, List<int[]> parts) throws IOException {
        if (status.equals("200")) return CONTENT;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int[] part : parts) body.write(CONTENT, part[0], part[1] - part[0] + 1);
        return body.toByteArray();
    }

    /** What must stand above the body, in this order and nothing else; the date apart. */
    private static String head(
            String version, String status, List<int[]> parts, String length, boolean resumes) {
        List<String> lines = new ArrayList<>();
        lines.add(version + " " + status + " " + reason(status));
        if (status.startsWith("20")) {
            lines.add(
                    "Content-Type: "
                            + (parts.size() > 1
                                    ? "multipart/byteranges; boundary="
                                            + digest.hex().substring(0, 32)
                                    : "application/octet-stream"));
        }
        if (!status.equals("304")) lines.add("Content-Length: " + length);
        if (parts.size() == 1)
            lines.add(
                    "Content-Range: bytes %d-%d/%d"
                            .formatted(parts.getFirst()[0], parts.getFirst()[1], SIZE));
        if (status.equals("416")) lines.add("Content-Range: bytes */" + SIZE);
        lines.add("Accept-Ranges: bytes");
        lines.add("ETag: \"" + digest.hex() + "\"");
        lines.add("Cache-Control: no-cache");
        if (status.equals("200") || (status.equals("206") && !resumes)) {
            lines.add("Last-Modified: " + DATE);
            lines.add(
                    "Repr-Digest: sha-256=:"
                            + Base64.getEncoder().encodeToString(digest.bytes())
                            + ":");
        }
        if (version.equals("HTTP/1.0")) lines.add("connection: keep-alive");
        return String.join("\n", lines);
    }

    private static String reason(String status) {
        return switch (status) {
            case "200" -> "OK";
            case "206" -> "Partial Content";
            case "304" -> "Not Modified";
            case "412" -> "Precondition Failed";
            case "416" -> "Requested Range Not Satisfiable";
            default -> throw new IllegalArgumentException("no such status: " + status);
        };
    }

    private static void checkParts(String request, StrictAnswer answer, List<int[]> parts) {
        List<StrictAnswer.Part> got = answer.parts();
        assertThat(got).as(request).hasSize(parts.size());
        for (int i = 0; i < got.size(); i++) {
            int[] ends = parts.get(i);
            assertThat(got.get(i).type()).isEqualTo("application/octet-stream");
            assertThat(got.get(i).range()).isEqualTo(ends[0] + "-" + ends[1] + "/" + SIZE);
            assertThat(got.get(i).bytes())
                    .isEqualTo(Arrays.copyOfRange(CONTENT, ends[0], ends[1] + 1));
        }
    }

    /** Each row on a connection of its own; "good" must still be served behind an open one. */
    @Test
    void ambiguousAndOverlongRequestsAreRefusedAndTheirConnectionsClosed() throws Exception {
        for (String[] cells : table("shapes.txt")) {
            String name = String.join(" | ", cells);
            assertThat(cells).as(name).hasSize(3);
            try (Wire wire = new Wire(false)) {
                StrictAnswer answer = wire.ask(unescaped(cells[0]));
                assertThat(answer.status() + "").as(name).isEqualTo(cells[1]);
                if (answer.status() == 405)
                    assertThat(answer.header("Allow")).hasValue("GET, HEAD");
                if (cells[2].equals("closed")) assertThat(wire.closed()).as(name).isTrue();
                else
                    assertThat(wire.ask("GET /f/good/fw.bin HTTP/1.1\r\nHost: a\r\n\r\n").body())
                            .as(name)
                            .isEqualTo(CONTENT);
            }
        }
    }

    private static String unescaped(String cell) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (c == '\\') {
                text.append((char) Integer.parseInt(cell.substring(i + 1, i + 3), 16));
                i += 2;
            } else if (c == '~') {
                text.append("\r\n");
            } else if (c == '{') {
                int end = cell.indexOf('}', i);
                text.repeat("a", Integer.parseInt(cell.substring(i + 1, end)));
                i = end;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    @Test
    void aRefusalComesInItsTurnAndNotInTheMiddleOfABody() throws Exception {
        try (Wire wire = new Wire(false)) {
            String get = "GET /f/good/fw.bin HTTP/1.1\r\nHost: a\r\n\r\n";
            wire.send(get + get + "GET /f/good/fw.bin HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n");
            for (int i = 0; i < 2; i++)
                assertThat(StrictAnswer.read(wire.in, false).body()).isEqualTo(CONTENT);
            assertThat(StrictAnswer.read(wire.in, false).status()).isEqualTo(400);
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void aUrlWithoutADateGivesNoneAndHearsOfNone() throws Exception {
        for (String name : List.of("undated", "ahead"))
            try (Wire wire = new Wire(false)) {
                String get = "GET /f/" + name + "/fw.bin HTTP/1.1\r\nHost: a\r\n";
                StrictAnswer answer = wire.ask(get + "\r\n");
                assertThat(answer.header("Last-Modified")).isEmpty();
                String today =
                        DateTimeFormatter.ofPattern(
                                        "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
                                .format(Instant.now().atOffset(ZoneOffset.UTC));
                for (String condition : List.of("If-Modified-Since: ", "If-Unmodified-Since: "))
                    assertThat(wire.ask(get + condition + today + "\r\n\r\n").status())
                            .isEqualTo(200);
                assertThat(
                                wire.ask(
                                                get
                                                        + "Range: bytes=1-2\r\nIf-Range: "
                                                        + today
                                                        + "\r\n\r\n")
                                        .status())
                        .isEqualTo(200);
            }
    }
}
