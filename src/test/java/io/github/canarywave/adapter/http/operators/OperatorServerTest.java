package io.github.canarywave.adapter.http.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.canarywave.adapter.http.RawClient;
import io.github.canarywave.adapter.http.RawClient.Answer;
import io.github.canarywave.adapter.http.TestCertificate;
import io.github.canarywave.adapter.ui.Page;
import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.Curve;
import io.github.canarywave.app.DiskFull;
import io.github.canarywave.app.Fact;
import io.github.canarywave.app.FleetMap;
import io.github.canarywave.app.LiveStore;
import io.github.canarywave.app.Told;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the command line and browsers get, over real TLS connections. */
class OperatorServerTest {
    private static final String TOKEN = "the-token-of-this-test";
    private static final String HOST = "Host: localhost\r\n";
    private static final String BEARER = "Authorization: Bearer " + TOKEN + "\r\n";
    private static final String ONE = "/api/v1/campaigns/thermostat-1.1.0";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir static Path folder;

    private static volatile Instant now = Instant.parse("2026-11-20T14:30:26Z");
    private static OperatorServer server;
    private static FakeOperations operations;

    @BeforeAll
    static void start() throws Exception {
        operations = new FakeOperations();
        operations.people.let("admin", Role.ADMIN, TOKEN);
        operations.people.clock = () -> now;
        Files.write(folder.resolve("artifact"), new byte[] {1, 2, 3});
        server =
                OperatorServer.start(
                        VERTX,
                        new OperatorServer.Options(
                                "127.0.0.1",
                                0,
                                Optional.of(TestCertificate.in(folder)),
                                Sha256.of(TOKEN.getBytes(StandardCharsets.UTF_8)),
                                "-----BEGIN CERTIFICATE-----\n",
                                () -> now),
                        operations,
                        new OneFile(),
                        new Page()::serve);
    }

    @AfterAll
    static void stop() {
        server.close();
        VERTX.close().await();
    }

    @BeforeEach
    void forget() {
        operations.tell(FakeOperations.failing("Running"));
        operations.asked.clear();
    }

    private static Answer ask(String request) throws Exception {
        try (RawClient client = RawClient.to(server.port(), true)) {
            return client.ask(request);
        }
    }

    private static Answer call(String method, String path, String type, String body)
            throws Exception {
        return ask(
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\n"
                        + HOST
                        + BEARER
                        + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                        + (method.equals("GET") ? "" : "Content-Length: " + body.length() + "\r\n")
                        + "\r\n"
                        + body);
    }

    private static JsonNode json(Answer answer) throws IOException {
        return MAPPER.readTree(answer.body());
    }

