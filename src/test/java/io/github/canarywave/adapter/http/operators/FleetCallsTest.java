package io.github.canarywave.adapter.http.operators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.canarywave.adapter.ui.Page;
import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the calls about the whole fleet take and answer. */
class FleetCallsTest {
    private static final String TOKEN = "the-token-of-this-test";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static OperatorServer server;
    private static FakeOperations operations;

    @BeforeAll
    static void start() {
        operations = new FakeOperations();
        operations.people.let("admin", Role.ADMIN, TOKEN);
        ArtifactStore none =
                (ArtifactStore)
                        Proxy.newProxyInstance(
                                ArtifactStore.class.getClassLoader(),
                                new Class<?>[] {ArtifactStore.class},
                                (_, method, _) -> {
                                    throw new AssertionError(method.getName());
                                });
        server =
                OperatorServer.start(
                        VERTX,
                        new OperatorServer.Options(
                                "127.0.0.1",
                                0,
                                Optional.empty(),
                                Sha256.of(TOKEN.getBytes(StandardCharsets.UTF_8)),
                                "-----BEGIN CERTIFICATE-----\n",
                                () -> Instant.parse("2026-11-20T14:30:26Z")),
                        operations,
                        none,
                        new Page()::serve);
    }

    @AfterAll
    static void stop() {
        server.close();
        VERTX.close().await();
    }

    @BeforeEach
    void forget() {
        operations.asked.clear();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/api/v1/" + path))
                .header("Authorization", "Bearer " + TOKEN);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return HTTP.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    @Test
    void takesEveryFilterOnceOrSeveralTimesAndAnswersWithRows() throws Exception {
        JsonNode page =
                json(
                        get(
                                "devices:search?campaign=thermostat-1.1.0&wave=canary"
                                        + "&state=rolledback&state=Lost&code=health-check"
                                        + "&model=thermostat-esp32&version=1.0.0&online=true"
                                        + "&held=false&label=site%3Dnorth&label=note%3Da%3Db"
                                        + "&id=sim-&sort=-lastHeard&limit=2"));
        assertThat(operations.asked)
                .containsExactly(
                        "search campaign=thermostat-1.1.0 wave=canary state=Lost state=RolledBack"
                                + " code=health-check model=thermostat-esp32 version=1.0.0"
                                + " online=true held=false label=note=a=b label=site=north id=sim-"
                                + " by -lastHeard 2");
        assertThat(page.path("count").intValue()).isEqualTo(3000);
        assertThat(page.path("countIsExact").booleanValue()).isTrue();
        assertThat(page.path("devices").path(1).toString())
                .isEqualTo(
                        "{\"id\":\"sim-0001\",\"model\":\"thermostat-esp32\",\"version\":\"1.0.0\","
                                + "\"online\":true,\"lastHeard\":\"2026-11-20T14:30:00Z\","
                                + "\"labels\":{\"site\":\"north\"},"
                                + "\"campaign\":\"thermostat-1.1.0\",\"state\":\"RolledBack\","
                                + "\"code\":\"health-check\",\"attempt\":2,"
                                + "\"since\":\"2026-11-20T14:30:00Z\",\"wave\":\"canary\"}");
    }

    @Test
    void theNextPageBeginsWhereTheOneBeforeEnded() throws Exception {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(get("devices:search?limit=999&cursor=" + cursor));
            page.path("devices").forEach(device -> ids.add(device.path("id").textValue()));
            cursor = page.path("next").asText("");
        } while (!cursor.isEmpty());
        assertThat(ids).hasSize(3000).doesNotHaveDuplicates();
    }

    @Test
    void namesEveryParameterThatIsWrongWithItsValueAndTheRule() throws Exception {
        HttpResponse<String> answer =
                get(
                        "devices:search?campaign=No&state=Gone&code=nope&model=&version=a%20b"
                                + "&online=yes&held=1&label=site&id=a%25&sort=size&cursor=x&colour=red");
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode problem = MAPPER.readTree(answer.body());
        assertThat(problem.path("code").textValue()).isEqualTo("bad-request");
        List<String> errors = new ArrayList<>();
        problem.path("errors").forEach(error -> errors.add(error.textValue()));
        assertThat(errors)
                .containsExactly(
                        "colour is no filter of devices; there are campaign, code, held, id, label,"
                                + " model, online, state, version, wave",
                        "campaign name must match [a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?, got \"No\"",
                        "state must be one of Accepted, Commanded, Confirmed, Current, Downloading,"
                                + " Expired, Failed, Installing, Lost, Probation, Queued, Rebooting,"
                                + " Refused, RolledBack, Withdrawn, got \"Gone\"",
                        "code must be one of the protocol, got \"nope\"; canarywave explain lists"
                                + " them",
                        "version must match [A-Za-z0-9][A-Za-z0-9._+-]{0,30}, got \"a b\" (3"
                                + " characters)",
                        "online must be true or false, got \"yes\"",
                        "held must be true or false, got \"1\"",
                        "label must be name=value, the name as [A-Za-z0-9][A-Za-z0-9._/-]{0,62},"
                                + " got \"site\"",
                        "id must be the beginning of an id, as [A-Za-z0-9][A-Za-z0-9._-]{0,35}, got"
                                + " \"a%\"",
                        "sort must be one of id, lastHeard, model, version, state, code, with - in"
                                + " front for the other way round, got \"size\"",
                        "cursor must be the \"next\" of an earlier answer, got \"x\"");
        assertThat(operations.asked).isEmpty();
    }

