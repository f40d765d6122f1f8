package io.github.canarywave.adapter.http.gates;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.GateSources;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.rollout.Answer;
import io.github.canarywave.domain.rollout.Answer.Silence;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Asks Prometheus and webhooks, each question on a connection of its own: nobody can leave an
 * answer behind that the next question would take for its own. Follows no redirect, unpacks
 * nothing. Safe from any thread.
 */
public final class GateClient implements GateSources, AutoCloseable {
    /** A number or a sentence is far smaller. */
    static final int REPLY_MAX_BYTES = 64 * 1024;

    /** To one system; more questions wait, within their patience. */
    private static final int CONNECTIONS = 4;

    private final Vertx vertx;
    private final HttpClient client;
    private final GateAddresses addresses;
    private final Supplier<Instant> wallClock;

    /** Closed before {@code vertx} is. */
    public GateClient(Vertx vertx, GateAddresses addresses, Supplier<Instant> wallClock) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.wallClock = wallClock;
        HttpClientOptions options =
                new HttpClientOptions()
                        .setConnectTimeout(Math.toIntExact(addresses.patience().toMillis()))
                        .setVerifyHost(true)
                        .setKeepAlive(false);
        addresses
                .authorities()
                .ifPresent(
                        file ->
                                options.setTrustOptions(
                                        new PemTrustOptions().addCertPath(file.toString())));
        client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    @Override
    public Optional<String> missing(Gate.Outside gate) {
        return switch (gate) {
            case Gate.Prometheus _ when addresses.prometheus().isEmpty() ->
                    Optional.of(
                            "metric prometheus: this server knows no Prometheus; start it with"
                                    + " --prometheus-url URL, or take the gate away");
            case Gate.Webhook(var name, _) when !addresses.hooks().containsKey(name) ->
                    Optional.of(
                            "metric webhook: this server knows no webhook named "
                                    + name
                                    + "; start it with --webhook "
                                    + name
                                    + "=URL, or take the gate away");
            case Gate.Outside _ -> Optional.empty();
        };
    }

    @Override
    public CompletionStage<Answer> ask(Gate.Outside gate, Question question) {
        Optional<String> missing = missing(gate);
        if (missing.isPresent())
            return CompletableFuture.completedFuture(new Silence(missing.get()));
        return switch (gate) {
            case Gate.Prometheus p ->
                    sent(query(), form(p.query().filled(question.places())), Replies::prometheus);
            case Gate.Webhook(var name, _) -> {
                byte[] body = message(question);
                yield sent(hook(name, body), body, Replies::hook);
            }
        };
    }

    private RequestOptions query() {
        URI base = addresses.prometheus().orElseThrow();
        String url = base.toString().replaceAll("/+$", "") + "/api/v1/query";
        RequestOptions options =
                post(url).putHeader("content-type", "application/x-www-form-urlencoded");
        addresses
                .prometheusToken()
                .ifPresent(token -> options.putHeader("authorization", "Bearer " + token));
        return options;
    }

    private static byte[] form(String query) {
        String text = "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** With the headers of Standard Webhooks; each question is a message of its own. */
    private RequestOptions hook(String name, byte[] body) {
        String id = "msg_" + UUID.randomUUID();
        long seconds = wallClock.get().getEpochSecond();
        return post(requireNonNull(addresses.hooks().get(name)).toString())
                .putHeader("content-type", "application/json")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(seconds))
                .putHeader(
                        "webhook-signature",
                        addresses.secret().orElseThrow().of(id, seconds, body));
    }

    private static RequestOptions post(String url) {
        return new RequestOptions()
                .setAbsoluteURI(url)
                .setMethod(HttpMethod.POST)
                .setFollowRedirects(false)
                .putHeader("accept", "application/json")
                .putHeader("user-agent", "canarywave");
    }

    private static byte[] message(Question q) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("campaign", q.campaign())
                .put("wave", q.wave())
                .put("product", q.product())
                .put("version", q.version())
                .put("revision", q.revision())
                .put("devices", q.devices())
                .put("confirmed", q.confirmed())
                .put("failed", q.failed())
                .put("inFlight", q.inFlight());
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private interface Reading {
        Answer read(int status, byte[] body);
    }

    private CompletionStage<Answer> sent(RequestOptions options, byte[] body, Reading reading) {
        Promise<Answer> answer = Promise.promise();
        long seconds = addresses.patience().toSeconds();
        long timer =
                vertx.setTimer(
                        addresses.patience().toMillis(),
                        _ -> answer.tryComplete(new Silence("no answer within " + seconds + " s")));
        client.request(options)
                .compose(
                        request -> {
                            answer.future().onComplete(_ -> vertx.cancelTimer(timer));
                            // Late or too long: whatever still comes is not wanted.
                            answer.future().onComplete(_ -> request.reset());
                            return request.send(Buffer.buffer(body))
                                    .onSuccess(reply -> receive(request, reply, reading, answer));
                        })
                .onFailure(e -> answer.tryComplete(new Silence("it cannot be asked: " + words(e))));
        return answer.future().toCompletionStage();
    }

    private static void receive(
            HttpClientRequest request,
            HttpClientResponse reply,
            Reading reading,
            Promise<Answer> answer) {
        Buffer body = Buffer.buffer();
        reply.handler(
                chunk -> {
                    if (body.length() + chunk.length() <= REPLY_MAX_BYTES) body.appendBuffer(chunk);
                    else {
                        answer.tryComplete(new Silence("its answer has more than 64 KiB"));
                        request.reset();
                    }
                });
        reply.exceptionHandler(
                e -> answer.tryComplete(new Silence("its answer broke off: " + words(e))));
        reply.endHandler(
                _ -> answer.tryComplete(reading.read(reply.statusCode(), body.getBytes())));
    }

    private static String words(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : Replies.harmless(message);
    }

    @Override
    public void close() {
        client.close().await();
    }
}
