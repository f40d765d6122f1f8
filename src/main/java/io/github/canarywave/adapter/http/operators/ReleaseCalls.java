package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.ReleaseCare;
import io.github.canarywave.app.ReleaseCare.Signer;
import io.github.canarywave.app.Scrub;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.TrustKey;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls about what becomes of releases and their keys. Safe from any thread; each may wait. */
record ReleaseCalls(ReleaseCare care) {
    private static final Set<String> JSON = Set.of("application/json");

    void addTo(Routes routes) {
        String one = "/api/v1/releases/{}/{}";
        Calls.send(routes, Role.ADMIN, one + ":publish", JSON, this::publish);
        // To stop is anybody's who may halt.
        Calls.send(routes, Role.OPERATOR, one + ":revoke", JSON, this::revoke);
        Calls.send(routes, Role.OPERATOR, one + ":note", JSON, this::note);
        Calls.send(routes, Role.OPERATOR, "/api/v1/artifacts:check", JSON, _ -> check());
        String keys = "/api/v1/release-keys";
        Calls.read(
                routes,
                keys,
                _ -> new Answer.Json(200, Json.list("keys", care.keys(), ReleaseCalls::json)));
        for (TrustKey.Standing state : TrustKey.Standing.values())
            Calls.send(
                    routes,
                    Role.ADMIN,
                    keys + "/{}:" + verb(state),
                    JSON,
                    sent -> set(sent, state));
    }

    private static String verb(TrustKey.Standing state) {
        return switch (state) {
            case ACTIVE -> "activate";
            case RETIRING -> "retire";
            case REVOKED -> "revoke";
        };
    }

    private static ReleaseName name(Call.Text sent) {
        return new ReleaseName(
                new Product(sent.asked().name(0)), new Version(sent.asked().name(1)));
    }

    private Answer publish(Call.Text sent) {
        boolean lower = Calls.body(sent.text()).path("lowerSecurityVersion").asBoolean();
        return Answer.of(200, care.publish(name(sent), lower, sent.who()), r -> json(care, r));
    }

    private Answer revoke(Call.Text sent) {
        return Answer.of(
                200,
                care.revoke(name(sent), sent.who(), Calls.reason(sent)),
                done -> {
                    ObjectNode json = Json.object();
                    json.set("release", json(care, done.release()));
                    ArrayNode halted = json.putArray("halted");
                    done.halted().forEach(campaign -> halted.add(campaign.value()));
                    return json;
                });
    }

    private Answer check() {
        Scrub.Report report = care.check();
        ObjectNode json = Json.object().put("checked", report.checked());
        ArrayNode bad = json.putArray("bad");
        for (Scrub.Bad one : report.bad()) {
            ObjectNode file = bad.addObject().put("sha256", one.file().hex());
            file.put("condition", one.condition().word());
            ArrayNode releases = file.putArray("releases");
            one.releases().forEach(release -> releases.add(release.toString()));
        }
        return new Answer.Json(200, json);
    }

    private Answer note(Call.Text sent) {
        String notes = Calls.text(Calls.body(sent.text()), "notes");
        return Answer.of(200, care.note(name(sent), notes, sent.who()), r -> json(care, r));
    }

    private Answer set(Call.Text sent, TrustKey.Standing state) {
        String key = sent.asked().name(0);
        return Answer.of(
                200, care.set(key, state, sent.who(), Calls.reason(sent)), ReleaseCalls::json);
    }

    private static ObjectNode json(TrustKey key) {
        ObjectNode json = Json.object().put("id", key.id()).put("fingerprint", key.fingerprint());
        json.put("state", key.state().word()).put("given", key.given());
        json.put("changedAt", key.changed().toString());
        if (!key.why().isEmpty()) json.put("reason", key.why());
        return json.put("pem", key.pem());
    }

    /** A release with everybody who signed it, and what to know about it. */
    static ObjectNode json(ReleaseCare care, Release release) {
        ObjectNode json = Json.release(release);
        Map<Model, List<Signer>> signers = care.signers(release);
        json.path("artifacts")
                .forEach(
                        artifact -> {
                            ArrayNode all = ((ObjectNode) artifact).putArray("signatures");
                            Model model = new Model(artifact.path("model").asText());
                            for (Signer signer : signers.getOrDefault(model, List.of()))
                                all.addObject()
                                        .put("key", signer.key())
                                        .put("signature", signer.signature())
                                        .put("state", signer.state());
                        });
        List<String> warnings = care.warnings(release);
        if (!warnings.isEmpty()) warnings.forEach(json.putArray("warnings")::add);
        return json;
    }
}
