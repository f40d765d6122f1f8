package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;

/** Speaks the operator API with one server. Safe from any thread. */
final class OperatorClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** A plan for a million devices takes about 10 s. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final Duration TRANSFER = Duration.ofMinutes(10);
    private static final String JSON_TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerAddress address;
    private final HttpClient http;

    OperatorClient(ServerAddress address) {
        this.address = address;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER);
        address.caPem().ifPresent(pem -> builder.sslContext(Pem.trusting(pem)));
        this.http = builder.build();
    }

    ServerAddress address() {
        return address;
    }

    /** A name as part of a path or query. */
    static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Tree get(String path) {
        return tree(send(request(path, ANSWER).header("Accept", JSON_TYPE).GET()));
    }

    Tree post(String path, ObjectNode body) {
        return post(path, JSON_TYPE, body.toString());
    }

    /** Sends a campaign file. */
    Tree postFile(String path, String text) {
        return post(path, "text/yaml; charset=utf-8", text);
    }

    private Tree post(String path, String type, String body) {
        return tree(
                send(
                        request(path, ANSWER)
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofString(body))));
    }

    /** Uploads; the body says how far it is. */
    Tree put(String path, BodyPublisher body) {
        return tree(
                send(
                        request(path, TRANSFER)
                                .header("Content-Type", "application/octet-stream")
                                .PUT(body)));
    }

    /** Downloads a whole file. */
    byte[] file(String path) {
        return send(request(path, TRANSFER).GET());
    }

    /** Copies a file of any size as it comes. */
    void copy(String path, OutputStream to) {
        HttpResponse<InputStream> response =
                exchange(request(path, TRANSFER).GET(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() / 100 != 2)
                throw refused(response.statusCode(), body.readAllBytes());
            body.transferTo(to);
            to.flush();
        } catch (IOException e) {
            throw new Unreachable("the server broke off: " + e.getMessage());
        }
    }

    /**
     * Opens the stream of a campaign; the caller closes it.
     *
     * @param after what happened behind this place is told again
     */
    EventStream events(String campaign, OptionalLong after) {
        HttpRequest.Builder request =
                request("/api/v1/campaigns/" + part(campaign) + "/events", ANSWER)
                        .header("Accept", "text/event-stream")
                        .GET();
        after.ifPresent(place -> request.header("Last-Event-ID", Long.toString(place)));
        HttpResponse<InputStream> response = exchange(request, BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) return new EventStream(response.body());
        try (InputStream body = response.body()) {
            throw refused(response.statusCode(), body.readAllBytes());
        } catch (IOException e) {
            throw new Unreachable("the server broke off: " + e.getMessage());
        }
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address.base() + path)).timeout(patience);
        address.token().ifPresent(t -> request.header("Authorization", "Bearer " + t));
        return request;
    }

    private byte[] send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 == 2) return response.body();
        throw refused(response.statusCode(), response.body());
    }

    private <T> HttpResponse<T> exchange(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw Unreachable.because(e, address);
        } catch (IllegalArgumentException _) {
            throw new Failure(Exit.LOGIN, "the token has characters that no token has");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, "interrupted");
        }
    }

    private RuntimeException refused(int status, byte[] body) {
        return Refusal.of(status, new String(body, StandardCharsets.UTF_8), address);
    }

    private Tree tree(byte[] body) {
        try {
            return new Tree(JSON.readTree(body));
        } catch (JacksonException _) {
            throw notOurs();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private Failure notOurs() {
        return new Failure(
                Exit.ERROR, "what answers at " + address + " is no Canarywave server: no JSON");
    }
}
