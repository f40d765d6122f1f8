package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.adapter.http.RawClient;
import io.github.canarywave.adapter.http.RawClient.Answer;
import io.github.canarywave.adapter.http.TestCertificate;
import io.github.canarywave.adapter.ui.Page;
import io.github.canarywave.app.MemoryArtifacts;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The operator port with made-up data and a clock that a test sets, asked over real TLS. */
final class OperatorPort implements AutoCloseable {
    static final String TOKEN = "token-of-the-test";
    static final String BEARER = "Authorization: Bearer " + TOKEN + "\r\n";
    static final String ORIGIN = "Origin: https://localhost\r\n";
    static final String COOKIE = "__Host-canarywave-session";

    final FakeOperations operations = new FakeOperations();
    final OperatorServer server;
    private final Vertx vertx = Vertx.vertx();
    private volatile Instant now = Instant.parse("2026-11-20T14:30:26Z");

    OperatorPort(Path folder) throws Exception {
        operations.people.let("admin", Role.ADMIN, TOKEN);
        operations.people.clock = () -> now;
        server =
                OperatorServer.start(
                        vertx,
                        new OperatorServer.Options(
                                "127.0.0.1",
                                0,
                                Optional.of(TestCertificate.in(folder)),
                                Sha256.of(TOKEN.getBytes(StandardCharsets.UTF_8)),
                                "-----BEGIN CERTIFICATE-----\n",
                                () -> now),
                        operations,
                        new MemoryArtifacts(folder),
                        new Page()::serve);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Sends one request; headers end with a line break each. */
    Answer ask(String method, String path, String headers, String body) throws Exception {
        try (RawClient client = RawClient.to(server.port(), true)) {
            return client.ask(request(method, path, headers, body));
        }
    }

    static String request(String method, String path, String headers, String body) {
        boolean sends = !method.equals("GET") && !method.equals("HEAD");
        return method
                + " "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\n"
                + headers
                + (sends ? "Content-Length: " + body.length() + "\r\n" : "")
                + "\r\n"
                + (sends ? body : "");
    }

    /** Logs in with a token; the header of its cookie. */
    String login(String token) throws Exception {
        return cookie(ask("POST", "/api/v1/session", ORIGIN, "{\"token\":\"" + token + "\"}"));
    }

    /** The header that sends the cookie of this answer back. */
    static String cookie(Answer answer) {
        String given = answer.header("Set-Cookie");
        if (!given.startsWith(COOKIE + "="))
            throw new IllegalStateException(answer.status() + " " + given + " " + answer.text());
        return "Cookie: " + given.substring(0, given.indexOf(';')) + "\r\n";
    }

    @Override
    public void close() {
        server.close();
        vertx.close().await();
    }
}
