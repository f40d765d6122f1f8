package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.Operations;
import io.github.canarywave.app.Operations.DeviceStatus;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Person;
import io.github.canarywave.app.Plan;
import io.github.canarywave.app.Telling;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.FileForm;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.ReleaseSignature;
import io.vertx.core.http.HttpMethod;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** The calls of docs/operator-api.md. Safe from any thread; each may wait. */
final class Calls {
    /** Lines of a page of devices or of a history, and the most that can be asked for. */
    private static final int LIMIT = 100;

    private static final int LIMIT_MAX = 1000;

    /** Keys that sign one artifact; two overlap when one takes over from another. */
    private static final int SIGNATURES_MAX = 8;

    private static final May ANY_ROLE = May.any(Set.of(Role.VIEWER), "a role that the wave names");
    private static final May GOING_ON =
            May.any(
                    Set.of(Role.OPERATOR, Role.APPROVER),
                    "operator, but to accept the evidence of a gate");

    private static final Set<String> JSON = Set.of("application/json");
    private static final Set<String> YAML =
            Set.of("text/yaml", "application/yaml", "application/x-yaml", "text/plain");
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Operations operations;
    private final ArtifactStore artifacts;
    private final Repeats repeats;

    Calls(Operations operations, ArtifactStore artifacts, Repeats repeats) {
        this.operations = operations;
        this.artifacts = artifacts;
        this.repeats = repeats;
    }

    Routes routes() {
        Routes routes = new Routes();
        campaigns(routes);
        releases(routes);
        devices(routes);
        new CareCalls(operations.care()).addTo(routes);
        new CredentialCalls(operations.certification()).addTo(routes);
        new FleetCalls(operations.fleetViews()).addTo(routes);
        new PeopleCalls(operations.people()).addTo(routes);
        new ReleaseCalls(operations.releaseCare()).addTo(routes);
        new SbomCalls(operations, artifacts).addTo(routes);
        return routes;
    }

    private void campaigns(Routes routes) {
        String all = "/api/v1/campaigns";
        String one = all + "/{}";
        read(routes, "/api/v1/whoami", a -> ok(whoami(a)));
        send(routes, "/api/v1/plans", YAML, this::plan);
        send(routes, all, YAML, this::apply);
        send(routes, "/api/v1/updates", JSON, this::update);
        read(routes, all, _ -> ok(Json.list("campaigns", operations.rollouts(), Json::summary)));
        read(routes, one, this::campaign);
        read(routes, one + "/explain", this::explainCampaign);
        read(routes, "/api/v1/overview", _ -> ok(LiveJson.overview(operations.overview())));
        routes.add(
                HttpMethod.GET,
                "/api/v1/events",
                Role.VIEWER,
                new Call.Watch(
                        (_, after, listener) ->
                                new Call.Opened.Begun(operations.watchAll(after, listener))));
        routes.add(HttpMethod.GET, one + "/events", Role.VIEWER, new Call.Watch(this::watch));
        steer(routes, ":halt", t -> halted(operations.halt(named(t), t.who(), reason(t))));
        steer(routes, ":abort", t -> halted(operations.abort(named(t), t.who(), reason(t))));
        steer(routes, ":pause", this::pause);
        steer(routes, ":retry", this::retry);
        steer(routes, ":rollback", this::rollback);
        steer(routes, ANY_ROLE, ":approve", this::approve);
        steer(routes, GOING_ON, ":resume", this::resume);
    }

    private void steer(Routes routes, String verb, Call.Work<Call.Text> work) {
        steer(routes, May.of(Role.OPERATOR), verb, work);
    }

    /** What a person does to a campaign; sent twice with one key, it is done once. */
    private void steer(Routes routes, May may, String verb, Call.Work<Call.Text> work) {
        routes.add(
                HttpMethod.POST,
                "/api/v1/campaigns/{}" + verb,
                may,
                new Call.Send(JSON, repeats.once(work)));
    }

    private Answer pause(Call.Text sent) {
        return Answer.of(
                200, operations.pause(named(sent), sent.who(), reason(sent)), Json::status);
    }