    private static void problem(Answer answer, int status, String code) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonNode body = json(answer);
        assertThat(body.path("status").intValue()).isEqualTo(status);
        assertThat(body.path("code").textValue()).isEqualTo(code);
        assertThat(body.path("title").textValue()).isNotBlank();
        assertThat(body.path("detail").textValue()).isNotBlank();
        assertThat(body.path("errors")).isNotEmpty();
    }

    /**
     * A row: method, path, type and body sent; status, a piece of the answer, what was asked for.
     */
    private record Row(
            String method,
            String path,
            String type,
            String body,
            int status,
            String piece,
            String asked) {}

    private static final String JSON = "application/json";
    private static final String YAML = "text/yaml";
    private static final String RELEASE = "/api/v1/releases/thermostat-esp32/1.1.0";

    private static final List<Row> ROUTES =
            List.of(
                    new Row(
                            "GET",
                            "/api/v1/whoami",
                            "",
                            "",
                            200,
                            "{\"name\":\"admin\",\"role\":\"admin\"}",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/plans?file=a.yaml",
                            YAML,
                            "name: x",
                            200,
                            "\"longestCommand\":842,\"commandLimit\":1000",
                            "plan a.yaml 7"),
                    new Row(
                            "POST",
                            "/api/v1/plans?file=a.yaml",
                            YAML,
                            "bad",
                            422,
                            "\"errors\":[\"a.yaml:1:1: bad\",\"a.yaml:2:1: worse\"]",
                            "plan a.yaml 3"),
                    new Row(
                            "POST",
                            "/api/v1/campaigns?file=a.yaml",
                            "application/yaml; charset=utf-8",
                            "name: x",
                            201,
                            "\"name\":\"thermostat-1.1.0\"",
                            "apply a.yaml by admin"),
                    new Row(
                            "POST",
                            "/api/v1/campaigns?file=a.yaml&plan=0123456789abcdef",
                            YAML,
                            "name: x",
                            409,
                            "\"code\":\"plan-stale\"",
                            "plan a.yaml 7"),
                    new Row(
                            "POST",
                            "/api/v1/campaigns",
                            YAML,
                            "taken",
                            409,
                            "conflict",
                            "apply campaign.yaml by admin"),
                    new Row(
                            "POST",
                            "/api/v1/campaigns",
                            YAML,
                            "boom",
                            500,
                            "internal",
                            "apply campaign.yaml by admin"),
                    new Row(
                            "POST",
                            "/api/v1/campaigns",
                            YAML,
                            "down",
                            503,
                            "unavailable",
                            "apply campaign.yaml by admin"),
                    new Row(
                            "POST",
                            "/api/v1/updates",
                            JSON,
                            "{\"device\":\"th-1\",\"version\":\"1.1.0\"}",
                            201,
                            "\"state\":\"Running\"",
                            "update th-1 1.1.0"),
                    new Row(
                            "POST",
                            "/api/v1/updates",
                            JSON,
                            "{\"device\":\"th-1\"}",
                            422,
                            "version is missing",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/updates",
                            JSON,
                            "{\"device\":\"?\",\"version\":\"1\"}",
                            422,
                            "device id must match",
                            ""),
                    new Row(
                            "GET",
                            "/api/v1/overview",
                            "",
                            "",
                            200,
                            "\"wave\":{\"name\":\"canary\",\"index\":2,\"of\":4}",
                            "overview"),
                    new Row("POST", "/api/v1/updates", JSON, "[]", 422, "JSON object", ""),
                    new Row("POST", "/api/v1/updates", JSON, "{", 422, "not JSON", ""),
                    new Row("POST", "/api/v1/updates", JSON, "{} {}", 422, "not JSON", ""),
                    new Row(
                            "GET",
                            "/api/v1/campaigns",
                            "",
                            "",
                            200,
                            "{\"campaigns\":[{\"name\":\"thermostat-1.1.0\"",
                            "rollouts"),
                    new Row(
                            "GET",
                            ONE,
                            "",
                            "",
                            200,
                            "\"events\":[{\"at\":\"2026-11-20T",
                            "rollout thermostat-1.1.0"),
                    new Row(
                            "GET",
                            "/api/v1/campaigns/other",
                            "",
                            "",
                            404,
                            "there is no campaign other",
                            "rollout other"),
                    new Row(
                            "GET",
                            "/api/v1/campaigns/OTHER",
                            "",
                            "",
                            422,
                            "campaign name must match",
                            ""),
                    new Row(
                            "POST",
                            ONE + ":pause",
                            JSON,
                            "{\"reason\":\"lunch\"}",
                            200,
                            "\"state\":\"Paused\"",
                            "pause thermostat-1.1.0: lunch"),
                    new Row(
                            "POST",
                            ONE + ":resume",
                            JSON,
                            "{\"reason\":\"back\"}",
                            200,
                            "\"state\":\"Running\"",
                            "resume thermostat-1.1.0: back"),
                    new Row(
                            "POST",
                            ONE + ":resume",
                            "",
                            "",
                            422,
                            "reason: is missing",
                            "resume thermostat-1.1.0: "),
                    new Row(
                            "POST",
                            ONE + ":abort",
                            JSON,
                            "{\"reason\":\"no\"}",
                            200,
                            "\"mayStillInstall\":[]",
                            "abort thermostat-1.1.0: no"),
                    new Row(
                            "POST",
                            ONE + ":halt",
                            JSON,
                            "{\"reason\":\"smoke\"}",
                            200,
                            "\"withdrawn\":5,\"mayStillInstall\":[\"th-1\"],\"untouched\":450",
                            "halt thermostat-1.1.0 by admin: smoke"),
                    new Row(
                            "POST",
                            "/api/v1/campaigns/other:halt",
                            JSON,
                            "{}",
                            404,
                            "there is no campaign other",
                            "halt other by admin: "),
                    new Row("POST", ONE + ":explode", JSON, "{}", 404, "no call has the path", ""),
                    new Row(
                            "GET",
                            "/api/v1/releases",
                            "",
                            "",
                            200,
                            "{\"releases\":[{\"product\":\"thermostat-esp32\",\"version\":\"1.1.0\",\"state\":\"published\",\"artifacts\":[{\"model\":",
                            "releases"),
                    new Row(
                            "GET",
                            RELEASE,
                            "",
                            "",
                            200,
                            "\"securityVersion\":0,\"key\":\"k-dev\",\"signature\":\"sss",
                            "release thermostat-esp32 1.1.0"),
                    new Row(
                            "GET",
                            "/api/v1/releases/thermostat-esp32/9",
                            "",
                            "",
                            404,
                            "no release thermostat-esp32 9",
                            "release thermostat-esp32 9"),
                    new Row(
                            "GET",
                            RELEASE + "/artifacts/thermostat-esp32",
                            "",
                            "",
                            200,
                            "\u0001\u0002\u0003",
                            "release thermostat-esp32 1.1.0"),
                    new Row(
                            "GET",
                            RELEASE + "/artifacts/toaster",
                            "",
                            "",
                            404,
                            "no artifact for toaster",
                            "release thermostat-esp32 1.1.0"),
                    new Row(
                            "PUT",
                            RELEASE
                                    + "/artifacts/thermostat-esp32?securityVersion=2&key=k-dev&signature="
                                    + "s".repeat(86),
                            "application/octet-stream",
                            "12345",
                            201,
                            "\"product\"",
                            "add thermostat-esp32 1.1.0 thermostat-esp32 2 k-dev 5 bytes"),
                    new Row(
                            "PUT",
                            RELEASE
                                    + "/artifacts/m?draft=true&key=k-1,k-2&signature="
                                    + "s".repeat(86)
                                    + ",x",
                            "application/octet-stream",
                            "12345",
                            201,
                            "\"product\"",
                            "add thermostat-esp32 1.1.0 m 0 k-1+k-2 draft 5 bytes"),
                    new Row(
                            "PUT",
                            RELEASE + "/artifacts/m?key=k-1,k-2&signature=x",
                            "application/octet-stream",
                            "12345",
                            422,
                            "key and signature must be as many, at most 8, got 2 and 1",
                            ""),
                    new Row(
                            "POST",
                            RELEASE + ":publish",
                            JSON,
                            "{}",
                            200,
                            "\"signatures\":[{\"key\":\"k-dev\",\"signature\":\"sss",
                            "publish thermostat-esp32 1.1.0 admin"),
                    new Row(
                            "POST",
                            RELEASE + ":revoke",
                            JSON,
                            "{\"reason\":\"burns\"}",
                            200,
                            "\"state\":\"revoked\",\"reason\":\"by admin: burns\"",
                            "revoke thermostat-esp32 1.1.0 admin burns"),
                    new Row(
                            "POST",
                            RELEASE + ":note",
                            JSON,
                            "{\"notes\":\"mends it\"}",
                            200,
                            "\"warnings\":[\"2 devices refuse it\"]",
                            "note thermostat-esp32 1.1.0 mends it admin"),
                    new Row(
                            "PUT",
                            RELEASE + "/sbom",
                            "application/octet-stream",
                            "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}",
                            201,
                            "\"product\"",
                            "describe thermostat-esp32 1.1.0 CycloneDX 1.6 admin"),
                    new Row(
                            "PUT",
                            RELEASE + "/sbom",
                            "application/octet-stream",
                            "12345",
                            422,
                            "this is no SBOM in CycloneDX or SPDX as JSON: it is no JSON object",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/artifacts:check",
                            JSON,
                            "{}",
                            200,
                            "{\"checked\":2,\"bad\":[{\"sha256\":\"e3b0c442",
                            "check"),
                    new Row(
                            "GET",
                            "/api/v1/release-keys",
                            "",
                            "",
                            200,
                            "{\"keys\":[{\"id\":\"k-dev\",\"fingerprint\":\"0011223344556677\",\"state\":\"active\",\"given\":true,",
                            "keys"),
                    new Row(
                            "POST",
                            "/api/v1/release-keys/k-dev:revoke",
                            JSON,
                            "{\"reason\":\"stolen\"}",
                            200,
                            "\"state\":\"revoked\"",
                            "set k-dev revoked admin stolen"),
                    new Row(
                            "POST",
                            "/api/v1/release-keys/other:retire",
                            JSON,
                            "{\"reason\":\"old\"}",
                            404,
                            "there is no release key other",
                            "set other retiring admin old"),
                    new Row(
                            "PUT",
                            RELEASE + "/artifacts/thermostat-esp32?signature=x",
                            "application/octet-stream",
                            "12345",
                            422,
                            "86 characters, got 1",
                            "add thermostat-esp32 1.1.0 thermostat-esp32 0  5 bytes"),
                    new Row(
                            "PUT",
                            RELEASE + "/artifacts/thermostat-esp32?securityVersion=-1",
                            "application/octet-stream",
                            "1",
                            422,
                            "securityVersion must be a whole number",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/devices",
                            JSON,
                            "{\"id\":\"th-9\",\"model\":\"m\",\"labels\":{\"room\":\"12\"}}",
                            201,
                            "\"token\":\"secret-token\"",
                            "add th-9 m {room=12}"),
                    new Row(
                            "POST",
                            "/api/v1/devices",
                            JSON,
                            "{\"id\":\"th-9\",\"model\":\"m\",\"labels\":{\"room\":12}}",
                            422,
                            "label room must be a text",
                            ""),
                    new Row(
                            "GET",
                            "/api/v1/devices?limit=2",
                            "",
                            "",
                            200,
                            "\"next\":\"th-2\"",
                            "devices after - limit 3"),
                    new Row(
                            "GET",
                            "/api/v1/devices?after=th-2&limit=2",
                            "",
                            "",
                            200,
                            "{\"devices\":[{\"id\":\"th-3\"",
                            "devices after th-2 limit 3"),
                    new Row("GET", "/api/v1/devices?limit=1001", "", "", 422, "limit must be", ""),
                    new Row(
                            "GET",
                            "/api/v1/devices?selector=site%3Dnorth%2C%21ring%2Cstate%3DLost&limit=2",
                            "",
                            "",
                            200,
                            "{\"devices\":[],\"next\":\"th-7\"}",
                            "find [site in (north), !ring][][state in (Lost)] after - limit 2"),
                    new Row(
                            "GET",
                            "/api/v1/devices?selector=site%3D%28",
                            "",
                            "",
                            422,
                            "a part of a selector looks like",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/devices/th-1:label",
                            JSON,
                            "{\"set\":{\"ring\":\"lab\"},\"remove\":[\"site\"]}",
                            200,
                            "{\"id\":\"th-1\"",
                            "label th-1 {ring=lab} [site] admin"),
                    new Row(
                            "POST",
                            "/api/v1/devices/th-1:label",
                            JSON,
                            "{\"set\":{\"ring\":7}}",
                            422,
                            "label ring must be a text",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/devices/th-1:label",
                            JSON,
                            "{\"remove\":[7]}",
                            422,
                            "remove lists names of labels",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/devices/th-1:hold",
                            JSON,
                            "{\"reason\":\"bench\"}",
                            200,
                            "\"held\":\"by admin: bench\"",
                            "hold th-1 admin bench"),
                    new Row(
                            "POST",
                            "/api/v1/devices/x:hold",
                            JSON,
                            "{\"reason\":\"bench\"}",
                            404,
                            "no device x",
                            "hold x admin bench"),
                    new Row(
                            "POST",
                            "/api/v1/devices/th-1:unhold",
                            JSON,
                            "{}",
                            409,
                            "nobody holds device th-1",
                            "unhold th-1 admin "),
                    new Row(
                            "POST",
                            "/api/v1/devices/th-1/certificates",
                            JSON,
                            "{\"request\":\"R\"}",
                            201,
                            "{\"certificate\":\"PEM\",\"serial\":\"0a1b\",\"expiresAt\":\"2026-",
                            "certify th-1 R 730"),
                    new Row(
                            "POST",
                            "/api/v1/devices/th-9/certificates",
                            JSON,
                            "{\"request\":\"R\",\"days\":30}",
                            404,
                            "not-found",
                            "certify th-9 R 30"),
                    new Row(
                            "POST",
                            "/api/v1/devices/th-1/certificates",
                            JSON,
                            "{\"request\":\"R\",\"days\":\"x\"}",
                            422,
                            "days must be a whole number",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/devices/th-1/certificates:revoke",
                            JSON,
                            "{}",
                            200,
                            "{\"revoked\":1}",
                            "revoke th-1"),
                    new Row(
                            "GET",
                            "/api/v1/broker/access?limit=1",
                            "",
                            "",
                            200,
                            "{\"devices\":[{\"id\":\"th-1\",\"tokenSha256\":\"aa\","
                                    + "\"certificate\":\"0a1b\"}],\"next\":\"th-1\"}",
                            ""),
                    new Row(
                            "GET",
                            "/api/v1/broker/access?after=th-1",
                            "",
                            "",
                            200,
                            "{\"devices\":[{\"id\":\"th-2\",\"tokenSha256\":\"bb\"}]}",
                            ""),
                    new Row("GET", "/api/v1/broker/crl", "", "", 200, "{\"crl\":\"CRL\"}", ""),
                    new Row(
                            "GET",
                            "/api/v1/devices/th-1",
                            "",
                            "",
                            200,
                            "\"attempts\":[{\"campaign\":\"thermostat-1.1.0\",\"number\":1,\"wave\":\"canary\",\"state\":\"RolledBack\",\"code\":\"health-check\"}]",
                            "device th-1"),
                    new Row(
                            "GET",
                            "/api/v1/devices/x",
                            "",
                            "",
                            404,
                            "there is no device x",
                            "device x"),
                    new Row(
                            "GET",
                            "/api/v1/devices/th-1/history?limit=5",
                            "",
                            "",
                            200,
                            "\"what\":\"Commanded\"",
                            "history th-1 limit 5"),
                    new Row(
                            "GET",
                            "/api/v1/devices/th-1/explain",
                            "",
                            "",
                            200,
                            "{\"name\":\"wave-open\",\"value\":\"no\",\"met\":false,\"change\":\"2026",
                            "explain th-1"),
                    new Row(
                            "GET",
                            "/api/v1/devices/th-1/explain?at=2026-11-20T14:30:00Z",
                            "",
                            "",
                            200,
                            "\"sentence\":\"it was\"",
                            "explain th-1 at 2026-11-20T14:30:00Z"),
                    new Row(
                            "GET",
                            "/api/v1/devices/th-1/explain?at=yesterday",
                            "",
                            "",
                            422,
                            "at must be an instant",
                            ""),
                    new Row(
                            "GET",
                            "/api/v1/campaigns/thermostat-1.1.0/explain",
                            "",
                            "",
                            200,
                            "\"reasons\":[{\"condition\":\"device-online\",\"example\":\"device is offline\",\"devices\":7,\"ids\":[\"th-1\"]}]",
                            "explain thermostat-1.1.0"),
                    new Row(
                            "GET",
                            "/api/v1/fleet",
                            "",
                            "",
                            200,
                            "{\"registered\":500,\"online\":498,\"byVersion\":{\"1.0.0\":457}}",
                            "fleet"),
                    new Row(
                            "GET",
                            "/api/v1/counters",
                            "",
                            "",
                            200,
                            "{\"counters\":{\"reports_new\":7}}",
                            "counters"),
                    new Row(
                            "POST",
                            ONE + ":approve",
                            JSON,
                            "{\"wave\":\"half\",\"reason\":\"good\"}",
                            200,
                            "\"state\":\"Running\"",
                            "approve thermostat-1.1.0 half by admin: good"),
                    new Row(
                            "POST",
                            ONE + ":approve",
                            JSON,
                            "{\"wave\":\"mine\",\"reason\":\"good\"}",
                            403,
                            "admin created the campaign",
                            ""),
                    new Row(
                            "POST",
                            ONE + ":resume",
                            JSON,
                            "{\"acceptEvidence\":true,\"reason\":\"rig\"}",
                            200,
                            "\"state\":\"Running\"",
                            "accept evidence of thermostat-1.1.0 by admin: rig"),
                    new Row(
                            "POST",
                            ONE + ":retry",
                            JSON,
                            "{\"failed\":true}",
                            200,
                            "{\"retried\":7,\"status\"",
                            "retry thermostat-1.1.0 failed by admin"),
                    new Row(
                            "POST",
                            ONE + ":retry",
                            JSON,
                            "{\"code\":\"health-check\"}",
                            200,
                            "{\"retried\":7,\"status\"",
                            "retry thermostat-1.1.0 health-check by admin"),
                    new Row(
                            "POST",
                            ONE + ":retry",
                            JSON,
                            "{}",
                            422,
                            "send \\\"failed\\\":true",
                            ""),
                    new Row(
                            "POST",
                            ONE + ":rollback",
                            JSON,
                            "{\"to\":\"1.0.0\"}",
                            201,
                            "\"state\":\"Running\"",
                            "rollback thermostat-1.1.0 1.0.0 by admin"),
                    new Row(
                            "GET",
                            "/api/v1/tokens",
                            "",
                            "",
                            200,
                            "{\"name\":\"bob\",\"role\":\"viewer\",\"issuedAt\":\"2026-11-20T05:50:26Z\",\"issuedBy\":\"admin\"}",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/tokens",
                            JSON,
                            "{\"name\":\"eve\",\"role\":\"approver\"}",
                            201,
                            "\"token\":\"secret-of-eve\"",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/tokens",
                            JSON,
                            "{\"name\":\"eve\",\"role\":\"king\"}",
                            422,
                            "a role is one of viewer, operator, approver, admin, got \\\"king",
                            ""),
                    new Row(
                            "POST",
                            "/api/v1/tokens/bob:revoke",
                            JSON,
                            "",
                            200,
                            "\"revokedAt\":\"2026-11-20T05:51:26Z\"",
                            ""),
                    new Row(
                            "GET",
                            "/api/v1/audit?limit=1&before=9",
                            "",
                            "",
                            200,
                            "{\"number\":7,\"at\":\"2026-11-20T05:50:26Z\",\"who\":\"admin\",\"what\":\"halted\",\"object\":\"campaign/thermostat-1.1.0\",\"why\":\"smoke seen\"}],\"next\":7}",
                            ""),
                    new Row("GET", "/api/v1/nothing", "", "", 404, "no call has the path", ""),
                    new Row(
                            "GET",
                            "/api/v1/campaigns/a%2fb",
                            "",
                            "",
                            404,
                            "no call has the path",
                            ""));

    /** Each role against one call of each kind. */
    @Test
    void asksEachCallForItsRole() throws Exception {
        List<String> reads = List.of("GET " + ONE, "GET /api/v1/audit", "GET /api/v1/whoami");
        List<String> steering =
                List.of(
                        "POST " + ONE + ":halt",
                        "POST " + ONE + ":pause",
                        "POST " + RELEASE + ":revoke");
        List<String> ruling =
                List.of(
                        "GET /api/v1/tokens",
                        "POST /api/v1/tokens",
                        "POST /api/v1/devices",
                        "GET /api/v1/broker/access",
                        "POST " + RELEASE + ":publish",
                        "POST /api/v1/release-keys/k-dev:revoke",
                        "PUT " + RELEASE + "/artifacts/m");
        for (Role role : Role.values()) {
            operations.people.let("eve", role, "token-of-eve");
            reads.forEach(call -> assertThat(refused(call, Role.VIEWER, role)).as(call).isFalse());
            for (String call : steering)
                assertThat(refused(call, Role.OPERATOR, role))
                        .as(call + " by " + role)
                        .isEqualTo(role == Role.VIEWER || role == Role.APPROVER);
            for (String call : ruling)
                assertThat(refused(call, Role.ADMIN, role))
                        .as(call + " by " + role)
                        .isEqualTo(role != Role.ADMIN);
        }
        operations.people.forget("eve");
    }

    private static boolean refused(String call, Role missing, Role has) {
        try {
            Answer answer =
                    ask(
                            call
                                    + " HTTP/1.1\r\n"
                                    + HOST
                                    + "Authorization: Bearer token-of-eve\r\n"
                                    + (call.startsWith("GET") ? "" : "Content-Length: 0\r\n")
                                    + "\r\n");
            if (answer.status() != 403) return false;
            problem(answer, 403, "forbidden");
            assertThat(answer.text())
                    .contains(
                            "needs the role "
                                    + missing.word()
                                    + ", eve has the role "
                                    + has.word());
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(call, e);
        }
    }

    @Test
    void aRevokedTokenEndsAtOnceWithItsSessionsAndStreams() throws Exception {
        operations.people.forget("admin");
        operations.people.let("admin", Role.ADMIN, TOKEN);
        String cookie = login();
        try (RawClient client = RawClient.to(server.port(), true)) {
            client.send("GET " + ONE + "/events HTTP/1.1\r\n" + HOST + BEARER + "\r\n");
            client.line();
            await().until(() -> !operations.listeners.isEmpty());
            operations.people.forget("admin");
            operations.tell(FakeOperations.failing("Running"));
            await().until(operations.listeners::isEmpty);
            problem(call("GET", "/api/v1/whoami", "", ""), 401, "unauthorized");
            problem(
                    ask("GET /api/v1/whoami HTTP/1.1\r\n" + HOST + cookie + "\r\n"),
                    401,
                    "unauthorized");
            String ticket = server.newTicket();
            assertThat(ask("GET /login/" + ticket + " HTTP/1.1\r\n" + HOST + "\r\n").status())
                    .isEqualTo(401);
        } finally {
            operations.people.let("admin", Role.ADMIN, TOKEN);
        }
    }

    @Test
    void answersEveryCall() throws Exception {
        for (Row row : ROUTES) {
            operations.asked.clear();
            Answer answer = call(row.method(), row.path(), row.type(), row.body());
            assertThat(answer.status()).as(row + " -> " + answer.text()).isEqualTo(row.status());
            assertThat(answer.text()).as(row.path()).contains(row.piece());
            if (!row.asked().isEmpty())
                assertThat(operations.asked).as(row.path()).contains(row.asked());
            if (row.status() >= 400) {
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(json(answer).path("status").intValue()).isEqualTo(row.status());
            }
        }
        assertThat(uploadsLeft()).isEmpty();
    }

    private static List<Path> uploadsLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("upload"))
                    .toList();
        }
    }

    @Test
    void speaksHttp2AndHttp11WithCurl() throws Exception {
        for (String version : List.of("--http2", "--http1.1")) {
            String url = "https://localhost:" + server.port();
            assertThat(curl(version, "-H", "Authorization: Bearer " + TOKEN, url + "/api/v1/fleet"))
                    .endsWith("}}" + (version.equals("--http2") ? "2" : "1.1") + " 200");
            assertThat(
                            curl(
                                    version,
                                    "-H",
                                    "Authorization: Bearer " + TOKEN,
                                    "--data-binary",
                                    "@" + folder.resolve("chain.pem"),
                                    "-H",
                                    "Content-Type: text/yaml",
                                    url + "/api/v1/plans"))
                    .endsWith(" 200");
            assertThat(curl(version, url + "/api/v1/fleet")).endsWith(" 401");
        }
    }

    private static String curl(String... arguments) throws Exception {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of("curl", "-sS", "-w", "%{http_version} %{http_code}"));
        command.addAll(List.of("--cacert", folder.resolve("chain.pem").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    @Test
    void leavesEventsOutOfTheList() throws Exception {
        assertThat(call("GET", "/api/v1/campaigns", "", "").text()).doesNotContain("\"events\"");
    }

    @Test
    void saysWhichMethodsThereAre() throws Exception {
        Answer answer = call("DELETE", "/api/v1/campaigns", "", "");
        problem(answer, 405, "method-not-allowed");
        assertThat(answer.header("Allow")).isEqualTo("GET, POST");
        assertThat(call("GET", ONE + ":halt", "", "").header("Allow")).isEqualTo("POST");
        assertThat(call("POST", "/", "", "").header("Allow")).isEqualTo("GET, HEAD");
        assertThat(call("POST", "/healthz", "", "").status()).isEqualTo(405);
    }

    @Test
    void tellsHealthAndCaToAnybody() throws Exception {
        assertThat(ask("GET /healthz HTTP/1.1\r\n" + HOST + "\r\n").text()).isEqualTo("ok\n");
        assertThat(ask("GET /api/v1/ca HTTP/1.1\r\n" + HOST + "\r\n").text())
                .startsWith("-----BEGIN");
    }

    @Test
    void letsNobodyInWithoutATokenOrASession() throws Exception {
        for (String header :
                List.of(
                        "",
                        "Authorization: Bearer wrong\r\n",
                        "Authorization: Bearer\r\n",
                        "Authorization: Basic " + TOKEN + "\r\n",
                        "Cookie: __Host-canarywave-session=wrong\r\n")) {
            problem(
                    ask("GET /api/v1/whoami HTTP/1.1\r\n" + HOST + header + "\r\n"),
                    401,
                    "unauthorized");
            problem(
                    ask(
                            "POST "
                                    + ONE
                                    + ":halt HTTP/1.1\r\n"
                                    + HOST
                                    + header
                                    + "Content-Length: 0\r\n\r\n"),
                    401,
                    "unauthorized");
        }
        assertThat(operations.asked).isEmpty();
    }

    private static String login() throws Exception {
        Answer answer = ask("GET /login/" + server.newTicket() + " HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/");
        assertThat(answer.header("Set-Cookie"))
                .matches(
                        "__Host-canarywave-session=[A-Za-z0-9_-]{43}; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict");
        String cookie = answer.header("Set-Cookie");
        return "Cookie: " + cookie.substring(0, cookie.indexOf(';')) + "\r\n";
    }

    private static Answer halt(String headers) throws Exception {
        return ask(
                "POST "
                        + ONE
                        + ":halt HTTP/1.1\r\n"
                        + HOST
                        + headers
                        + "Content-Length: 0\r\n\r\n");
    }

    @Test
    void letsASessionReadAndChangesOnlyFromItsOwnPages() throws Exception {
        String cookie = login();
        assertThat(ask("GET /api/v1/whoami HTTP/1.1\r\n" + HOST + cookie + "\r\n").status())
                .isEqualTo(200);
        problem(halt(cookie), 403, "forbidden");
        problem(halt(cookie + "Origin: https://evil.example\r\n"), 403, "forbidden");
        problem(halt(cookie + "Origin: http://localhost\r\n"), 403, "forbidden");
        problem(halt(cookie + "Origin: null\r\n"), 403, "forbidden");
        assertThat(operations.asked).containsExactly();
        assertThat(halt(cookie + "Origin: https://localhost\r\n").status()).isEqualTo(200);
    }

    @Test
    void endsASessionAfterTwelveHours() throws Exception {
        String cookie = login();
        String request = "GET /api/v1/whoami HTTP/1.1\r\n" + HOST + cookie + "\r\n";
        now = now.plus(Duration.ofHours(12)).minusSeconds(1);
        assertThat(ask(request).status()).isEqualTo(200);
        now = now.plusSeconds(1);
        assertThat(ask(request).status()).isEqualTo(401);
    }

    @Test
    void takesATicketOnceAndForFifteenMinutes() throws Exception {
        String ticket = "GET /login/" + server.newTicket() + " HTTP/1.1\r\n" + HOST + "\r\n";
        assertThat(ask(ticket).status()).isEqualTo(303);
        Answer again = ask(ticket);
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.header("Set-Cookie")).isEqualTo("(none)");
        assertThat(again.text()).contains("<h1>Log in</h1>");
        String late = "GET /login/" + server.newTicket() + " HTTP/1.1\r\n" + HOST + "\r\n";
        now = now.plus(Duration.ofMinutes(15));
        assertThat(ask(late).status()).isEqualTo(401);
    }

    @Test
    void slowsDownGuessingButNeverLocksOutTheToken() throws Exception {
        now = now.plus(Duration.ofMinutes(2));
        String wrong =
                "GET /api/v1/whoami HTTP/1.1\r\n" + HOST + "Authorization: Bearer wrong\r\n\r\n";
        for (int i = 0; i < Access.FAILURES; i++) assertThat(ask(wrong).status()).isEqualTo(401);
        problem(ask(wrong), 429, "throttled");
        assertThat(call("GET", "/api/v1/whoami", "", "").status()).isEqualTo(200);
        now = now.plus(Duration.ofMinutes(2));
        assertThat(ask(wrong).status()).isEqualTo(401);
    }

    @Test
    void appliesThePlanThatWasAgreedToAndShowsTheNewOneOtherwise() throws Exception {
        Answer planned = call("POST", "/api/v1/plans?file=a.yaml", YAML, "name: x");
        String digest = json(planned).path("digest").asText();
        assertThat(digest).matches("[0-9a-f]{16}");
        String apply = "/api/v1/campaigns?file=a.yaml&plan=" + digest;
        assertThat(call("POST", apply, YAML, "name: x").status()).isEqualTo(201);
        Answer stale = call("POST", apply, YAML, "name: y");
        assertThat(stale.status()).isEqualTo(409);
        JsonNode now = json(stale).path("plan");
        assertThat(now.path("cohort").asInt()).isEqualTo(500);
        assertThat(now.path("digest").asText()).matches("[0-9a-f]{16}").isNotEqualTo(digest);
    }

    @Test
    void takesBodiesUpToTheirLimitsOnly() throws Exception {
        assertThat(call("POST", "/api/v1/plans", YAML, "x".repeat(Front.TEXT_LIMIT)).status())
                .isEqualTo(200);
        problem(announced("POST /api/v1/plans", Front.TEXT_LIMIT + 1L), 413, "too-large");
        problem(announced("PUT " + RELEASE + "/artifacts/m", Uploads.LIMIT + 1), 413, "too-large");
        problem(chunked("POST /api/v1/plans", Front.TEXT_LIMIT), 413, "too-large");
        problem(chunked("PUT " + RELEASE + "/artifacts/m", Uploads.LIMIT), 413, "too-large");
        await().until(() -> uploadsLeft().isEmpty());
    }

    private static Answer announced(String line, long length) throws Exception {
        return ask(
                line + " HTTP/1.1\r\n" + HOST + BEARER + "Content-Length: " + length + "\r\n\r\n");
    }

    /** Sends one byte more than the limit, in chunks. */
    private static Answer chunked(String line, long limit) throws Exception {
        String chunk = "10000\r\n" + "x".repeat(65536) + "\r\n";
        try (RawClient client = RawClient.to(server.port(), true)) {
            client.send(
                    line + " HTTP/1.1\r\n" + HOST + BEARER + "Transfer-Encoding: chunked\r\n\r\n");
            for (long sent = 0; sent < limit; sent += 65536) client.send(chunk);
            client.send("1\r\nx\r\n");
            return client.read(false);
        }
    }

    @Test
    void saysWhenTheDiskIsFull() throws Exception {
        OneFile.full = true;
        try {
            String path = RELEASE + "/artifacts/m?signature=" + "s".repeat(86);
            String type = "application/octet-stream";
            problem(call("PUT", path, type, "x".repeat(300_000)), 507, "disk-full");
            // Whose body is still on its way reads the answer too.
            String most = "x".repeat((int) Uploads.LIMIT);
            problem(call("PUT", path, type, most), 507, "disk-full");
            assertThat(operations.asked).isEmpty();
            await().until(() -> uploadsLeft().isEmpty());
        } finally {
            OneFile.full = false;
        }
    }

    @Test
    void refusesUploadsBeforeTheyAreWrittenWhenThereIsNoRoom() throws Exception {
        OneFile.nearlyFull = true;
        try {
            String path = RELEASE + "/artifacts/m?signature=" + "s".repeat(86);
            String type = "application/octet-stream";
            problem(call("PUT", path, type, "x".repeat(2_000_000)), 507, "disk-full");
            assertThat(operations.asked).isEmpty();
        } finally {
            OneFile.nearlyFull = false;
        }
    }

    @Test
    void aHaltThatIsNotStoredYetSaysSo() throws Exception {
        operations.notStored = Optional.of("in force in this process, not stored yet: full");
        try {
            JsonNode report = json(call("POST", ONE + ":halt", JSON, ""));
            assertThat(report.path("stored").booleanValue()).isFalse();
            assertThat(report.path("warning").asText()).startsWith("in force in this process");
        } finally {
            operations.notStored = Optional.empty();
        }
        JsonNode report = json(call("POST", ONE + ":halt", JSON, ""));
        assertThat(report.path("stored").booleanValue()).isTrue();
        assertThat(report.has("warning")).isFalse();
    }

    @Test
    void healthNamesAFullDiskAndIsNoReasonToRestart() throws Exception {
        operations.trouble = Optional.of("the disk is full");
        try {
            Answer answer = ask("GET /healthz HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("degraded: disk full\n");
        } finally {
            operations.trouble = Optional.empty();
        }
    }

    @Test
    void wantsTheRightType() throws Exception {
        problem(call("POST", "/api/v1/updates", "text/html", "{}"), 415, "unsupported-media-type");
        problem(call("POST", "/api/v1/plans", JSON, "{}"), 415, "unsupported-media-type");
        problem(
                call("PUT", RELEASE + "/artifacts/m", "multipart/form-data", "x"),
                415,
                "unsupported-media-type");
        assertThat(operations.asked).isEmpty();
    }

    @Test
    void refusesRequestsThatTwoReadersCouldReadDifferently() throws Exception {
        String post = "POST /api/v1/plans HTTP/1.1\r\n" + BEARER;
        for (String request :
                List.of(
                        post + "Content-Length: 0\r\n\r\n",
                        post + HOST + HOST + "Content-Length: 0\r\n\r\n",
                        post
                                + HOST
                                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        post + HOST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                        post + HOST + "Content-Length: +1\r\n\r\na",
                        post + HOST + "Content-Length : 1\r\n\r\na",
                        post + HOST + ": x\r\nContent-Length: 1\r\n\r\na",
                        post
                                + HOST
                                + "Transfer-Encoding: chunked\r\n\r\nzz\r\nname: x\r\n0\r\n\r\n"))
            try (RawClient client = RawClient.to(server.port(), true)) {
                Answer answer = client.ask(request);
                assertThat(answer.status()).as(request).isEqualTo(400);
                assertThat(client.closed()).as(request).isTrue();
            }
        assertThat(operations.asked).isEmpty();
    }

    @Test
    void streamsTheWholeStateThenEachChangeAndStopsWatchingWhenTheListenerGoes() throws Exception {
        int before = operations.listeners.size();
        operations.tell(FakeOperations.failing("Running"));
        try (RawClient client = RawClient.to(server.port(), true)) {
            client.send("GET " + ONE + "/events HTTP/1.1\r\n" + HOST + BEARER + "\r\n");
            assertThat(client.line()).contains("200");
            StringBuilder headers = new StringBuilder();
            for (String line = client.line(); !line.isEmpty(); line = client.line())
                headers.append(line).append('\n');
            assertThat(headers.toString().toLowerCase(java.util.Locale.ROOT))
                    .contains("content-type: text/event-stream", "cache-control: no-store");
            JsonNode history = heard(client, "history");
            assertThat(history.path("curve").path("points")).hasSize(1);
            assertThat(history.path("map").path("cells").textValue()).hasSize(1024);
            assertThat(history.path("events").get(0).path("id").longValue()).isEqualTo(41);
            assertThat(heard(client, "state").path("state").textValue()).isEqualTo("Running");
            operations.tell(FakeOperations.failing("Halted"));
            JsonNode halted = heard(client, "state");
            assertThat(halted.path("state").textValue()).isEqualTo("Halted");
            assertThat(halted.path("waves")).hasSize(4);
            assertThat(halted.has("events")).as("they have lines of their own").isFalse();
        }
        await().until(() -> operations.listeners.size() == before);
        await().untilAsserted(() -> assertThat(server.streams()).isZero());
    }

    /** The data of the next event, which must be of this kind. */
    private static JsonNode heard(RawClient client, String kind) throws IOException {
        String event = "";
        for (; ; ) {
            String line = client.line();
            if (line.startsWith("event: ")) event = line.substring("event: ".length());
            if (!line.startsWith("data: ")) continue;
            assertThat(event).isEqualTo(kind);
            return MAPPER.readTree(line.substring("data: ".length()));
        }
    }

    private static RawClient streaming(String path, String header) throws Exception {
        RawClient client = RawClient.to(server.port(), true);
        client.send("GET " + path + " HTTP/1.1\r\n" + HOST + BEARER + header + "\r\n");
        assertThat(client.line()).contains("200");
        return client;
    }

    @Test
    void tellsWhatHappenedWithItsPlaceSoThatWhoComesBackSaysWhereItWas() throws Exception {
        try (RawClient client = streaming(ONE + "/events", "Last-Event-ID: 17\r\n")) {
            assertThat(operations.asked).contains("watch thermostat-1.1.0 after 17");
            heard(client, "history");
            heard(client, "state");
            operations.tell(new Told.Happened(new LiveStore.Placed(42, HALTED)));
            for (String line = ""; !line.equals("id: 42"); ) line = client.line();
            JsonNode event = heard(client, "event");
            assertThat(event.path("id").longValue()).isEqualTo(42);
            assertThat(event.path("campaign").textValue()).isEqualTo("thermostat-1.1.0");
            assertThat(event.path("what").textValue()).isEqualTo("halted");
            operations.tell(
                    new Told.Grown(
                            new Curve.Point(1, HALTED.at(), Duration.ofSeconds(5), 1, 2, 3, 4, 5)));
            assertThat(heard(client, "point").path("installing").intValue()).isEqualTo(3);
            operations.tell(new Told.Mapped(new FleetMap("f".repeat(1024), 9)));
            assertThat(heard(client, "map").path("columns").intValue()).isEqualTo(64);
        }
    }

    private static final Fact HALTED =
            Fact.of(
                    Instant.parse("2026-11-20T14:31:07Z"),
                    new CampaignName("thermostat-1.1.0"),
                    "halted",
                    "3 of 10");

    @Test
    void streamsTheOverviewAndWhatHappensToAnyCampaign() throws Exception {
        try (RawClient client = streaming("/api/v1/events", "")) {
            JsonNode overview = heard(client, "overview");
            assertThat(overview.path("needsYou").get(0).path("kind").textValue())
                    .isEqualTo("halted");
            assertThat(overview.path("campaigns").get(0).path("etaSeconds").intValue())
                    .isEqualTo(900);
            operations.tell(new Told.Happened(new LiveStore.Placed(43, HALTED)));
            assertThat(heard(client, "event").path("why").textValue()).isEqualTo("3 of 10");
        }
    }

    @Test
    void whoCannotKeepUpGetsTheLatestStateAndAsksAgainForWhatItMissed() throws Exception {
        operations.asked.clear();
        Fact wordy = Fact.of(HALTED.at(), HALTED.rollout().orElseThrow(), "x", "y".repeat(40_000));
        try (RawClient client = streaming(ONE + "/events", "")) {
            heard(client, "history");
            heard(client, "state");
            // Nobody reads: the buffers of both ends fill, then it must drop.
            for (int place = 100; place < 600; place++)
                operations.tell(new Told.Happened(new LiveStore.Placed(place, wordy)));
            operations.tell(FakeOperations.failing("Paused"));
            for (String line = ""; !line.contains("\"Paused\""); ) line = client.line();
            await().until(() -> again().findAny().isPresent());
        }
        assertThat(again()).allMatch(asked -> asked.matches("again OptionalLong\\[\\d+] false"));
    }

    private static Stream<String> again() {
        return operations.asked.stream().filter(asked -> asked.startsWith("again"));
    }

    @Test
    void streamsNothingOfACampaignThatIsNotThere() throws Exception {
        problem(call("GET", "/api/v1/campaigns/other/events", "", ""), 404, "not-found");
        problem(call("GET", "/api/v1/campaigns/OTHER/events", "", ""), 422, "invalid");
        await().untilAsserted(() -> assertThat(server.streams()).isZero());
        problem(ask("GET " + ONE + "/events HTTP/1.1\r\n" + HOST + "\r\n"), 401, "unauthorized");
    }

    @Test
    void showsPagesWithStrictHeadersAndOnlyToWhoIsLoggedIn() throws Exception {
        String cookie = login();
        for (String path : List.of("/", "/campaigns/thermostat-1.1.0")) {
            Answer locked = ask("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(locked.status()).isEqualTo(401);
            assertThat(locked.text()).contains("<h1>Log in</h1>").contains("canarywave up");
            Answer shown = ask("GET " + path + " HTTP/1.1\r\n" + HOST + cookie + "\r\n");
            assertThat(shown.status()).isEqualTo(200);
            assertThat(shown.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(shown.header("Content-Security-Policy"))
                    .contains("default-src 'self'", "frame-ancestors 'none'");
            assertThat(shown.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(shown.text()).contains("/app.js").doesNotContain("<script>", "style=");
        }
        assertThat(ask("GET /other HTTP/1.1\r\n" + HOST + cookie + "\r\n").status()).isEqualTo(404);
        assertThat(ask("GET /../../etc/passwd HTTP/1.1\r\n" + HOST + cookie + "\r\n").status())
                .isEqualTo(404);
    }

    @Test
    void givesAssetsWithTheirTypesAndTags() throws Exception {
        for (String asset :
                List.of(
                        "app.js text/javascript",
                        "screens/campaign.js text/javascript",
                        "login.js text/javascript",
                        "words.js text/javascript",
                        "app.css text/css",
                        "icon.svg image/svg+xml")) {
            int space = asset.indexOf(' ');
            String get = "GET /assets/" + asset.substring(0, space) + " HTTP/1.1\r\n" + HOST;
            Answer answer = ask(get + "\r\n");
            assertThat(answer.status()).as(asset).isEqualTo(200);
            assertThat(answer.header("Content-Type")).startsWith(asset.substring(space + 1));
            Answer again = ask(get + "If-None-Match: " + answer.header("ETag") + "\r\n\r\n");
            assertThat(again.status()).isEqualTo(304);
            assertThat(ask(get.replace("GET", "HEAD") + "\r\n").header("ETag"))
                    .isEqualTo(answer.header("ETag"));
        }
    }

    /** One file for every digest, uploads beside it. */
    private static final class OneFile implements ArtifactStore {
        private static volatile boolean full;
        private static volatile boolean nearlyFull;

        @Override
        public Path newUpload() {
            if (nearlyFull) throw new DiskFull("nearly full", new IllegalStateException());
            try {
                if (full)
                    return Files.createSymbolicLink(
                            folder.resolve("upload-full"), Path.of("/dev/full"));
                return Files.createTempFile(folder, "upload", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Sha256 keep(Path upload) {
            throw new UnsupportedOperationException("the operations keep uploads");
        }

        @Override
        public List<Sha256> sweep(Predicate<Sha256> wanted, Instant keptBefore) {
            throw new UnsupportedOperationException("nobody sweeps here");
        }

        @Override
        public Condition check(Sha256 file) {
            throw new UnsupportedOperationException("nobody checks files here");
        }

        @Override
        public Optional<Path> find(Sha256 file) {
            return Optional.of(folder.resolve("artifact"));
        }
    }
}