    @Test
    void aFilterThatTheFleetHasNothingForIsTheSendersMistakeToo() throws Exception {
        HttpResponse<String> answer = get("devices:search?id=none");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"errors\":[\"wave: no\"]");
    }

    @Test
    void countsValuesAndSaysWhetherItCountedAll() throws Exception {
        JsonNode facets = json(get("devices:facets?state=RolledBack"));
        assertThat(facets.toString())
                .isEqualTo(
                        "{\"facets\":[{\"name\":\"state\",\"values\":["
                                + "{\"value\":\"Confirmed\",\"count\":9},"
                                + "{\"value\":\"RolledBack\",\"count\":2}],\"exact\":true},"
                                + "{\"name\":\"version\",\"values\":["
                                + "{\"value\":\"1.0.0\",\"count\":11}],\"exact\":false}],"
                                + "\"exact\":false}");
        assertThat(operations.asked).containsExactly("facets state=RolledBack");
    }

    @Test
    void exportsAllPagesAndWritesNothingThatASpreadsheetWouldRun() throws Exception {
        HttpResponse<String> csv = get("devices:export?model=thermostat-esp32");
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(csv.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"devices.csv\"");
        List<String> lines = csv.body().lines().toList();
        assertThat(lines).hasSize(3001);
        assertThat(lines.getFirst())
                .isEqualTo(
                        "id,model,version,online,lastHeard,held,campaign,wave,state,code,attempt,since");
        assertThat(lines.get(1))
                .isEqualTo(
                        "sim-0000,thermostat-esp32,1.0.0,true,2026-11-20T14:30:00Z,"
                                + "\"by ada: =cmd, \"\"quoted\"\"\",thermostat-1.1.0,canary,"
                                + "RolledBack,health-check,2,2026-11-20T14:30:00Z");
        HttpResponse<String> lined = get("devices:export?format=ndjson");
        assertThat(lined.body().lines())
                .hasSize(3000)
                .allSatisfy(line -> assertThat(MAPPER.readTree(line).has("id")).isTrue());
        assertThat(get("devices:export?format=xml").statusCode()).isEqualTo(400);
        assertThat(get("devices:export?limit=5").statusCode()).isEqualTo(400);
    }

    @Test
    void holdsWhatAFilterLeaves() throws Exception {
        String filter = "{\"filter\":{\"state\":[\"Lost\",\"Failed\"],\"held\":false}";
        assertThat(json(post("devices:hold", filter + ",\"why\":\"water\"}")).toString())
                .isEqualTo("{\"devices\":2}");
        json(post("devices:unhold", filter + "}"));
        assertThat(operations.asked)
                .containsExactly(
                        "hold state=Failed state=Lost held=false by admin because water",
                        "unhold state=Failed state=Lost held=false by admin because ");
        assertThat(post("devices:hold", "{\"why\":\"x\"}").body())
                .contains("filter must be an object, got MISSING");
        assertThat(post("devices:hold", "{\"filter\":{\"wawe\":\"x\"}}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void tellsAdoptionRatesAndTrust() throws Exception {
        assertThat(json(get("adoption?days=2&product=thermostat-esp32")).toString())
                .isEqualTo(
                        "{\"days\":[\"2026-11-19\",\"2026-11-20\"],\"versions\":["
                                + "{\"version\":\"1.1.0\",\"counts\":[0,43]}],\"other\":[500,457]}");
        assertThat(operations.asked).containsExactly("adoption 2 thermostat-esp32");
        assertThat(json(get("releases:rates")).toString())
                .startsWith(
                        "{\"releases\":[{\"product\":\"thermostat-esp32\",\"version\":\"1.1.0\","
                                + "\"state\":\"published\",\"devices\":43,\"confirmed\":43,"
                                + "\"failed\":7,\"failedShare\":0.14,\"signedBy\":[\"k-dev\"],"
                                + "\"sbom\":true},")
                .doesNotContain("NaN");
        assertThat(json(get("trust")).toString())
                .isEqualTo(
                        "{\"anchors\":[{\"fingerprint\":\"51b944cdfa544d4c\","
                                + "\"name\":\"release key k-dev\",\"devices\":500,\"onlyThis\":16,"
                                + "\"expires\":\"2027-03-01T14:30:00Z\"}],\"certificates\":["
                                + "{\"scope\":\"root\",\"name\":\"CN=Canarywave root\","
                                + "\"fingerprint\":\"00c1a2b3d4e5f607\","
                                + "\"expires\":\"2027-03-01T14:30:00Z\",\"days\":101}],"
                                + "\"deviceCertificates\":{\"within30d\":3,\"within90d\":12}}");
    }
}
