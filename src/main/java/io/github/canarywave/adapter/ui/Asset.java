package io.github.canarywave.adapter.ui;

import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the pages in the two forms in which it is sent, made once at the start. Safe from any
 * thread.
 *
 * @param bytes as it is
 * @param packed with gzip
 * @param type of its content
 * @param tag strong, without its quotes; the packed form has one of its own
 */
record Asset(Buffer bytes, Buffer packed, String type, String tag) {
    static Asset of(byte[] bytes, String type) {
        return new Asset(
                Buffer.buffer(bytes), Buffer.buffer(packed(bytes)), type, Sha256.of(bytes).hex());
    }

    /**
     * Answers a GET or HEAD. A status set before, other than 200, stays.
     *
     * @param caching the rule for who keeps a copy
     */
    void send(HttpServerRequest request, String caching) {
        HttpServerResponse response = request.response();
        boolean pack = accepts(request.getHeader("Accept-Encoding"));
        String quoted = "\"" + tag + (pack ? "-gzip" : "") + "\"";
        response.putHeader("ETag", quoted)
                .putHeader("Cache-Control", caching)
                .putHeader("Vary", "Accept-Encoding");
        if (response.getStatusCode() == 200 && quoted.equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        Buffer body = pack ? packed : bytes;
        if (pack) response.putHeader("Content-Encoding", "gzip");
        response.putHeader("Content-Type", type)
                .putHeader("Content-Length", Integer.toString(body.length()));
        if (request.method().equals(HttpMethod.HEAD)) response.end();
        else response.end(body);
    }

    /** Whether gzip is named and not refused by {@code q=0} (RFC 9110, 12.5.3). */
    private static boolean accepts(@Nullable String header) {
        if (header == null) return false;
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .anyMatch(
                        coding ->
                                coding.matches(
                                        "(?i)gzip(\\s*;\\s*q=(1(\\.0*)?|0\\.\\d*[1-9]\\d*))?"));
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new Smallest(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static final class Smallest extends GZIPOutputStream {
        Smallest(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
