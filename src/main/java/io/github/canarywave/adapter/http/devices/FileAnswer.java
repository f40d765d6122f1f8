package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.domain.image.Sha256;

import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a request for a file that may be had: status, headers and which bytes. Pure.
 *
 * @param headers in the order of sending
 * @param body what follows the headers; empty where there is nothing
 */
record FileAnswer(int status, Map<String, String> headers, List<Segment> body) {
    private static final String TYPE = "application/octet-stream";

    /**
     * What of a request decides the answer.
     *
     * @param range the only Range header of a GET; empty where there is none or several
     */
    record Asked(Optional<String> range, Conditions conditions) {}

    /**
     * The file behind a URL.
     *
     * @param size in bytes
     * @param modified since when the URL stands for these bytes; empty while our clock is behind
     */
    record Stored(Sha256 file, long size, Optional<Instant> modified) {
        /** Strong: it is the content's own digest. */
        String tag() {
            return "\"" + file.hex() + "\"";
        }
    }

    /** Follows the order of RFC 9110, 13.2.2: what ends the request, then If-Range with Range. */
    static FileAnswer of(Asked asked, Stored file, Instant now) {
        var current = new Conditions.Current(file.tag(), file.modified(), now);
        Conditions conditions = asked.conditions();
        Optional<Integer> ended = conditions.ended(current);
        if (ended.isPresent()) return none(ended.get(), file);
        if (asked.range().isEmpty() || !conditions.rangeCounts(current)) return whole(file);
        return switch (ByteRange.read(asked.range().get(), file.size())) {
            case ByteRange.Whole() -> whole(file);
            case ByteRange.Part part -> part(file, part, conditions.resumes());
            case ByteRange.Parts(var parts) -> parts(file, parts, conditions.resumes());
            case ByteRange.Unsatisfiable() -> none(416, file);
        };
    }

    private static FileAnswer whole(Stored file) {
        return new FileAnswer(
                200,
                headers(file, TYPE, file.size(), Optional.empty(), false),
                List.of(new Segment.Bytes(0, file.size())));
    }

    private static FileAnswer part(Stored file, ByteRange.Part part, boolean resumes) {
        return new FileAnswer(
                206,
                headers(file, TYPE, part.length(), Optional.of(part.of(file.size())), resumes),
                List.of(new Segment.Bytes(part.first(), part.length())));
    }

    private static FileAnswer parts(Stored file, List<ByteRange.Part> parts, boolean resumes) {
        Multipart multipart = Multipart.of(file.file(), file.size(), parts, TYPE);
        return new FileAnswer(
                206,
                headers(
                        file,
                        multipart.contentType(),
                        multipart.length(),
                        Optional.empty(),
                        resumes),
                multipart.segments());
    }

    private static Map<String, String> headers(
            Stored file, String type, long length, Optional<String> range, boolean resumes) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put("Content-Length", Long.toString(length));
        range.ifPresent(value -> headers.put("Content-Range", value));
        validators(headers, file);
        if (resumes) return headers; // RFC 9110, 15.3.7: who sends If-Range has the rest
        file.modified().ifPresent(at -> headers.put("Last-Modified", HttpDates.text(at)));
        headers.put(
                "Repr-Digest",
                "sha-256=:" + Base64.getEncoder().encodeToString(file.file().bytes()) + ":");
        return headers;
    }

    private static FileAnswer none(int status, Stored file) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (status != 304) headers.put("Content-Length", "0");
        if (status == 416) headers.put("Content-Range", "bytes */" + file.size());
        validators(headers, file);
        return new FileAnswer(status, headers, List.of());
    }

    private static void validators(Map<String, String> headers, Stored file) {
        headers.put("Accept-Ranges", "bytes");
        headers.put("ETag", file.tag());
        // A cache in between must ask, or it would serve what was halted.
        headers.put("Cache-Control", "no-cache");
    }
}
