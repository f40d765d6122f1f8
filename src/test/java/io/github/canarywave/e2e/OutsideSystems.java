package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Plays a Prometheus on this machine, and a hook that is reached over HTTPS. */
final class OutsideSystems implements AutoCloseable {
    static final String TOKEN = "token-of-prometheus";
    static final String KEY_IN_URL = "key-in-the-url-of-the-hook";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** What comes back: a status and a body. */
    record Reply(int status, String body) {
        static Reply number(String number) {
            return new Reply(
                    200,
                    "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\""
                            + number
                            + "\"]}}");
        }

        static Reply verdict(String verdict, String reason) {
            return new Reply(
                    200, "{\"verdict\":\"" + verdict + "\",\"reason\":\"" + reason + "\"}");
        }
    }

    /** What Prometheus says to a query; may take its time. */
    volatile Function<String, Reply> prometheus = _ -> new Reply(503, "");

    /** What the hook says to what it is told. */
    volatile Function<JsonNode, Reply> hook = _ -> new Reply(503, "");

    /** Questions to Prometheus, filled in. */
    final List<String> queries = new CopyOnWriteArrayList<>();

    /** The hook's: id, time, signature and body of each message. */
    final List<Message> messages = new CopyOnWriteArrayList<>();

    private final Path folder;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer plain;
    private final HttpsServer secure;

    record Message(String id, String timestamp, String signature, String body) {}

    OutsideSystems(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        plain = HttpServer.create(any, 0);
        plain.createContext("/prom/api/v1/query", this::query);
        secure = HttpsServer.create(any, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls()));
        secure.createContext("/hook", this::message);
        for (HttpServer server : List.of(plain, secure)) {
            server.setExecutor(threads);
            server.start();
        }
    }

    /** The options by which a server knows them. */
    String[] options() throws IOException {
        Path token = secret("prometheus.token", TOKEN);
        Path secret = secret("hooks.secret", "whsec_" + "c2VjcmV0".repeat(4));
        String hookUrl = "https://localhost:" + secure.getAddress().getPort() + "/hook";
        return new String[] {
            "--prometheus-url",
            "http://127.0.0.1:" + plain.getAddress().getPort() + "/prom/",
            "--prometheus-token-file",
            token.toString(),
            "--webhook",
            "smoke-test=" + hookUrl + "?key=" + KEY_IN_URL,
            "--webhook-secret-file",
            secret.toString(),
            "--gate-ca-file",
            folder.resolve("hook.pem").toString()
        };
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private SSLContext tls() throws IOException, GeneralSecurityException {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                "hook.key",
                "-out",
                "hook.pem",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost");
        openssl(
                "pkcs12",
                "-export",
                "-inkey",
                "hook.key",
                "-in",
                "hook.pem",
                "-out",
                "hook.p12",
                "-passout",
                "pass:changeit");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("hook.p12"))) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void openssl(Object... arguments) {
        Object[] command = new Object[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Tool made = Tool.run(folder, command);
        assertThat(made.exit()).as(made.output()).isZero();
    }

    private void query(HttpExchange asked) throws IOException {
        String body = body(asked);
        if (!("Bearer " + TOKEN).equals(asked.getRequestHeaders().getFirst("Authorization"))) {
            answer(asked, new Reply(401, ""));
            return;
        }
        String query = URLDecoder.decode(body, StandardCharsets.UTF_8).substring("query=".length());
        queries.add(query);
        answer(asked, prometheus.apply(query));
    }

    private void message(HttpExchange asked) throws IOException {
        String body = body(asked);
        messages.add(
                new Message(
                        asked.getRequestHeaders().getFirst("webhook-id"),
                        asked.getRequestHeaders().getFirst("webhook-timestamp"),
                        asked.getRequestHeaders().getFirst("webhook-signature"),
                        body));
        answer(asked, hook.apply(JSON.readTree(body)));
    }

    private static String body(HttpExchange asked) throws IOException {
        return new String(asked.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange asked, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        asked.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        try (asked) {
            asked.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        plain.stop(0);
        secure.stop(0);
        threads.shutdownNow();
    }
}
