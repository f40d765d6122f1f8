package io.github.canarywave.adapter.http.operators;

import static io.github.canarywave.adapter.http.operators.OperatorPort.BEARER;
import static io.github.canarywave.adapter.http.operators.OperatorPort.ORIGIN;
import static io.github.canarywave.adapter.http.operators.OperatorPort.TOKEN;
import static io.github.canarywave.adapter.http.operators.OperatorPort.cookie;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.canarywave.adapter.http.RawClient.Answer;
import io.github.canarywave.app.Person;
import io.github.canarywave.domain.campaign.Role;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Logging in and out, and calls that come twice, over real connections. */
class SessionsOverHttpTest {
    private static final String SESSION = "/api/v1/session";
    private static final String HALT = "/api/v1/campaigns/thermostat-1.1.0:halt";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir Path folder;
    private OperatorPort port;

    @BeforeEach
    void start() throws Exception {
        port = new OperatorPort(folder);
        port.operations.people.let("bob", Role.OPERATOR, "token-of-bob");
    }

    @AfterEach
    void stop() {
        port.close();
    }

    private Answer get(String path, String headers) throws Exception {
        return port.ask("GET", path, headers, "");
    }

    private Answer post(String path, String headers, String body) throws Exception {
        return port.ask("POST", path, headers, body);
    }

    private static JsonNode json(Answer answer) throws Exception {
        return MAPPER.readTree(answer.body());
    }

    private static String sent(String token) {
        return "{\"token\":\"" + token + "\"}";
    }

    @Test
    void aTokenOpensASessionThatOnlyThisBrowserHas() throws Exception {
        Answer answer = post(SESSION, ORIGIN, sent("token-of-bob"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Set-Cookie"))
                .matches(
                        "__Host-canarywave-session=[A-Za-z0-9_-]{43}; Path=/; Max-Age=43200;"
                                + " HttpOnly; Secure; SameSite=Strict");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).doesNotContain("token-of-bob");
        JsonNode told = json(get(SESSION, cookie(answer)));
        assertThat(told).isEqualTo(json(answer));
        assertThat(told.path("name").asText()).isEqualTo("bob");
        assertThat(told.path("until").asText()).isEqualTo("2026-11-21T02:30:26Z");
        assertThat(get("/", cookie(answer)).status()).isEqualTo(200);
    }

    @Test
    void tellsEachRoleItsRights() throws Exception {
        List<String> expected =
                List.of(
                        "viewer",
                        "operator plan apply update halt pause abort retry rollback resume"
                                + " accept-evidence label hold revoke-release note-release",
                        "approver accept-evidence approve",
                        "admin plan apply update halt pause abort retry rollback resume"
                                + " accept-evidence approve label hold revoke-release note-release"
                                + " publish-release add-device certify-device set-release-key"
                                + " issue-token revoke-token");
        for (String line : expected) {
            List<String> words = List.of(line.split(" "));
            port.operations.people.let("eve", Role.of(words.getFirst()), "token-of-eve");
            JsonNode told = json(get(SESSION, "Authorization: Bearer token-of-eve\r\n"));
            assertThat(told.path("rights"))
                    .extracting(JsonNode::asText)
                    .containsExactlyElementsOf(words.subList(1, words.size()));
            assertThat(told.has("until")).as("a token has no end of its own").isFalse();
        }
    }

    @Test
    void logsInOnlyFromItsOwnPages() throws Exception {
        for (String origin :
                List.of(
                        "",
                        "Origin: null\r\n",
                        "Origin: http://localhost\r\n",
                        "Origin: https://localhost.evil.example\r\n",
                        "Origin: https://evil.example\r\n")) {
            Answer answer = post(SESSION, origin, sent(TOKEN));
            assertThat(answer.status()).as(origin).isEqualTo(403);
            assertThat(answer.header("Set-Cookie")).isEqualTo("(none)");
        }
        String form = ORIGIN + "Content-Type: application/x-www-form-urlencoded\r\n";
        assertThat(post(SESSION, form, "token=" + TOKEN).status()).isEqualTo(415);
        assertThat(post(SESSION, ORIGIN, "{}").status()).isEqualTo(422);
        assertThat(post(SESSION, ORIGIN, sent("x".repeat(5000))).status()).isEqualTo(413);
        assertThat(port.operations.people.sessions().list(admin())).isEmpty();
    }

    private Person admin() {
        return port.operations.people.named("admin").orElseThrow();
    }

    @Test
    void changesNothingByACookieFromElsewhere() throws Exception {
        String cookie = port.login("token-of-bob");
        for (String call : List.of("POST " + HALT, "DELETE " + SESSION))
            for (String origin : List.of("", "Origin: https://evil.example\r\n")) {
                int space = call.indexOf(' ');
                Answer answer =
                        port.ask(
                                call.substring(0, space),
                                call.substring(space + 1),
                                cookie + origin,
                                "");
                assertThat(answer.status()).as(call + origin).isEqualTo(403);
            }
        assertThat(port.operations.asked).isEmpty();
        assertThat(get(SESSION, cookie).status()).isEqualTo(200);
        assertThat(post(HALT, cookie + ORIGIN, "").status()).isEqualTo(200);
    }

    @Test
    void slowsDownGuessingOfTokensAndLinksButLetsTheRightOneIn() throws Exception {
        for (int i = 0; i < Access.FAILURES; i++) {
            boolean link = i % 2 == 0;
            Answer answer =
                    link ? get("/login/wrong" + i, "") : post(SESSION, ORIGIN, sent("wrong" + i));
            assertThat(answer.status()).isEqualTo(401);
        }
        Answer throttled = post(SESSION, ORIGIN, sent("wrong"));
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.header("Retry-After")).isEqualTo("60");
        assertThat(get("/login/wrong", "").status()).isEqualTo(429);
        assertThat(get(SESSION, "Authorization: Bearer wrong\r\n").status()).isEqualTo(429);
        assertThat(post(SESSION, ORIGIN, sent(TOKEN)).status()).isEqualTo(200);
        assertThat(get("/login/" + port.server.newTicket(), "").status()).isEqualTo(303);
        port.pass(Access.THROTTLE);
        assertThat(post(SESSION, ORIGIN, sent("wrong")).status()).isEqualTo(401);
    }

