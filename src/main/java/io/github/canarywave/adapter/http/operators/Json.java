package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.Fact;
import io.github.canarywave.app.Operations.AttemptStatus;
import io.github.canarywave.app.Operations.CohortExplanation;
import io.github.canarywave.app.Operations.DeviceStatus;
import io.github.canarywave.app.Operations.Explanation;
import io.github.canarywave.app.Operations.FleetStatus;
import io.github.canarywave.app.Operations.HaltReport;
import io.github.canarywave.app.Operations.Reason;
import io.github.canarywave.app.Plan;
import io.github.canarywave.app.RolloutStatus;
import io.github.canarywave.domain.campaign.Revision.Change;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.Condition;
import io.github.canarywave.domain.rollout.GateNumbers;
import io.github.canarywave.domain.rollout.Release;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The JSON of the operator API, as docs/operator-api.md says it. Pure. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An object with one list in it. */
    static <T> ObjectNode list(String name, Collection<T> items, Function<T, ObjectNode> json) {
        ObjectNode all = object();
        fill(all.putArray(name), items, json);
        return all;
    }

    private static <T> void fill(
            ArrayNode array, Collection<T> items, Function<T, ObjectNode> json) {
        for (T item : items) array.add(json.apply(item));
    }

    private static void texts(ArrayNode array, List<String> items) {
        items.forEach(array::add);
    }

    static ObjectNode summary(RolloutStatus status) {
        ObjectNode json = status(status);
        json.remove("events");
        return json;
    }

    static ObjectNode status(RolloutStatus status) {
        ObjectNode json = object();
        json.put("name", status.name()).put("product", status.product());
        json.put("version", status.version()).put("state", status.state());
        json.put("byGate", status.byGate()).put("reason", status.reason());
        json.put("cohort", status.cohort()).put("startedAt", status.startedAt().toString());
        status.endedAt().ifPresent(at -> json.put("endedAt", at.toString()));
        ObjectNode states = json.putObject("states");
        status.states().forEach(states::put);
        json.put("inFlight", status.inFlight()).put("window", status.window());
        json.put("parked", status.parked());
        status.rollback().ifPresent(back -> json.set("rollback", rollback(back)));
        fill(json.putArray("waves"), status.waves(), Json::wave);
        fill(json.putArray("failures"), status.failures(), Json::failure);
        fill(json.putArray("events"), status.events(), Json::event);
        texts(json.putArray("next"), status.next());
        return json;
    }

    private static ObjectNode rollback(RolloutStatus.RollbackStatus back) {
        ObjectNode json = object().put("text", back.text());
        back.campaign().ifPresent(campaign -> json.put("campaign", campaign));
        return json;
    }

    private static ObjectNode wave(RolloutStatus.WaveStatus wave) {
        ObjectNode json = object().put("name", wave.name()).put("upTo", wave.upTo());
        json.put("devices", wave.devices()).put("state", wave.state()).put("ok", wave.ok());
        json.put("failed", wave.failed()).put("running", wave.running()).put("info", wave.info());
        fill(json.putArray("gates"), wave.gates(), Json::gate);
        return json;
    }

    private static ObjectNode gate(RolloutStatus.GateStatus gate) {
        ObjectNode json = object().put("name", gate.name());
        json.put("status", gate.status()).put("text", gate.text());
        GateNumbers numbers = gate.numbers();
        numbers.value().ifPresent(number -> json.put("value", rounded(number)));
        numbers.limit().ifPresent(number -> json.put("limit", rounded(number)));
        numbers.sample().ifPresent(number -> json.put("sample", number));
        numbers.minSample().ifPresent(number -> json.put("minSample", number));
        numbers.bound().ifPresent(number -> json.put("bound", rounded(number)));
        numbers.evidence().ifPresent(number -> json.put("evidence", rounded(number)));
        return json;
    }

    /** Nobody reads more than six digits. */
    private static double rounded(double number) {
        return BigDecimal.valueOf(number).round(new MathContext(6)).doubleValue();
    }

    private static ObjectNode failure(RolloutStatus.Failure failure) {
        return object().put("code", failure.code())
                .put("cause", failure.cause())
                .put("counted", failure.counted())
                .put("devices", failure.devices());
    }

    private static ObjectNode event(RolloutStatus.Event event) {
        return object().put("at", event.at().toString())
                .put("what", event.what())
                .put("why", event.why());
    }

    static ObjectNode halt(HaltReport report) {
        ObjectNode json = object();
        json.set("status", status(report.status()));
        json.put("withdrawn", report.withdrawn());
        ArrayNode devices = json.putArray("mayStillInstall");
        report.mayStillInstall().forEach(device -> devices.add(device.value()));
        json.put("untouched", report.untouched()).put("stored", report.notStored().isEmpty());
        report.notStored().ifPresent(why -> json.put("warning", why));
        return json;
    }

    private static ObjectNode change(Change change) {
        ObjectNode json = object().put("field", change.field());
        json.put("from", change.from()).put("to", change.to());
        if (change instanceof Change.NeedsNewCampaign(_, _, _, var why))
            json.put("needsNewCampaign", why);
        return json;
    }

    static ObjectNode plan(Plan plan) {
        ObjectNode json = object().put("campaign", plan.campaign()).put("product", plan.product());
        json.put("version", plan.version());
        fill(json.putArray("artifacts"), plan.artifacts(), Json::artifactLine);
        json.put("cohort", plan.cohort());
        fill(json.putArray("versionsFrom"), plan.versionsFrom(), Json::count);
        fill(json.putArray("waves"), plan.waves(), Json::waveLine);
        fill(json.putArray("exclusions"), plan.exclusions(), Json::count);
        json.put("longestCommand", plan.longestCommand()).put("commandLimit", plan.commandLimit());
        texts(json.putArray("defaults"), plan.defaults());
        texts(json.putArray("warnings"), plan.warnings());
        plan.changes().ifPresent(all -> fill(json.putArray("changes"), all, Json::change));
        return json;
    }

    private static ObjectNode artifactLine(Plan.ArtifactLine line) {
        return object().put("model", line.model())
                .put("size", line.size())
                .put("sha256", line.sha256())
                .put("securityVersion", line.securityVersion())
                .put("key", line.key());
    }

    private static ObjectNode waveLine(Plan.WaveLine wave) {
        ObjectNode json = object().put("name", wave.name()).put("devices", wave.devices());
        json.put("upTo", wave.upTo()).put("soakSeconds", wave.soakSeconds());
        texts(json.putArray("gates"), wave.gates());
        return json;
    }

    private static ObjectNode count(Plan.Count count) {
        return object().put("what", count.what()).put("devices", count.devices());
    }

    static ObjectNode release(Release release) {
        ObjectNode json = object().put("product", release.name().product().value());
        json.put("version", release.name().version().value());
        json.put("state", release.state().word());
        if (!release.state().reason().isEmpty()) json.put("reason", release.state().reason());
        if (!release.notes().isEmpty()) json.put("notes", release.notes());
        release.sbom()
                .ifPresent(
                        sbom ->
                                json.putObject("sbom")
                                        .put("form", sbom.form())
                                        .put("sha256", sbom.file().hex()));
        fill(
                json.putArray("artifacts"),
                release.artifacts().values().stream()
                        .sorted(Comparator.comparing(artifact -> artifact.content().model()))
                        .toList(),
                Json::artifact);
        return json;
    }

    private static ObjectNode artifact(Artifact artifact) {
        return object().put("model", artifact.content().model().value())
                .put("size", artifact.content().size())
                .put("sha256", artifact.content().sha256().hex())
                .put("image", artifact.image().hex())
                .put("securityVersion", artifact.content().securityVersion())
                .put("key", artifact.content().key())
                .put("signature", artifact.content().signature());
    }

    static ObjectNode device(DeviceStatus device) {
        ObjectNode json = object().put("id", device.id().value());
        json.put("model", device.model().value());
        ObjectNode labels = json.putObject("labels");
        device.labels().forEach(labels::put);
        json.put("online", device.online());
        device.held().ifPresent(why -> json.put("held", why));
        device.lastHeard().ifPresent(at -> json.put("lastHeard", at));
        device.version().ifPresent(version -> json.put("version", version.value()));
        device.image().ifPresent(image -> json.put("image", image));
        device.securityVersion().ifPresent(counter -> json.put("securityVersion", counter));
        device.slot().ifPresent(slot -> json.put("slot", slot));
        device.boot().ifPresent(boot -> json.put("boot", boot));
        fill(json.putArray("attempts"), device.attempts(), Json::attempt);
        return json;
    }

    private static ObjectNode attempt(AttemptStatus attempt) {
        ObjectNode json = object().put("campaign", attempt.rollout().value());
        json.put("number", attempt.number()).put("wave", attempt.wave());
        json.put("state", attempt.state());
        attempt.code().ifPresent(code -> json.put("code", code));
        attempt.fetched().ifPresent(part -> json.put("bytes", part.bytes()).put("size", part.of()));
        return json;
    }

    static ObjectNode fact(Fact fact) {
        ObjectNode json = object().put("at", fact.at().toString());
        fact.rollout().ifPresent(rollout -> json.put("campaign", rollout.value()));
        return json.put("attempt", fact.attempt()).put("what", fact.what()).put("why", fact.why());
    }

    static ObjectNode explanation(Explanation explanation) {
        ObjectNode json = object().put("campaign", explanation.rollout().value());
        json.put("sentence", explanation.sentence());
        explanation.earliest().ifPresent(at -> json.put("earliest", at.toString()));
        fill(json.putArray("conditions"), explanation.conditions(), Json::condition);
        fill(json.putArray("decided"), explanation.decided(), Json::fact);
        return json;
    }

    static ObjectNode explanation(CohortExplanation explanation) {
        ObjectNode json = object().put("campaign", explanation.rollout().value());
        json.put("cohort", explanation.cohort()).put("ended", explanation.ended());
        json.put("waits", explanation.waits());
        fill(json.putArray("reasons"), explanation.reasons(), Json::reason);
        return json;
    }

    private static ObjectNode reason(Reason reason) {
        ObjectNode json = object().put("condition", reason.condition());
        json.put("example", reason.example()).put("devices", reason.count());
        ArrayNode ids = json.putArray("ids");
        reason.devices().forEach(id -> ids.add(id.value()));
        return json;
    }

    private static ObjectNode condition(Condition condition) {
        ObjectNode json = object().put("name", condition.name()).put("value", condition.value());
        json.put("met", condition.met());
        condition.change().ifPresent(at -> json.put("change", at.toString()));
        return json;
    }

    static ObjectNode counters(Map<String, Long> counters) {
        ObjectNode json = object();
        ObjectNode all = json.putObject("counters");
        counters.forEach(all::put);
        return json;
    }

    static ObjectNode fleet(FleetStatus fleet) {
        ObjectNode json = object().put("registered", fleet.registered());
        json.put("online", fleet.online());
        ObjectNode versions = json.putObject("byVersion");
        fleet.byVersion().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> versions.put(entry.getKey().value(), entry.getValue()));
        return json;
    }
}
