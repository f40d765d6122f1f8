package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.DeviceCare;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.wire.DeviceQueryText;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The calls about what people do with registered devices. Safe from any thread; each may wait. */
record CareCalls(DeviceCare care) {
    private static final Set<String> JSON = Set.of("application/json");

    void addTo(Routes routes) {
        String one = "/api/v1/devices/{}";
        Calls.send(routes, one + ":label", JSON, this::label);
        Calls.send(
                routes,
                one + ":hold",
                JSON,
                t -> Answer.of(200, care.hold(named(t), t.who(), Calls.reason(t)), Json::device));
        Calls.send(
                routes,
                one + ":unhold",
                JSON,
                t -> Answer.of(200, care.unhold(named(t), t.who(), Calls.reason(t)), Json::device));
    }

    private static DeviceId named(Call.Text sent) {
        return new DeviceId(sent.asked().name(0));
    }

    private Answer label(Call.Text sent) {
        ObjectNode body = Calls.body(sent.text());
        return Answer.of(
                200,
                care.label(named(sent), Calls.labels(body, "set"), names(body), sent.who()),
                Json::device);
    }

    private static Set<String> names(ObjectNode body) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode name : body.path("remove")) {
            if (!name.isTextual())
                throw new IllegalArgumentException("remove lists names of labels, got " + name);
            names.add(name.textValue());
        }
        return names;
    }

    /** One page of the devices that a selector asks for. */
    static Answer found(DeviceCare care, String selector, Optional<DeviceId> after, int limit) {
        DeviceCare.Page page = care.find(DeviceQueryText.parse(selector), after, limit);
        ObjectNode json = Json.list("devices", page.devices(), Json::device);
        page.next().ifPresent(next -> json.put("next", next.value()));
        return new Answer.Json(200, json);
    }
}