    private Call.Opened watch(Call.Asked asked, OptionalLong after, Consumer<Telling> listener) {
        CampaignName name = new CampaignName(asked.name(0));
        return operations
                .watch(name, after, listener)
                .<Call.Opened>map(Call.Opened.Begun::new)
                .orElseGet(
                        () ->
                                new Call.Opened.Nothing(
                                        Problem.notFound("there is no campaign " + name)));
    }

    /** To go on against the evidence is not the operator's alone, but not the author's either. */
    private Answer resume(Call.Text sent) {
        boolean accepts =
                !sent.text().isBlank() && body(sent.text()).path("acceptEvidence").asBoolean();
        Person by = sent.asked().by();
        if (accepts)
            return Answer.of(
                    200,
                    operations.resumeAcceptingEvidence(named(sent), by, reason(sent)),
                    Json::status);
        if (!by.role().covers(Role.OPERATOR))
            return new Answer.Refused(Problem.role(by, Role.OPERATOR));
        return Answer.of(
                200, operations.resume(named(sent), by.name(), reason(sent)), Json::status);
    }

    private Answer retry(Call.Text sent) {
        ObjectNode body = body(sent.text());
        Optional<String> code = optional(body, "code");
        if (code.isEmpty() && !body.path("failed").asBoolean())
            throw new IllegalArgumentException("send \"failed\":true or a \"code\"");
        return Answer.of(
                200,
                operations.retry(named(sent), code, sent.who(), reason(sent)),
                done -> {
                    ObjectNode json = Json.object().put("retried", done.devices());
                    json.set("status", Json.status(done.status()));
                    return json;
                });
    }

    private Answer rollback(Call.Text sent) {
        Optional<Version> to =
                sent.text().isBlank()
                        ? Optional.empty()
                        : optional(body(sent.text()), "to").map(Version::new);
        return Answer.of(
                201, operations.rollback(named(sent), to, sent.who(), reason(sent)), Json::status);
    }

    private Answer approve(Call.Text sent) {
        ObjectNode body = body(sent.text());
        return Answer.of(
                200,
                operations.approve(
                        named(sent), optional(body, "wave"), sent.asked().by(), reason(sent)),
                Json::status);
    }

    private void releases(Routes routes) {
        String one = "/api/v1/releases/{}/{}";
        read(
                routes,
                "/api/v1/releases",
                _ -> ok(Json.list("releases", operations.releases(), Json::release)));
        read(routes, one, this::release);
        read(routes, one + "/artifacts/{}", this::artifact);
        routes.add(
                HttpMethod.PUT,
                one + "/artifacts/{}",
                Role.ADMIN,
                new Call.Upload(this::addArtifact));
    }

    private void devices(Routes routes) {
        String one = "/api/v1/devices/{}";
        send(routes, Role.ADMIN, "/api/v1/devices", JSON, this::addDevice);
        read(routes, "/api/v1/devices", this::devices);
        read(routes, one, this::device);
        read(routes, one + "/history", this::history);
        read(routes, one + "/explain", this::explain);
        read(routes, "/api/v1/fleet", _ -> ok(Json.fleet(operations.fleet())));
        read(routes, "/api/v1/counters", _ -> ok(Json.counters(operations.counters())));
    }

    static void read(Routes routes, String path, Call.Work<Call.Asked> work) {
        read(routes, Role.VIEWER, path, work);
    }

    static void read(Routes routes, Role needs, String path, Call.Work<Call.Asked> work) {
        routes.add(HttpMethod.GET, path, needs, new Call.Read(work));
    }

    static void send(Routes routes, String path, Set<String> types, Call.Work<Call.Text> work) {
        send(routes, Role.OPERATOR, path, types, work);
    }

    static void send(
            Routes routes, Role needs, String path, Set<String> types, Call.Work<Call.Text> work) {
        routes.add(HttpMethod.POST, path, needs, new Call.Send(types, work));
    }

    private static ObjectNode whoami(Call.Asked asked) {
        return Json.object().put("name", asked.who()).put("role", asked.by().role().word());
    }

    private Answer plan(Call.Text sent) {
        return Answer.of(200, planned(sent), plan -> plan(plan, sent));
    }

    private Operations.Outcome<Plan> planned(Call.Text sent) {
        return operations.plan(fileName(sent), sent.text());
    }

