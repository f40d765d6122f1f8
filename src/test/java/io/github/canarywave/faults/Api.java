package io.github.canarywave.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The operator API of a server that may be away. Safe from any thread. */
final class Api implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration HEALTH = Duration.ofSeconds(1);

    /** It did not answer, or not with what was wanted. */
    static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1;

        Away(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final String url;
    private final Path data;
    private final HttpClient http;

    /**
     * Trusts the CA of this data folder and is the operator of it.
     *
     * @param port where people are served
     */
    Api(Path data, int port) {
        this.url = "https://localhost:" + port;
        this.data = data;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .sslContext(tls(data.resolve("pki/ca.pem")))
                        .build();
    }

    String url() {
        return url;
    }

    /** Whether the server takes requests now. */
    boolean healthy() {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url + "/healthz")).timeout(HEALTH).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode get(String path) {
        return body(path, send(request(path).GET()));
    }

    JsonNode post(String path, String type, String body) {
        return body(
                path,
                send(
                        request(path)
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofString(body))));
    }

    /** Registers a device and gives its token. */
    String register(String id) {
        String body = "{\"id\":\"" + id + "\",\"model\":\"thermostat-esp32\"}";
        return post("/api/v1/devices", "application/json", body).path("token").asText();
    }

    /** Devices between all states of a campaign, and what it says of itself. */
    JsonNode campaign(String name) {
        return get("/api/v1/campaigns/" + name);
    }

    int online() {
        return get("/api/v1/fleet").path("online").intValue();
    }

    /** Every device, in the order of their ids. */
    List<JsonNode> devices() {
        List<JsonNode> found = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = get("/api/v1/devices?limit=500" + after);
            page.path("devices").forEach(found::add);
            if (!page.has("next")) return found;
            String next = page.path("next").asText();
            after = "&after=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }

    /** How often this happened since the server started, 0 when it never did. */
    long counter(String name) {
        return get("/api/v1/counters").path("counters").path(name).longValue();
    }

    /** What came back, whatever it says. */
    record Reply(int status, String body) {}

    Reply call(String method, String path, String type, String body) {
        HttpResponse<String> answer =
                send(
                        request(path)
                                .header("Content-Type", type)
                                .method(method, BodyPublishers.ofString(body)));
        return new Reply(answer.statusCode(), answer.body());
    }

    private JsonNode body(String path, HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2)
            throw new Away(
                    path + ": " + answer.statusCode() + " " + answer.body(), new IOException());
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new Away(path + ": " + answer.body(), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + token());
    }

    private String token() {
        try {
            return Files.readString(data.resolve("keys/operator.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Away(url + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext tls(Path pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(pem).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime has TLS", e);
        }
    }

    /** Trust in the certificates of this file alone. */
    static TrustManagerFactory trust(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            return managers;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + pem, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
