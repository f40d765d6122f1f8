package io.github.canarywave.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.adapter.ui.Page;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * The pages over prepared answers of the operator API: a fleet of a million devices in all states,
 * with hostile texts. What real servers answer is held by {@link DashboardIT}.
 */
final class PreparedSite implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Times in the prepared answers: {@code "@-4m"} is four minutes ago. */
    private static final Pattern TIME = Pattern.compile("\"@([+-]\\d+)([smhd])\"");

    private static final Map<String, Long> UNITS =
            Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L);
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
                    + "object-src 'none'";
    private static final Map<String, String> FILES =
            Map.ofEntries(
                    Map.entry("/api/v1/overview", "overview"),
                    Map.entry("/api/v1/devices:search", "search"),
                    Map.entry("/api/v1/devices:facets", "facets"),
                    Map.entry("/api/v1/devices/th-00a1f2", "device"),
                    Map.entry("/api/v1/devices/th-00a1f2/history", "history"),
                    Map.entry("/api/v1/devices/th-00a1f2/explain", "explain"),
                    Map.entry("/api/v1/campaigns/thermostat-2.4.1/explain", "reasons"),
                    Map.entry("/api/v1/releases:rates", "rates"),
                    Map.entry("/api/v1/trust", "trust"),
                    Map.entry("/api/v1/release-keys", "keys"),
                    Map.entry("/api/v1/audit", "audit"));

    /** What was asked, as {@code METHOD path}. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();
    private final Page page = new Page();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private volatile boolean refusing;
    private volatile String role = "admin";
    private volatile List<String> rights = List.of();
    private volatile ObjectNode status = read("campaign");

    PreparedSite(int port) {
        server =
                vertx.createHttpServer()
                        .requestHandler(this::handle)
                        .listen(port, "127.0.0.1")
                        .await();
    }

    /** Shows it for people: {@code PreparedSite PORT}. */
    public static void main(String[] arguments) {
        PreparedSite site = new PreparedSite(Integer.parseInt(arguments[0]));
        if (arguments.length > 1) site.visitedBy(arguments[1], List.of());
        System.out.println(site.url());
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    void visitedBy(String newRole, List<String> newRights) {
        role = newRole;
        rights = newRights;
    }

    /** The campaign changes to this, and every listener is told. */
    void tell(ObjectNode next) {
        status = next;
        streams.forEach(stream -> event(stream, "state", next));
    }

    ObjectNode status() {
        return status.deepCopy();
    }

    /** Whether streams are refused, as by a server that is not there yet. */
    void refuseStreams(boolean yes) {
        refusing = yes;
    }

    /** Every stream breaks, as when a server restarts. */
    void breakStreams() {
        streams.forEach(stream -> stream.reset());
        streams.clear();
    }

    private void handle(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store");
        String path = request.path();
        asked.add(request.method() + " " + path);
        if (!path.startsWith("/api/")) page.serve(request, true);
        else if (path.endsWith("/events")) stream(request, path);
        else if (request.method().name().equals("POST"))
            request.body().onSuccess(_ -> post(request, path));
        else get(request, path);
    }

    private void get(HttpServerRequest request, String path) {
        ObjectNode session = JSON.createObjectNode().put("name", "ada").put("role", role);
        rights.forEach(session.putArray("rights")::add);
        if (path.equals("/api/v1/session")) answer(request, session);
        else if (path.equals("/api/v1/adoption")) answer(request, adoption());
        else if (path.equals("/api/v1/campaigns"))
            answer(
                    request,
                    JSON.createObjectNode().set("campaigns", JSON.createArrayNode().add(status)));
        else if (FILES.containsKey(path)) answer(request, read(FILES.get(path)));
        else missing(request, path);
    }

    private void post(HttpServerRequest request, String path) {
        if (path.startsWith("/api/v1/plans")) {
            answer(request, read("plan"));
        } else if (path.endsWith(":halt")) {
            ObjectNode next = status();
            next.put("state", "Halted").put("reason", "halted on the page, by ada");
            ObjectNode told = JSON.createObjectNode();
            told.set("status", next);
            told.put("withdrawn", 1528).put("untouched", 985_788).put("stored", true);
            told.putArray("mayStillInstall").add("th-00a1f2").add("th-00c001");
            answer(request, told);
            tell(next);
        } else if (path.endsWith(":pause")) {
            ObjectNode next = status();
            next.put("state", "Paused").put("reason", "paused on the page, by ada");
            answer(request, next);
            tell(next);
        } else {
            missing(request, path);
        }
    }

    private static void missing(HttpServerRequest request, String path) {
        ObjectNode problem =
                JSON.createObjectNode()
                        .put("title", "Not found")
                        .put("status", 404)
                        .put("code", "not-found")
                        .put("detail", "there is nothing at " + path);
        request.response().setStatusCode(404).putHeader("X-Request-Id", "r-4711");
        answer(request, problem);
    }

    private static void answer(HttpServerRequest request, Object json) {
        request.response().putHeader("Content-Type", "application/json").end(json.toString());
    }

    private void stream(HttpServerRequest request, String path) {
        HttpServerResponse response = request.response();
        boolean all = path.equals("/api/v1/events");
        if (refusing) {
            response.reset();
            return;
        }
        if (!all && !path.contains("thermostat-2.4.1")) {
            missing(request, path);
            return;
        }
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        response.closeHandler(_ -> streams.remove(response));
        if (all) {
            event(response, "overview", read("overview"));
            return;
        }
        event(response, "history", history());
        event(response, "state", status);
        streams.add(response);
    }

    private static void event(HttpServerResponse response, String name, Object data) {
        response.write("event: " + name + "\ndata: " + data + "\n\n");
    }

    /** A canary that fails a little, over five hours. */
    private static ObjectNode history() {
        ObjectNode history = JSON.createObjectNode();
        ObjectNode curve = history.putObject("curve");
        List.of("lab", "canary", "early", "half", "all").forEach(curve.putArray("waves")::add);
        ArrayNode points = curve.putArray("points");
        Instant start = Instant.now().minus(Duration.ofHours(5));
        for (int i = 0; i <= 20; i++) point(points, start.plusSeconds(60L * i), 0, 10, i / 20.0, 0);
        for (int i = 0; i <= 235; i++)
            point(points, start.plusSeconds(1800 + 68L * i), 1, 9990, i / 235.0 * 0.82, 0.0163);
        ArrayNode marks = history.putArray("marks");
        mark(marks, start.plusSeconds(1800), "wave-opened", "canary opened");
        mark(marks, start.plusSeconds(9000), "paused", "paused");
        mark(marks, start.plusSeconds(9900), "resumed", "resumed");
        ArrayNode events = history.putArray("events");
        for (int i = 14; i >= 1; i--)
            events.addObject()
                    .put("id", i)
                    .put("at", start.plusSeconds(900L * i).toString())
                    .put("what", List.of("wave-opened", "gate", "paused", "wave-passed").get(i % 4))
                    .put("why", "canary, 9,990 devices; failureRate 1.63% of at most 2%");
        StringBuilder cells = new StringBuilder();
        for (int i = 0; i < 1024; i++)
            cells.append(
                    i < 10
                            ? 'o'
                            : i < 14
                                    ? "orfF".charAt(i % 4)
                                    : i % 97 == 0
                                            ? 'f'
                                            : i < 500 && i % 3 == 0 ? 'r' : i < 300 ? 'o' : 'w');
        history.putObject("map")
                .put("columns", 64)
                .put("rows", 16)
                .put("cells", cells.toString())
                .put("devices", 1_000_000);
        return history;
    }

    private static void point(
            ArrayNode points, Instant at, int wave, int devices, double part, double fails) {
        int begun = (int) (devices * part);
        int under = Math.min(begun, (int) (devices * 0.16 * Math.min(1, part * 6)));
        int failed = (int) ((begun - under) * fails);
        points.addObject()
                .put("at", at.toString())
                .put("wave", wave)
                .put("waiting", devices - begun)
                .put("downloading", under * 3 / 4)
                .put("installing", under - under * 3 / 4)
                .put("confirmed", begun - under - failed)
                .put("failed", failed);
    }

    private static void mark(ArrayNode marks, Instant at, String what, String text) {
        marks.addObject().put("at", at.toString()).put("what", what).put("text", text);
    }

    private static ObjectNode adoption() {
        ObjectNode told = JSON.createObjectNode();
        ArrayNode days = told.putArray("days");
        Instant first = Instant.now().minus(Duration.ofDays(29));
        for (int i = 0; i < 30; i++)
            days.add(first.plus(Duration.ofDays(i)).toString().substring(0, 10));
        ArrayNode versions = told.putArray("versions");
        version(versions, "2.4.1", 0, 500);
        version(versions, "2.3.0", 300_000, 20_000);
        version(versions, "2.2.1", 600_000, -17_500);
        version(versions, "2.1.0", 70_000, -1_500);
        ArrayNode other = told.putArray("other");
        for (int i = 0; i < 30; i++) other.add(30_000 - i * 1000);
        return told;
    }

    private static void version(ArrayNode versions, String name, int from, int step) {
        ArrayNode counts = versions.addObject().put("version", name).putArray("counts");
        for (int i = 0; i < 30; i++) counts.add(from + i * step);
    }

    private static ObjectNode read(String name) {
        try (InputStream in =
                PreparedSite.class.getResourceAsStream("/browser/" + name + ".json")) {
            if (in == null) throw new IllegalStateException("no prepared answer " + name);
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Instant now = Instant.now();
            return (ObjectNode)
                    JSON.readTree(
                            TIME.matcher(text)
                                    .replaceAll(
                                            m ->
                                                    "\""
                                                            + now.plusSeconds(
                                                                    Long.parseLong(m.group(1))
                                                                            * UNITS.getOrDefault(
                                                                                    m.group(2), 0L))
                                                            + "\""));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("prepared answer " + name, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close().await();
        vertx.close().await();
    }
}
