package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.Curve;
import io.github.canarywave.app.Fact;
import io.github.canarywave.app.FleetMap;
import io.github.canarywave.app.FleetViews;
import io.github.canarywave.app.LiveStore.Placed;
import io.github.canarywave.app.Overview;
import io.github.canarywave.app.RolloutStatus.Event;
import io.github.canarywave.app.Told;

/** The JSON of what is told to those who watch, as docs/operator-api.md says it. Pure. */
final class LiveJson {
    /** A sentence of a mark must fit beside a chart. */
    private static final int MARK_CHARACTERS = 160;

    private LiveJson() {}

    static ObjectNode history(Told.History history) {
        ObjectNode json = Json.object();
        ObjectNode curve = json.putObject("curve");
        ArrayNode waves = curve.putArray("waves");
        history.waves().forEach(waves::add);
        ArrayNode points = curve.putArray("points");
        history.points().forEach(point -> points.add(point(point)));
        ArrayNode marks = json.putArray("marks");
        history.marks().forEach(mark -> marks.add(mark(mark)));
        ArrayNode events = json.putArray("events");
        history.events().forEach(line -> events.add(event(line)));
        json.set("map", map(history.map()));
        return json;
    }

    static ObjectNode point(Curve.Point point) {
        return Json.object()
                .put("at", point.at().toString())
                .put("wave", point.wave())
                .put("waiting", point.waiting())
                .put("downloading", point.downloading())
                .put("installing", point.installing())
                .put("confirmed", point.confirmed())
                .put("failed", point.failed());
    }

    private static ObjectNode mark(Event mark) {
        String why = mark.why();
        String text =
                why.length() <= MARK_CHARACTERS ? why : why.substring(0, MARK_CHARACTERS - 1) + "…";
        return Json.object()
                .put("at", mark.at().toString())
                .put("what", mark.what())
                .put("text", text);
    }

    static ObjectNode event(Placed line) {
        Fact fact = line.fact();
        return Json.object()
                .put("id", line.place())
                .put("at", fact.at().toString())
                .put("campaign", line.rollout().value())
                .put("what", fact.what())
                .put("why", fact.why());
    }

    static ObjectNode map(FleetMap map) {
        return Json.object()
                .put("columns", FleetMap.COLUMNS)
                .put("rows", FleetMap.ROWS)
                .put("cells", map.cells())
                .put("devices", map.devices());
    }

    static ObjectNode overview(Overview overview) {
        ObjectNode json = Json.object();
        ArrayNode needs = json.putArray("needsYou");
        overview.needs().forEach(need -> needs.add(need(need)));
        json.set("fleet", fleet(overview.fleet()));
        ArrayNode campaigns = json.putArray("campaigns");
        overview.campaigns().forEach(summary -> campaigns.add(summary(summary)));
        return json.put("more", overview.more());
    }

    private static ObjectNode need(Overview.Need need) {
        ObjectNode json = Json.object().put("kind", need.kind().word());
        need.campaign().ifPresent(name -> json.put("campaign", name));
        json.put("text", need.text());
        need.since().ifPresent(at -> json.put("since", at.toString()));
        return json.put("href", need.href());
    }

    private static ObjectNode fleet(FleetViews.Numbers fleet) {
        return Json.object()
                .put("registered", fleet.registered())
                .put("online", fleet.online())
                .put("upToDate", fleet.upToDate())
                .put("outdated", fleet.outdated())
                .put("unknown", fleet.unknown());
    }

    private static ObjectNode summary(Overview.Summary summary) {
        ObjectNode json = Json.object().put("name", summary.name());
        json.put("product", summary.product()).put("version", summary.version());
        json.put("state", summary.state()).put("reason", summary.reason());
        summary.wave()
                .ifPresent(
                        wave ->
                                json.putObject("wave")
                                        .put("name", wave.name())
                                        .put("index", wave.index())
                                        .put("of", wave.of()));
        json.put("cohort", summary.cohort()).put("ok", summary.ok());
        json.put("failed", summary.failed()).put("running", summary.running());
        json.put("waiting", summary.waiting()).put("startedAt", summary.startedAt().toString());
        summary.endedAt().ifPresent(at -> json.put("endedAt", at.toString()));
        summary.etaSeconds().ifPresent(seconds -> json.put("etaSeconds", seconds));
        return json;
    }
}
