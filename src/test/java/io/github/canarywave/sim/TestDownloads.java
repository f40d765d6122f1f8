package io.github.canarywave.sim;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

/** A small download server that speaks ranges, for tests; answers can be planned. */
final class TestDownloads implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    /** Ranges asked for, "" for none, in order. */
    final List<String> ranges = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Answer> planned = new ArrayDeque<>();
    private volatile byte[] file;
    private volatile boolean gone;
    private volatile boolean ignoresRanges;

    /** What comes instead of the file. */
    record Answer(int status, String header, String value) {}

    TestDownloads(byte[] file) throws IOException {
        this(HttpServer.create(local(), 0), file);
    }

    TestDownloads(byte[] file, SSLContext tls) throws IOException {
        this(https(tls), file);
    }

    private TestDownloads(HttpServer server, byte[] file) {
        this.server = server;
        this.file = file;
        server.createContext("/f/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private static HttpServer https(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(local(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return "%s://localhost:%d/f/%s/fw.bin"
                .formatted(scheme, server.getAddress().getPort(), "x".repeat(40));
    }

    synchronized TestDownloads answers(int status, String header, String value) {
        planned.add(new Answer(status, header, value));
        return this;
    }

    TestDownloads gone() {
        gone = true;
        return this;
    }

    TestDownloads ignoringRanges() {
        ignoresRanges = true;
        return this;
    }

    TestDownloads serving(byte[] bytes) {
        file = bytes;
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "" : range);
            var instead = next();
            if (instead != null) {
                if (!instead.header().isEmpty())
                    exchange.getResponseHeaders().set(instead.header(), instead.value());
                exchange.sendResponseHeaders(instead.status(), -1);
            } else if (gone) exchange.sendResponseHeaders(410, -1);
            else
                serve(exchange, ignoresRanges || range == null ? "bytes=0-" : range, range != null);
        }
    }

    private synchronized Answer next() {
        return planned.poll();
    }

    private void serve(HttpExchange exchange, String range, boolean partial) throws IOException {
        byte[] bytes = file;
        Matcher parts = RANGE.matcher(range);
        if (!parts.matches()) throw new IOException("range " + range);
        int from = Integer.parseInt(parts.group(1));
        var headers = exchange.getResponseHeaders();
        headers.set("ETag", "\"e1\"");
        if (from >= bytes.length) {
            headers.set("Content-Range", "bytes */" + bytes.length);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        boolean whole = !partial || ignoresRanges;
        if (!whole)
            headers.set(
                    "Content-Range",
                    "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        exchange.sendResponseHeaders(whole ? 200 : 206, bytes.length - from);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes, from, bytes.length - from);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