    @Test
    void loggingOutEndsTheSessionAndTakesTheCookieAway() throws Exception {
        String cookie = port.login("token-of-bob");
        String other = port.login("token-of-bob");
        Answer answer = port.ask("DELETE", SESSION, cookie + ORIGIN, "");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Set-Cookie"))
                .isEqualTo(
                        "__Host-canarywave-session=; Path=/; Max-Age=0; HttpOnly; Secure;"
                                + " SameSite=Strict");
        assertThat(get(SESSION, cookie).status()).isEqualTo(401);
        assertThat(get(SESSION, other).status()).isEqualTo(200);
    }

    @Test
    void aNewLoginInABrowserEndsTheOneBefore() throws Exception {
        String before = port.login("token-of-bob");
        String after = cookie(post(SESSION, before + ORIGIN, sent(TOKEN)));
        assertThat(after).isNotEqualTo(before);
        assertThat(get(SESSION, before).status()).isEqualTo(401);
        Answer link = get("/login/" + port.server.newTicket(), after);
        assertThat(link.status()).isEqualTo(303);
        assertThat(get(SESSION, after).status()).isEqualTo(401);
        Answer again = get("/login/used", cookie(link));
        assertThat(again.status()).as("who is in goes on").isEqualTo(303);
        assertThat(again.header("Set-Cookie")).isEqualTo("(none)");
    }

    /** Whoever plants a secret of his own finds that it opens nothing. */
    @Test
    void takesNoSecretThatSomebodyElseChose() throws Exception {
        String planted = "Cookie: " + OperatorPort.COOKIE + "=" + "A".repeat(43) + "\r\n";
        String given = cookie(post(SESSION, planted + ORIGIN, sent(TOKEN)));
        assertThat(given).isNotEqualTo(planted);
        assertThat(get(SESSION, planted).status()).isEqualTo(401);
    }

    @Test
    void showsAndEndsSessionsToTheirPersonAndToAdmins() throws Exception {
        String bob = port.login("token-of-bob");
        String admin = port.login(TOKEN);
        JsonNode own = json(get("/api/v1/sessions", bob)).path("sessions");
        assertThat(own).hasSize(1);
        assertThat(own.get(0).path("current").asBoolean()).isTrue();
        assertThat(own.get(0).path("from").asText()).isEqualTo("127.0.0.1");
        JsonNode all = json(get("/api/v1/sessions", admin)).path("sessions");
        assertThat(all).extracting(one -> one.path("name").asText()).contains("admin", "bob");
        String of = id(all, "admin");
        String end = "/api/v1/sessions/" + of + ":end";
        assertThat(post(end, bob + ORIGIN, "").status()).as("not his").isEqualTo(404);
        end = "/api/v1/sessions/" + id(all, "bob") + ":end";
        assertThat(post(end, admin + ORIGIN, "").status()).isEqualTo(200);
        assertThat(get(SESSION, bob).status()).isEqualTo(401);
        assertThat(get(SESSION, admin).status()).isEqualTo(200);
    }

