package io.github.canarywave.adapter.http.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.app.GateSources.Question;
import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Limits;
import io.github.canarywave.domain.campaign.Query;
import io.github.canarywave.domain.rollout.Answer;
import io.github.canarywave.domain.rollout.Answer.Word;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Against a real HTTPS server that behaves as it is told. */
class GateClientTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final byte[] KEY =
            "thirty-two bytes of a secret key".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
    private static final Gate.Prometheus CRASHES =
            new Gate.Prometheus(
                    new Query("sum(crashes{v=\"{{version}}\",w=\"{{wave}}\"})"),
                    new Limits(OptionalDouble.empty(), OptionalDouble.of(1)),
                    Action.HALT);
    private static final Gate.Webhook SMOKE = new Gate.Webhook("smoke-test", Action.PAUSE);
    private static final Question QUESTION =
            new Question("lamps", "canary", "lamp", "2.0.0", 3, 10, 8, 1, 1);

    @TempDir static Path folder;
    private static final Vertx VERTX = Vertx.vertx();
    private static Pki pki;
    private static HttpServer server;
    private static volatile Consumer<HttpServerRequest> behaviour = _ -> {};
    private static final List<Seen> SEEN = new CopyOnWriteArrayList<>();

    private record Seen(String path, Map<String, String> headers, String body) {}

    @BeforeAll
    static void serve() {
        pki = Pki.open(folder.resolve("pki"), Set.of("localhost", "127.0.0.1"), Instant.now());
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .setCertPath(pki.chainFile().toString())
                                        .setKeyPath(pki.keyFile().toString()));
        server =
                VERTX.createHttpServer(options)
                        .requestHandler(request -> request.body().onSuccess(b -> seen(request, b)))
                        .listen(0)
                        .await();
    }

    private static void seen(HttpServerRequest request, Buffer body) {
        Map<String, String> headers = new java.util.TreeMap<>();
        request.headers()
                .forEach(
                        h ->
                                headers.put(
                                        h.getKey().toLowerCase(java.util.Locale.ROOT),
                                        h.getValue()));
        SEEN.add(new Seen(request.path(), headers, body.toString()));
        behaviour.accept(request);
    }

    @AfterAll
    static void stop() {
        VERTX.close().await();
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    private static URI url(String path) {
        return URI.create("https://localhost:" + server.actualPort() + path);
    }

    private static GateAddresses addresses(Optional<Path> authorities, Duration patience) {
        return new GateAddresses(
                Optional.of(url("/prom/")),
                Optional.of("top-secret"),
                Map.of("smoke-test", url("/hook?key=1")),
                Optional.of(Signature.of(SECRET)),
                authorities,
                patience);
    }

    private static Answer ask(Gate.Outside gate) {
        return ask(gate, addresses(Optional.of(pki.caFile()), Duration.ofSeconds(20)));
    }

    private static Answer ask(Gate.Outside gate, GateAddresses addresses) {
        try (GateClient client = new GateClient(VERTX, addresses, () -> NOW)) {
            return client.ask(gate, QUESTION).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("an answer or silence comes in time", e);
        }
    }

    private static void answer(int status, String body) {
        behaviour = request -> request.response().setStatusCode(status).end(body);
    }

    private static void result(String type, String result) {
        answer(
                200,
                "{\"status\":\"success\",\"data\":{\"resultType\":\""
                        + type
                        + "\",\"result\":"
                        + result
                        + "}}");
    }

    private static String silence(Gate.Outside gate) {
        assertThat(ask(gate)).isInstanceOf(Answer.Silence.class);
        return ((Answer.Silence) ask(gate)).why();
    }

    @Test
    void prometheusIsAskedWithItsPlacesFilledInAndItsTokenShown() {
        result("vector", "[{\"metric\":{},\"value\":[1795183200.1,\"0.05\"]}]");
        assertThat(ask(CRASHES)).isEqualTo(new Answer.Value(0.05));
        Seen seen = SEEN.getFirst();
        assertThat(seen.path()).isEqualTo("/prom/api/v1/query");
        assertThat(seen.headers()).containsEntry("authorization", "Bearer top-secret");
        String body = seen.body();
        assertThat(URLDecoder.decode(body, StandardCharsets.UTF_8))
                .isEqualTo("query=sum(crashes{v=\"2.0.0\",w=\"canary\"})");
        result("scalar", "[1795183200,\"-1e3\"]");
        assertThat(ask(CRASHES)).isEqualTo(new Answer.Value(-1_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vector | [] | found no series",
                "vector | [{\"value\":[1,\"1\"]},{\"value\":[1,\"2\"]}] | found 2 series",
                "vector | [{\"value\":[1,\"NaN\"]}] | gave NaN, which is no number",
                "scalar | [1,\"+Inf\"] | gave +Inf, which is no number",
                "scalar | [1,\"1e999\"] | gave 1e999, which is no number",
                "scalar | [1,2] | a sample that has no number",
                "scalar | [\"1\"] | a sample that has no number",
                "scalar | [1,\"1d\"] | gave 1d, which is no number",
                "scalar | [1,\"0x1p3\"] | gave 0x1p3, which is no number",
                "scalar | [1,\" 1\"] | which is no number",
                "vector | {\"a\":{\"value\":[1,\"1\"]}} | a sample that has no number",
                "vector | [{\"metric\":{},\"histogram\":[1,{}]}] | a sample that has no number",
                "matrix | [] | no number but \"matrix\"",
                "string | [1,\"1\"] | no number but \"string\""
            })
    void whatIsNotOneNumberIsNoReading(String type, String result, String why) {
        result(type, result);
        assertThat(silence(CRASHES)).contains(why);
    }

    @Test
    void anErrorOfPrometheusIsNoReadingAndIsTold() {
        answer(
                422,
                "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"many\\nlines\"}");
        assertThat(silence(CRASHES)).isEqualTo("Prometheus answered 422: manylines");
        answer(200, "{\"status\":\"error\",\"error\":\"x\"}");
        assertThat(silence(CRASHES)).isEqualTo("Prometheus answered 200: x");
        answer(200, "not JSON");
        assertThat(silence(CRASHES)).isEqualTo("Prometheus answered 200");
        answer(200, "");
        assertThat(silence(CRASHES)).isEqualTo("Prometheus answered 200");
        answer(200, "null");
        assertThat(silence(CRASHES)).isEqualTo("Prometheus answered 200");
    }

    @Test
    void aHookIsToldTheNumbersAndCanVerifyWhoAsks() throws Exception {
        answer(200, "{\"verdict\":\"pass\"}");
        assertThat(ask(SMOKE)).isEqualTo(new Answer.Ruling(Word.PASS, ""));
        Seen seen = SEEN.getFirst();
        JsonNode body = JsonMapper.builder().build().readTree(seen.body());
        assertThat(body.toString())
                .isEqualTo(
                        "{\"campaign\":\"lamps\",\"wave\":\"canary\",\"product\":\"lamp\",\"version\":\"2.0.0\","
                                + "\"revision\":3,\"devices\":10,\"confirmed\":8,\"failed\":1,\"inFlight\":1}");
        assertThat(seen.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
                .doesNotContainKey("authorization");
        // As a receiver verifies it, with nothing of ours.
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        mac.update(
                (seen.headers().get("webhook-id") + "." + NOW.getEpochSecond() + ".")
                        .getBytes(StandardCharsets.UTF_8));
        String expected =
                Base64.getEncoder()
                        .encodeToString(mac.doFinal(seen.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(seen.headers()).containsEntry("webhook-signature", "v1," + expected);
        ask(SMOKE);
        assertThat(SEEN).extracting(s -> s.headers().get("webhook-id")).doesNotHaveDuplicates();
    }

    /**
     * The example of the libraries of Standard Webhooks. OpenSSL finds the same: {@code printf
     * 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}' | openssl dgst -sha256 -mac
     * HMAC -macopt hexkey:… -binary | base64}, with the secret behind {@code whsec_} from Base64 to
     * hex.
     */
    @Test
    void signsAsTheSpecificationDoes() {
        String signed =
                Signature.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .of(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                1_614_265_330,
                                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
        assertThat(signed).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        for (String wrong : List.of("", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_***"))
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Signature.of(wrong))
                    .withMessageContaining("whsec_ and Base64 of 24 to 64 bytes");
    }

    @Test
    void aHookFailsOrWaitsAndItsWordsAreMadeFit() {
        answer(
                200,
                "{\"verdict\":\"fail\",\"reason\":\"a\\u0007b\\u202e\\u2028c\\\""
                        + "x".repeat(500)
                        + "\"}");
        assertThat(ask(SMOKE))
                .isInstanceOfSatisfying(
                        Answer.Ruling.class,
                        ruling -> {
                            assertThat(ruling.word()).isEqualTo(Word.FAIL);
                            assertThat(ruling.reason()).startsWith("abc'x").hasSize(197);
                        });
        answer(200, "{\"verdict\":\"wait\",\"reason\":7}");
        assertThat(ask(SMOKE)).isEqualTo(new Answer.Ruling(Word.WAIT, "7"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"verdict\":\"PASS\"} | no verdict",
                "200 | {\"verdict\":true} | no verdict",
                "200 | [\"pass\"] | no verdict",
                "200 | pass | no verdict",
                "200 | {\"verdict\":\"fail\",\"verdict\":\"pass\"} | no verdict",
                "200 | {\"verdict\":\"pass\"} {\"verdict\":\"fail\"} | no verdict",
                "200 | {\"verdict\":\"pass\" | no verdict",
                "201 | {\"verdict\":\"pass\"} | it answered 201",
                "204 | '' | it answered 204",
                "500 | {\"verdict\":\"fail\"} | it answered 500"
            })
    void whatIsNoVerdictIsNoReading(int status, String body, String why) {
        answer(status, body);
        assertThat(silence(SMOKE)).contains(why);
    }

    @Test
    void aNumberThatPrometheusDoubtsIsNoReading() {
        String number =
                "\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"1\"]}";
        answer(200, "{" + number + ",\"warnings\":[\"a store did not answer\"]}");
        assertThat(silence(CRASHES))
                .isEqualTo("Prometheus doubts its answer: a store did not answer");
        answer(200, "{" + number + ",\"warnings\":[],\"infos\":[\"PromQL info: x\"]}");
        assertThat(ask(CRASHES)).isEqualTo(new Answer.Value(1));
        answer(200, "{" + number + ",\"warnings\":[\"PromQL info: is it a counter?\"]}");
        assertThat(ask(CRASHES)).isEqualTo(new Answer.Value(1));
    }

    /** Nobody can leave an answer behind for the next question, which is of another campaign. */
    @Test
    void eachQuestionHasAConnectionOfItsOwn() throws Exception {
        java.util.Set<Object> connections = java.util.concurrent.ConcurrentHashMap.newKeySet();
        behaviour =
                request -> {
                    connections.add(request.connection());
                    request.response().end("{\"verdict\":\"pass\"}");
                };
        GateAddresses addresses = addresses(Optional.of(pki.caFile()), Duration.ofSeconds(20));
        try (GateClient client = new GateClient(VERTX, addresses, () -> NOW)) {
            for (int i = 0; i < 3; i++)
                assertThat(
                                client.ask(SMOKE, QUESTION)
                                        .toCompletableFuture()
                                        .get(30, TimeUnit.SECONDS))
                        .isEqualTo(new Answer.Ruling(Word.PASS, ""));
        }
        assertThat(connections).hasSize(3);
    }

    @Test
    void nothingIsUnpacked() {
        behaviour =
                request ->
                        request.response()
                                .putHeader("content-encoding", "gzip")
                                .end("{\"verdict\":\"pass\"}");
        assertThat(ask(SMOKE)).isEqualTo(new Answer.Ruling(Word.PASS, ""));
        assertThat(SEEN.getFirst().headers()).doesNotContainKey("accept-encoding");
    }

    @Test
    void whatIsSaidOfAHookTellsNothingOfItsPath() {
        GateAddresses closed =
                new GateAddresses(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("smoke-test", URI.create("https://localhost:1/in-url?key=in-url")),
                        Optional.of(Signature.of(SECRET)),
                        Optional.empty(),
                        Duration.ofSeconds(20));
        assertThat(ask(SMOKE, closed))
                .isInstanceOfSatisfying(
                        Answer.Silence.class,
                        silence ->
                                assertThat(silence.why())
                                        .startsWith("it cannot be asked: ")
                                        .doesNotContain("in-url"));
    }

    @Test
    void anAddressMayBeInNumbers() {
        HttpServer here =
                VERTX.createHttpServer()
                        .requestHandler(request -> request.response().end("{\"verdict\":\"wait\"}"))
                        .listen(0, "127.0.0.1")
                        .await();
        GateAddresses numbers =
                new GateAddresses(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(
                                "smoke-test",
                                URI.create("http://127.0.0.1:" + here.actualPort() + "/hook")),
                        Optional.of(Signature.of(SECRET)),
                        Optional.empty(),
                        Duration.ofSeconds(20));
        assertThat(ask(SMOKE, numbers)).isEqualTo(new Answer.Ruling(Word.WAIT, ""));
        here.close().await();
    }

    @Test
    void redirectsAreNotFollowed() {
        behaviour =
                request ->
                        request.response()
                                .setStatusCode(307)
                                .putHeader("location", url("/elsewhere").toString())
                                .end();
        assertThat(silence(SMOKE)).isEqualTo("it answered 307, redirects are not followed");
        assertThat(silence(CRASHES)).isEqualTo("Prometheus answered 307");
        assertThat(SEEN).extracting(Seen::path).doesNotContain("/elsewhere");
    }

    @Test
    void anAnswerHas64KibibytesAtMost() {
        String padding = " ".repeat(GateClient.REPLY_MAX_BYTES - 18);
        answer(200, "{\"verdict\":\"pass\"}" + padding);
        assertThat(ask(SMOKE)).isEqualTo(new Answer.Ruling(Word.PASS, ""));
        answer(200, "{\"verdict\":\"pass\"}" + padding + " ");
        assertThat(silence(SMOKE)).isEqualTo("its answer has more than 64 KiB");
    }

    @Test
    void whoDoesNotAnswerInTimeOrDripsHasSaidNothing() {
        GateAddresses hasty = addresses(Optional.of(pki.caFile()), Duration.ofSeconds(1));
        behaviour = _ -> {};
        assertThat(ask(SMOKE, hasty)).isEqualTo(new Answer.Silence("no answer within 1 s"));
        behaviour =
                request -> {
                    request.response().setChunked(true).write("{\"verdict\":\"pass\"}");
                    VERTX.setPeriodic(100, _ -> request.response().write(" "));
                };
        assertThat(ask(SMOKE, hasty)).isEqualTo(new Answer.Silence("no answer within 1 s"));
    }

    @Test
    void anAnswerThatBreaksOffIsNoReading() {
        behaviour =
                request -> {
                    request.response().putHeader("content-length", "100").write("{\"verdict\":");
                    request.connection().close();
                };
        assertThat(ask(SMOKE)).isInstanceOf(Answer.Silence.class);
    }

    @Test
    void aCertificateThatNobodyTrustsIsNoReading() {
        answer(200, "{\"verdict\":\"pass\"}");
        assertThat(ask(SMOKE, addresses(Optional.empty(), Duration.ofSeconds(20))))
                .isInstanceOfSatisfying(
                        Answer.Silence.class,
                        s -> assertThat(s.why()).startsWith("it cannot be asked: "));
        assertThat(SEEN).isEmpty();
    }

    @Test
    void whatTheServerDoesNotKnowIsNamedWithWhatToDo() {
        GateAddresses none =
                new GateAddresses(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(1));
        try (GateClient client = new GateClient(VERTX, none, () -> NOW)) {
            assertThat(client.missing(CRASHES).orElseThrow()).contains("--prometheus-url URL");
            assertThat(client.missing(SMOKE).orElseThrow()).contains("--webhook smoke-test=URL");
        }
        assertThat(ask(SMOKE, none)).isInstanceOf(Answer.Silence.class);
    }
}
