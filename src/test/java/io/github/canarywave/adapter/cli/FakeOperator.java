package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An operator API that answers what it was told, over TLS. Safe from any thread. */
final class FakeOperator implements AutoCloseable {
    static final String TOKEN = "cw_test-token";
    private static final ObjectMapper JSON = new ObjectMapper();

    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();

    /** Up to where those who came back had heard. */
    final List<String> lastEventIds = new CopyOnWriteArrayList<>();

    /** Method, path and body of each request. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private FakeOperator(HttpsServer server) {
        this.server = server;
    }

    static FakeOperator start(TestCertificate certificate) throws IOException {
        FakeOperator fake =
                new FakeOperator(
                        HttpsServer.create(
                                new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0));
        fake.server.setHttpsConfigurator(new HttpsConfigurator(certificate.tls()));
        fake.server.setExecutor(fake.threads);
        fake.server.createContext("/", fake::handle);
        fake.server.start();
        return fake;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "https://localhost:" + port();
    }

    /** Answers this call; of several answers each is used once, the last one for ever. */
    FakeOperator on(String call, int status, String body) {
        return on(call, status, body.getBytes(StandardCharsets.UTF_8));
    }

    FakeOperator on(String call, int status, byte[] body) {
        return answer(
                call,
                e -> {
                    e.sendResponseHeaders(status, body.length);
                    e.getResponseBody().write(body);
                });
    }

    FakeOperator problem(String call, int status, String code, String detail, String... errors) {
        String list = Arrays.stream(errors).map(x -> '"' + x + '"').toList().toString();
        return on(
                call,
                status,
                """
                {"title":"%s","status":%d,"detail":"%s","code":"%s","errors":%s}"""
                        .formatted(code, status, detail, code, list));
    }

    /** A stream that sends these states and closes. */
    FakeOperator eventsThenClose(String campaign, String... states) {
        return events(campaign, false, states);
    }

    /** A stream that sends these states and stays open. */
    FakeOperator events(String campaign, String... states) {
        return events(campaign, true, states);
    }

    private FakeOperator events(String campaign, boolean stay, String... states) {
        return answer(
                "GET /api/v1/campaigns/" + campaign + "/events",
                e -> {
                    e.getResponseHeaders().set("Content-Type", "text/event-stream");
                    e.sendResponseHeaders(200, 0);
                    OutputStream out = e.getResponseBody();
                    out.write(": hello\n\n".getBytes(StandardCharsets.UTF_8));
                    for (String state : states)
                        out.write(told(state).getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    if (stay) closed.await();
                });
    }

    /** A status as the server streams it: first what happened, then the state without it. */
    private static String told(String status) throws IOException {
        ObjectNode state = (ObjectNode) JSON.readTree(status);
        StringBuilder text = new StringBuilder();
        List<JsonNode> events = new ArrayList<>();
        state.path("events").forEach(events::add);
        state.remove("events");
        for (JsonNode event : events.reversed()) {
            long place = Instant.parse(event.path("at").textValue()).getEpochSecond();
            ((ObjectNode) event).put("id", place).put("campaign", state.path("name").textValue());
            text.append("id: %d\nevent: event\ndata: %s\n\n".formatted(place, event));
        }
        return text.append("event: state\ndata: ").append(state).append("\n\n").toString();
    }

    private FakeOperator answer(String call, Answer answer) {
        answers.computeIfAbsent(call, _ -> new ArrayDeque<>()).add(answer);
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean text = body.length < 2_000;
            String after = exchange.getRequestHeaders().getFirst("Last-Event-ID");
            if (after != null) lastEventIds.add(after);
            requests.add(
                    call
                            + (body.length == 0
                                    ? ""
                                    : "\n"
                                            + (text
                                                    ? new String(body, StandardCharsets.UTF_8)
                                                    : body.length + " bytes")));
            next(exchange, call).to(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Answer next(HttpExchange exchange, String call) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (!("Bearer " + TOKEN).equals(authorization)) return plain(401, "{}");
        Deque<Answer> queue = answers.get(call);
        if (queue == null)
            return plain(
                    404,
                    "{\"title\":\"not-found\",\"detail\":\"the fake does not know " + call + "\"}");
        Answer first = queue.getFirst();
        if (queue.size() > 1) queue.removeFirst();
        return first;
    }

    private static Answer plain(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return e -> {
            e.sendResponseHeaders(status, bytes.length);
            e.getResponseBody().write(bytes);
        };
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