    private static ObjectNode plan(Plan plan, Call.Text sent) {
        return Json.plan(plan).put("digest", plan.digest(sent.text()));
    }

    private Answer apply(Call.Text sent) {
        Optional<Problem> stale =
                Optional.ofNullable(sent.asked().query().get("plan"))
                        .flatMap(digest -> stale(sent, digest));
        if (stale.isPresent()) return new Answer.Refused(stale.get());
        return Answer.of(
                201, operations.apply(fileName(sent), sent.text(), sent.who()), Json::status);
    }

    /**
     * That the plan somebody agreed to is not the one of now; a file without one is refused later.
     */
    private Optional<Problem> stale(Call.Text sent, String digest) {
        if (!(planned(sent) instanceof Operations.Outcome.Done<Plan>(var plan))
                || plan.digest(sent.text()).equals(digest)) return Optional.empty();
        return Optional.of(Problem.stale(digest, plan(plan, sent)));
    }

    private static String fileName(Call.Text sent) {
        return sent.asked().query().getOrDefault("file", "campaign.yaml");
    }

    private Answer update(Call.Text sent) {
        ObjectNode body = body(sent.text());
        DeviceId device = new DeviceId(text(body, "device"));
        Version version = new Version(text(body, "version"));
        return Answer.of(201, operations.update(device, version, sent.who()), Json::status);
    }

    private Answer campaign(Call.Asked asked) {
        CampaignName name = new CampaignName(asked.name(0));
        return operations
                .rollout(name)
                .map(status -> ok(Json.status(status)))
                .orElseGet(() -> none("campaign " + name));
    }

    private static CampaignName named(Call.Text sent) {
        return new CampaignName(sent.asked().name(0));
    }

    static String reason(Call.Text sent) {
        return sent.text().isBlank() ? "" : optional(body(sent.text()), "reason").orElse("");
    }

    private static Answer halted(Outcome<Operations.HaltReport> outcome) {
        return Answer.of(200, outcome, Json::halt);
    }

    private static ReleaseName releaseName(Call.Asked asked) {
        return new ReleaseName(new Product(asked.name(0)), new Version(asked.name(1)));
    }

    private Answer release(Call.Asked asked) {
        ReleaseName name = releaseName(asked);
        return operations
                .release(name)
                .map(release -> ok(ReleaseCalls.json(operations.releaseCare(), release)))
                .orElseGet(() -> none("release " + name));
    }

    private Answer artifact(Call.Asked asked) {
        Model model = new Model(asked.name(2));
        ReleaseName name = releaseName(asked);
        return operations
                .release(name)
                .flatMap(release -> Optional.ofNullable(release.artifacts().get(model)))
                .flatMap(artifact -> find(artifact.content().sha256()))
                .orElseGet(() -> none("artifact for " + model + " in release " + name));
    }

    private Optional<Answer> find(Sha256 file) {
        return artifacts.find(file).map(Answer.Bytes::new);
    }

    private Answer addArtifact(Call.File file) {
        Call.Asked asked = file.asked();
        return Answer.of(
                201,
                operations.addArtifact(
                        releaseName(asked),
                        new Model(asked.name(2)),
                        number(asked, "securityVersion", 0, Integer.MAX_VALUE),
                        signatures(asked),
                        Boolean.parseBoolean(asked.query().getOrDefault("draft", "false")),
                        Boolean.parseBoolean(asked.query().getOrDefault("opaque", "false"))
                                ? FileForm.OPAQUE
                                : FileForm.IMAGE,
                        file.upload(),
                        asked.who()),
                release -> ReleaseCalls.json(operations.releaseCare(), release));
    }

    /** Several are told with commas between them, in the same order. */
    private static List<ReleaseSignature> signatures(Call.Asked asked) {
        String[] keys = asked.query().getOrDefault("key", "").split(",", -1);
        String[] texts = asked.query().getOrDefault("signature", "").split(",", -1);
        if (keys.length != texts.length || keys.length > SIGNATURES_MAX)
            throw new IllegalArgumentException(
                    "key and signature must be as many, at most "
                            + SIGNATURES_MAX
                            + ", got "
                            + keys.length
                            + " and "
                            + texts.length);
        List<ReleaseSignature> signatures = new ArrayList<>();
        for (int i = 0; i < keys.length; i++)
            signatures.add(new ReleaseSignature(keys[i], texts[i]));
        return signatures;
    }