    private static String id(JsonNode sessions, String name) {
        for (JsonNode one : sessions)
            if (one.path("name").asText().equals(name)) return one.path("id").asText();
        throw new IllegalStateException(sessions + " has none of " + name);
    }

    @Test
    void anAdminMakesALoginLinkForSomebodyElse() throws Exception {
        Answer made = post("/api/v1/people/bob:ticket", BEARER, "");
        assertThat(made.status()).isEqualTo(201);
        String link = json(made).path("link").asText();
        assertThat(link).matches("https://localhost/login/[A-Za-z0-9_-]{43}");
        Answer in = get(link.substring("https://localhost".length()), "");
        assertThat(json(get(SESSION, cookie(in))).path("name").asText()).isEqualTo("bob");
        assertThat(post("/api/v1/people/nobody:ticket", BEARER, "").status()).isEqualTo(404);
    }

    @Test
    void aCallWithAKeyIsDoneOnce() throws Exception {
        String key = BEARER + "Idempotency-Key: one\r\n";
        Answer first = post(HALT, key, "{\"reason\":\"smoke\"}");
        assertThat(first.status()).isEqualTo(200);
        assertThat(post(HALT, key, "{\"reason\":\"smoke\"}").text()).isEqualTo(first.text());
        assertThat(halts()).isEqualTo(1);
        assertThat(post(HALT, key, "{\"reason\":\"other\"}").status()).isEqualTo(422);
        assertThat(post(HALT, key.replace("one", "two words"), "").status()).isEqualTo(400);
        String bob = "Authorization: Bearer token-of-bob\r\nIdempotency-Key: one\r\n";
        post(HALT, bob, "{\"reason\":\"smoke\"}");
        assertThat(halts()).as("his own key").isEqualTo(2);
        post(HALT.replace(":halt", ":pause"), key, "{\"reason\":\"smoke\"}");
        assertThat(port.operations.asked).as("another path").last().asString().contains("pause");
        port.pass(Repeats.LIFE.minus(Duration.ofSeconds(1)));
        post(HALT, key, "{\"reason\":\"smoke\"}");
        assertThat(halts()).isEqualTo(2);
        port.pass(Duration.ofSeconds(1));
        post(HALT, key, "{\"reason\":\"smoke\"}");
        assertThat(halts()).as("a day later").isEqualTo(3);
    }

    @Test
    void aHaltThatIsNotStoredIsTriedAgainWithTheSameKey() throws Exception {
        port.operations.notStored = Optional.of("the disk is full");
        String key = BEARER + "Idempotency-Key: one\r\n";
        assertThat(json(post(HALT, key, "")).path("stored").asBoolean()).isFalse();
        port.operations.notStored = Optional.empty();
        assertThat(json(post(HALT, key, "")).path("stored").asBoolean()).isTrue();
        assertThat(halts()).isEqualTo(2);
    }

    private long halts() {
        return port.operations.asked.stream().filter(line -> line.startsWith("halt ")).count();
    }

    @Test
    void exportsTheAuditAsAFile() throws Exception {
        String query = "?who=admin&what=halted&subject=campaign/thermostat-1.1.0";
        Answer csv = get("/api/v1/audit:export" + query, BEARER + "Connection: close\r\n");
        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(csv.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"audit.csv\"");
        assertThat(csv.text())
                .contains(
                        "number,at,who,what,object,why\r\n7,2026-11-20T05:50:26Z,\"admin\","
                                + "\"halted\",\"campaign/thermostat-1.1.0\",\"smoke seen\"\r\n");
        assertThat(port.operations.people.asked)
                .last()
                .asString()
                .endsWith("limit 1000 admin halted campaign/thermostat-1.1.0");
        Answer lines = get("/api/v1/audit:export?format=ndjson", BEARER + "Connection: close\r\n");
        assertThat(lines.text()).contains("{\"number\":7,").contains("\"smoke seen\"}\n");
        assertThat(get("/api/v1/audit:export?format=pdf", BEARER).status()).isEqualTo(422);
    }

    @Test
    void aSpreadsheetRunsNothingOfTheAudit() {
        assertThat(AuditExport.cell("=HYPERLINK(\"x\")")).isEqualTo("\"'=HYPERLINK(\"\"x\"\")\"");
        assertThat(AuditExport.cell("a, \"b\"\nc")).isEqualTo("\"a, \"\"b\"\"\nc\"");
        assertThat(AuditExport.cell("")).isEqualTo("\"\"");
    }
}
