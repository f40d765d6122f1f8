package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.domain.image.Sha256;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a request for a file that may be had: status, headers and which bytes. Pure.
 *
 * @param headers in the order of sending
 * @param from offset of the first byte of the body
 * @param length of the body in bytes; 0 where there is none
 */
record FileAnswer(int status, Map<String, String> headers, long from, long length) {
    /**
     * The headers of a request that decide the answer.
     *
     * @param range the only Range header; empty where there is none or several
     */
    record Asked(
            Optional<String> range,
            List<String> ifRange,
            List<String> ifMatch,
            List<String> ifNoneMatch) {}

    /** Follows the order of RFC 9110, 13.2.2: If-Match, If-None-Match, then If-Range with Range. */
    static FileAnswer of(Asked asked, Sha256 file, long size) {
        String tag = "\"" + file.hex() + "\"";
        if (!asked.ifMatch().isEmpty() && !EntityTags.strong(asked.ifMatch(), tag))
            return none(412, tag, "Content-Length", "0");
        if (EntityTags.weak(asked.ifNoneMatch(), tag)) return none(304, tag);
        boolean current = asked.ifRange().isEmpty() || EntityTags.sameFile(asked.ifRange(), tag);
        return switch (current ? ByteRange.read(asked.range(), size) : new ByteRange.Whole()) {
            case ByteRange.Whole() -> bytes(200, file, tag, 0, size, Optional.empty());
            case ByteRange.Part part ->
                    bytes(206, file, tag, part.first(), part.length(), contentRange(part, size));
            case ByteRange.Unsatisfiable() ->
                    none(416, tag, "Content-Range", "bytes */" + size, "Content-Length", "0");
        };
    }

    private static Optional<String> contentRange(ByteRange.Part part, long size) {
        return Optional.of("bytes " + part.first() + "-" + part.last() + "/" + size);
    }

    private static FileAnswer bytes(
            int status, Sha256 file, String tag, long from, long length, Optional<String> range) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/octet-stream");
        headers.put("Content-Length", Long.toString(length));
        range.ifPresent(value -> headers.put("Content-Range", value));
        headers.put("Accept-Ranges", "bytes");
        headers.put("ETag", tag);
        headers.put(
                "Repr-Digest",
                "sha-256=:" + Base64.getEncoder().encodeToString(file.bytes()) + ":");
        return new FileAnswer(status, headers, from, length);
    }

    private static FileAnswer none(int status, String tag, String... more) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < more.length; i += 2) headers.put(more[i], more[i + 1]);
        headers.put("Accept-Ranges", "bytes");
        headers.put("ETag", tag);
        return new FileAnswer(status, headers, 0, 0);
    }
}
