package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.Certification;
import io.github.canarywave.app.Certification.DeviceAccess;
import io.github.canarywave.app.Certification.NewCertificate;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.fleet.DeviceId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The calls about the credentials of devices. Safe from any thread; each may wait. */
record CredentialCalls(Certification certification) {
    private static final Set<String> JSON = Set.of("application/json");

    /** Life of a certificate when nothing else is asked for. */
    private static final int DAYS = 730;

    private static final int LIMIT = 100;

    /** A line of a page is short: a million devices are a thousand calls. */
    private static final int LIMIT_MAX = 1000;

    void addTo(Routes routes) {
        String ofDevice = "/api/v1/devices/{}/certificates";
        Calls.send(routes, Role.ADMIN, ofDevice, JSON, this::certify);
        Calls.send(routes, Role.ADMIN, ofDevice + ":revoke", JSON, this::revoke);
        Calls.read(routes, Role.ADMIN, "/api/v1/broker/access", this::access);
        Calls.read(
                routes,
                "/api/v1/broker/crl",
                _ ->
                        Answer.of(
                                200,
                                certification.revocationList(),
                                pem -> Json.object().put("crl", pem)));
    }

    private Answer certify(Call.Text sent) {
        DeviceId device = new DeviceId(sent.asked().name(0));
        ObjectNode body = Calls.body(sent.text());
        return Answer.of(
                201,
                certification.certify(device, Calls.text(body, "request"), days(body), sent.who()),
                CredentialCalls::json);
    }

    private static int days(ObjectNode body) {
        if (!body.has("days")) return DAYS;
        if (!body.path("days").canConvertToInt() || !body.path("days").isIntegralNumber())
            throw new IllegalArgumentException(
                    "days must be a whole number, got " + body.path("days"));
        return body.path("days").intValue();
    }

    private static ObjectNode json(NewCertificate made) {
        return Json.object()
                .put("certificate", made.pem())
                .put("serial", made.certificate().serial())
                .put("expiresAt", made.certificate().expires().toString());
    }

    private Answer revoke(Call.Text sent) {
        DeviceId device = new DeviceId(sent.asked().name(0));
        return Answer.of(
                200,
                certification.revoke(device, sent.who()),
                count -> Json.object().put("revoked", count));
    }

    private Answer access(Call.Asked asked) {
        int limit = Calls.number(asked, "limit", LIMIT, LIMIT_MAX);
        Optional<DeviceId> after =
                Optional.ofNullable(asked.query().get("after")).map(DeviceId::new);
        // One more than asked for tells whether there is a next page.
        List<DeviceAccess> found = new ArrayList<>(certification.access(after, limit + 1));
        boolean more = found.size() > limit;
        List<DeviceAccess> page = more ? found.subList(0, limit) : found;
        ObjectNode json = Json.object();
        ArrayNode devices = json.putArray("devices");
        for (DeviceAccess one : page) {
            ObjectNode line = devices.addObject();
            line.put("id", one.device().value()).put("tokenSha256", one.tokenHash());
            one.serial().ifPresent(serial -> line.put("certificate", serial));
        }
        if (more) json.put("next", page.getLast().device().value());
        return new Answer.Json(200, json);
    }
}
