package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.DeviceRow;
import io.github.canarywave.app.FleetStore.Facet;
import io.github.canarywave.app.FleetViews.Adoption;
import io.github.canarywave.app.FleetViews.Anchor;
import io.github.canarywave.app.FleetViews.Line;
import io.github.canarywave.app.FleetViews.Page;
import io.github.canarywave.app.FleetViews.ReleaseRate;
import io.github.canarywave.app.FleetViews.Trust;
import io.github.canarywave.app.ServerCertificate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** The JSON about the whole fleet, as docs/operator-api.md says it. Pure. */
final class FleetJson {
    private FleetJson() {}

    static ObjectNode page(Page page) {
        ObjectNode json = Json.list("devices", page.lines(), FleetJson::line);
        page.count()
                .ifPresent(
                        count ->
                                json.put("count", count.devices())
                                        .put("countIsExact", count.exact()));
        page.next().ifPresent(next -> json.put("next", next.toString()));
        return json;
    }

    static ObjectNode line(Line line) {
        DeviceRow row = line.row();
        ObjectNode json = Json.object().put("id", row.id().value());
        json.put("model", row.model().value());
        row.version().ifPresent(version -> json.put("version", version.value()));
        json.put("online", row.online());
        row.lastHeard().ifPresent(at -> json.put("lastHeard", at.toString()));
        row.held().ifPresent(why -> json.put("held", why));
        ObjectNode labels = json.putObject("labels");
        new TreeMap<>(row.labels()).forEach(labels::put);
        row.tried().ifPresent(tried -> tried(json, tried));
        line.wave().ifPresent(wave -> json.put("wave", wave));
        return json;
    }

    private static void tried(ObjectNode json, DeviceRow.Tried tried) {
        json.put("campaign", tried.campaign().value()).put("state", tried.state());
        tried.code().ifPresent(code -> json.put("code", code));
        json.put("attempt", tried.number());
        tried.since().ifPresent(at -> json.put("since", at.toString()));
    }

    static ObjectNode facets(List<Facet> facets) {
        ObjectNode json = Json.list("facets", facets, FleetJson::facet);
        return json.put("exact", facets.stream().allMatch(Facet::exact));
    }

    private static ObjectNode facet(Facet facet) {
        ObjectNode json = Json.object().put("name", facet.name());
        ArrayNode values = json.putArray("values");
        facet.values()
                .forEach(v -> values.addObject().put("value", v.value()).put("count", v.count()));
        return json.put("exact", facet.exact());
    }

    static ObjectNode adoption(Adoption adoption) {
        ObjectNode json = Json.object();
        ArrayNode days = json.putArray("days");
        adoption.days().forEach(day -> days.add(day.toString()));
        ArrayNode versions = json.putArray("versions");
        adoption.versions()
                .forEach(
                        adopted ->
                                counts(
                                        versions.addObject()
                                                .put("version", adopted.version().value())
                                                .putArray("counts"),
                                        adopted.counts()));
        counts(json.putArray("other"), adoption.other());
        return json;
    }

    private static void counts(ArrayNode array, List<Long> counts) {
        counts.forEach(array::add);
    }

    static ObjectNode rate(ReleaseRate rate) {
        ObjectNode json = Json.object().put("product", rate.release().product().value());
        json.put("version", rate.release().version().value()).put("state", rate.state());
        json.put("devices", rate.devices()).put("confirmed", rate.confirmed());
        json.put("failed", rate.failed());
        rate.failedShare().ifPresent(share -> json.put("failedShare", share));
        rate.signedBy().forEach(json.putArray("signedBy")::add);
        return json.put("sbom", rate.sbom());
    }

    static ObjectNode trust(Trust trust) {
        ObjectNode json = Json.list("anchors", trust.anchors(), FleetJson::anchor);
        ArrayNode certificates = json.putArray("certificates");
        trust.certificates().forEach(c -> certificates.add(certificate(c, trust.at())));
        json.putObject("deviceCertificates")
                .put("within30d", trust.within30d())
                .put("within90d", trust.within90d());
        return json;
    }

    private static ObjectNode anchor(Anchor anchor) {
        ObjectNode json = Json.object().put("fingerprint", anchor.fingerprint());
        anchor.name().ifPresent(name -> json.put("name", name));
        json.put("devices", anchor.devices()).put("onlyThis", anchor.onlyThis());
        anchor.expires().ifPresent(at -> json.put("expires", at.toString()));
        return json;
    }

    private static ObjectNode certificate(ServerCertificate certificate, Instant now) {
        return Json.object()
                .put("scope", certificate.scope())
                .put("name", certificate.name())
                .put("fingerprint", certificate.fingerprint())
                .put("expires", certificate.expires().toString())
                .put("days", Duration.between(now, certificate.expires()).toDays());
    }
}
