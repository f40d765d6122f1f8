package io.github.canarywave.adapter.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One answer, read by a reader that forgives nothing: what a poor client may stumble over is an
 * error here. A body is as long as Content-Length says, never anything else.
 */
public final class StrictAnswer {
    /** The shortest line buffer of a client in the field has 512 bytes; leave room. */
    private static final int LINE_MAX = 128;

    /** All lines together; small clients keep them in one buffer. */
    private static final int HEAD_MAX = 640;

    private final List<String> lines;
    private final byte[] body;

    private StrictAnswer(List<String> lines, byte[] body) {
        this.lines = lines;
        this.body = body;
    }

    /** Reads the next answer. */
    public static StrictAnswer read(InputStream in, boolean head) throws IOException {
        List<String> lines = new ArrayList<>();
        int size = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
            size += line.length() + 2;
        }
        check(size <= HEAD_MAX, "head of " + size + " bytes", lines);
        check(
                lines.getFirst().matches("HTTP/1\\.[01] [2-5][0-9][0-9] [A-Z][A-Za-z -]+"),
                "status line",
                lines);
        checkHeaders(lines);
        StrictAnswer answer = new StrictAnswer(List.copyOf(lines), new byte[0]);
        Optional<String> length = answer.header("Content-Length");
        boolean none = answer.status() == 304;
        check(none || length.isPresent(), "no Content-Length", lines);
        check(!none || length.isEmpty(), "304 with Content-Length", lines);
        if (none || head) return answer;
        int wanted = Integer.parseInt(length.orElseThrow());
        byte[] body = in.readNBytes(wanted);
        check(body.length == wanted, "body of " + body.length + " bytes", lines);
        return new StrictAnswer(answer.lines, body);
    }

    private static void checkHeaders(List<String> lines) {
        List<String> headers = lines.subList(1, lines.size());
        for (String line : headers)
            check(
                    line.matches("[A-Za-z0-9-]+: [!-~]([ -~]*[!-~])?") && line.length() <= LINE_MAX,
                    "header \"" + line + "\"",
                    lines);
        List<String> names =
                headers.stream()
                        .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                        .toList();
        check(names.stream().distinct().count() == names.size(), "a header twice", lines);
        check(!names.contains("transfer-encoding"), "chunked", lines);
    }

    private static void check(boolean fine, String what, List<String> lines) {
        if (!fine) throw new AssertionError(what + " in " + lines);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < ' ' || b > '~')
                throw new AssertionError("byte " + b + " after \"" + ascii(line) + "\"");
            line.write(b);
        }
        int end = in.read();
        if (end != '\n') throw new AssertionError("CR before byte " + end);
        return ascii(line);
    }

    private static String ascii(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    public byte[] body() {
        return body;
    }

    public int status() {
        return Integer.parseInt(lines.getFirst().substring(9, 12));
    }

    /** The value of a header. */
    public Optional<String> header(String name) {
        return lines.stream()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(line -> line.substring(name.length() + 2))
                .findFirst();
    }

    /** Status line and headers as text, without those named, a line each. */
    public String without(String... names) {
        return lines.stream()
                .filter(
                        line ->
                                Arrays.stream(names)
                                        .noneMatch(name -> line.startsWith(name + ": ")))
                .collect(Collectors.joining("\n"));
    }

    /** A part of a body with several. */
    public static final class Part {
        private final String type;
        private final String range;
        private final byte[] bytes;

        private Part(String type, String range, byte[] bytes) {
            this.type = type;
            this.range = range;
            this.bytes = bytes;
        }

        public String type() {
            return type;
        }

        public String range() {
            return range;
        }

        public byte[] bytes() {
            return bytes;
        }
    }

    /**
     * Takes a multipart body apart (RFC 2046, 5.1): each part has exactly these two headers, and
     * its length is that of its range, so that a boundary inside the bytes is found out.
     */
    public List<Part> parts() {
        String type = header("Content-Type").orElseThrow();
        String start = "multipart/byteranges; boundary=";
        check(type.startsWith(start), "no multipart", lines);
        String dash = "--" + type.substring(start.length());
        String text = new String(body, StandardCharsets.ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (text.startsWith(dash + "\r\n", at)) {
            int headEnd = text.indexOf("\r\n\r\n", at);
            String[] head = text.substring(at + dash.length() + 2, headEnd).split("\r\n", -1);
            check(head.length == 2, "part headers " + Arrays.toString(head), lines);
            String range = value(head[1], "Content-Range: bytes ");
            String[] ends = range.split("[-/]", -1);
            int from = headEnd + 4;
            int to = from + Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]) + 1;
            parts.add(
                    new Part(
                            value(head[0], "Content-Type: "),
                            range,
                            Arrays.copyOfRange(body, from, to)));
            check(text.startsWith("\r\n", to), "no line end behind part " + range, lines);
            at = to + 2;
        }
        check(text.substring(at).equals(dash + "--\r\n"), "no end of parts at " + at, lines);
        return parts;
    }

    private String value(String line, String start) {
        check(line.startsWith(start), "part header \"" + line + "\"", lines);
        return line.substring(start.length());
    }
}