    private Answer addDevice(Call.Text sent) {
        ObjectNode body = body(sent.text());
        return Answer.of(
                201,
                operations.addDevice(
                        new DeviceId(text(body, "id")),
                        new Model(text(body, "model")),
                        labels(body),
                        sent.who()),
                made -> {
                    ObjectNode json = Json.object();
                    json.set("device", Json.device(made.device()));
                    return json.put("token", made.token());
                });
    }

    private static Map<String, String> labels(ObjectNode body) {
        return labels(body, "labels");
    }

    static Map<String, String> labels(ObjectNode body, String field) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> label : body.path(field).properties()) {
            if (!label.getValue().isTextual())
                throw new IllegalArgumentException(
                        "label " + label.getKey() + " must be a text, got " + label.getValue());
            labels.put(label.getKey(), label.getValue().textValue());
        }
        return labels;
    }

    private Answer devices(Call.Asked asked) {
        int limit = number(asked, "limit", LIMIT, LIMIT_MAX);
        Optional<DeviceId> after =
                Optional.ofNullable(asked.query().get("after")).map(DeviceId::new);
        String selector = asked.query().getOrDefault("selector", "");
        if (!selector.isBlank()) return CareCalls.found(operations.care(), selector, after, limit);
        // One more than asked for tells whether there is a next page.
        List<DeviceStatus> found = new ArrayList<>(operations.devices(after, limit + 1));
        boolean more = found.size() > limit;
        List<DeviceStatus> page = more ? found.subList(0, limit) : found;
        ObjectNode json = Json.list("devices", page, Json::device);
        if (more) json.put("next", page.getLast().id().value());
        return ok(json);
    }

    private Answer device(Call.Asked asked) {
        DeviceId id = new DeviceId(asked.name(0));
        return operations
                .device(id)
                .map(device -> ok(Json.device(device)))
                .orElseGet(() -> none("device " + id));
    }

    private Answer history(Call.Asked asked) {
        DeviceId id = new DeviceId(asked.name(0));
        if (operations.device(id).isEmpty()) return none("device " + id);
        int limit = number(asked, "limit", LIMIT, LIMIT_MAX);
        return ok(Json.list("facts", operations.history(id, limit), Json::fact));
    }

    private Answer explain(Call.Asked asked) {
        DeviceId id = new DeviceId(asked.name(0));
        return Answer.of(
                200,
                instant(asked, "at")
                        .map(at -> operations.explain(id, at))
                        .orElseGet(() -> operations.explain(id)),
                all -> Json.list("explanations", all, Json::explanation));
    }

    private Answer explainCampaign(Call.Asked asked) {
        return Answer.of(
                200, operations.explain(new CampaignName(asked.name(0))), Json::explanation);
    }

    private static Optional<Instant> instant(Call.Asked asked, String name) {
        try {
            return Optional.ofNullable(asked.query().get(name)).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name
                            + " must be an instant as 2026-11-20T14:30:00Z, got \""
                            + asked.query().get(name)
                            + "\"",
                    e);
        }
    }

    private static Answer ok(JsonNode json) {
        return new Answer.Json(200, json);
    }

    private static Answer none(String what) {
        return new Answer.Refused(Problem.notFound("there is no " + what));
    }

    static int number(Call.Asked asked, String name, int otherwise, int max) {
        String text = asked.query().get(name);
        if (text == null) return otherwise;
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > max)
            throw new IllegalArgumentException(
                    name + " must be a whole number from 0 to " + max + ", got \"" + text + "\"");
        return Integer.parseInt(text);
    }

    static ObjectNode body(String text) {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) return object;
            throw new IllegalArgumentException("the body must be a JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the body is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String text(ObjectNode body, String field) {
        return optional(body, field)
                .orElseThrow(
                        () -> new IllegalArgumentException(field + " is missing or not a text"));
    }

    static Optional<String> optional(ObjectNode body, String field) {
        return Optional.ofNullable(body.path(field).textValue());
    }
}
