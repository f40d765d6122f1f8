package io.github.canarywave.adapter.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

import java.util.List;
import java.util.Optional;

/** What makes a request ambiguous, so that two readers could see two requests in it (RFC 9112). */
public final class RequestShape {
    private RequestShape() {}

    /**
     * Whether the other side wants no more than this answer, said as one of several options too,
     * which Vert.x does not read.
     */
    public static boolean asksToClose(HttpServerRequest request) {
        if (!request.headers().contains("Connection")) return false;
        for (String header : request.headers().getAll("Connection"))
            for (String option : header.split(",", -1))
                if (option.strip().equalsIgnoreCase("close")) return true;
        return false;
    }

    /**
     * Why the request must be refused with 400 and its connection closed; empty when it is fine.
     */
    public static Optional<String> problem(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (request.version() == HttpVersion.HTTP_2) return Optional.empty();
        List<String> hosts = headers.getAll("Host");
        if (hosts.size() > 1) return Optional.of("one Host header is allowed, got " + hosts.size());
        if (hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1)
            return Optional.of("HTTP/1.1 needs a Host header");
        List<String> lengths = headers.getAll("Content-Length");
        boolean encoded = headers.contains("Transfer-Encoding");
        if (encoded && !lengths.isEmpty())
            return Optional.of("Content-Length and Transfer-Encoding exclude each other");
        if (encoded && request.version() == HttpVersion.HTTP_1_0)
            return Optional.of("HTTP/1.0 has no Transfer-Encoding");
        if (lengths.size() > 1)
            return Optional.of("one Content-Length is allowed, got " + lengths.size());
        if (!hosts.isEmpty() && request.authority() == null)
            return Optional.of("Host names a host and perhaps a port");
        if (headers.contains("")) return Optional.of("a header without a name");
        return Optional.empty();
    }
}
