package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.AuditFilter;
import io.github.canarywave.app.AuditLine;
import io.github.canarywave.app.IssuedToken;
import io.github.canarywave.app.People;
import io.github.canarywave.domain.campaign.Role;

import java.util.List;
import java.util.Set;

/** The calls about persons and what they changed. Safe from any thread; each may wait. */
record PeopleCalls(People people) {
    private static final Set<String> JSON = Set.of("application/json");
    private static final int LIMIT = 100;
    private static final int LIMIT_MAX = 1000;

    void addTo(Routes routes) {
        String all = "/api/v1/tokens";
        Calls.read(
                routes,
                Role.ADMIN,
                all,
                _ -> new Answer.Json(200, Json.list("tokens", people.tokens(), PeopleCalls::json)));
        Calls.send(routes, Role.ADMIN, all, JSON, this::issue);
        Calls.send(routes, Role.ADMIN, all + "/{}:revoke", JSON, this::revoke);
        Calls.read(routes, "/api/v1/audit", this::audit);
        Calls.read(routes, "/api/v1/audit:export", this::export);
    }

    private Answer issue(Call.Text sent) {
        ObjectNode body = Calls.body(sent.text());
        Role role = Role.of(Calls.text(body, "role"));
        return Answer.of(
                201,
                people.issue(Calls.text(body, "name"), role, sent.who()),
                made -> json(made.issued()).put("token", made.token()));
    }

    private Answer revoke(Call.Text sent) {
        String name = sent.asked().name(0);
        return Answer.of(
                200, people.revoke(name, sent.who(), Calls.reason(sent)), PeopleCalls::json);
    }

    private static ObjectNode json(IssuedToken token) {
        ObjectNode json = Json.object().put("name", token.person());
        json.put("role", token.role().word()).put("issuedAt", token.issued().toString());
        json.put("issuedBy", token.by());
        token.revoked().ifPresent(at -> json.put("revokedAt", at.toString()));
        return json;
    }

    private Answer audit(Call.Asked asked) {
        int limit = Calls.number(asked, "limit", LIMIT, LIMIT_MAX);
        List<AuditLine> lines = people.audit(filter(asked), before(asked), limit);
        ObjectNode json = Json.list("lines", lines, PeopleCalls::json);
        if (lines.size() == limit && limit > 0) json.put("next", lines.getLast().number());
        return new Answer.Json(200, json);
    }

    /** The newest number that is asked for; none: from the newest on. */
    private static long before(Call.Asked asked) {
        return Calls.number(asked, "before", Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private static AuditFilter filter(Call.Asked asked) {
        return new AuditFilter(asked.given("who"), asked.given("what"), asked.given("subject"));
    }

    private Answer export(Call.Asked asked) {
        AuditExport.Form form =
                AuditExport.Form.of(asked.given("format").orElse(AuditExport.Form.CSV.word()));
        return new Answer.Parts(
                form.type(),
                "audit." + form.word(),
                new AuditExport(
                        people,
                        filter(asked),
                        form,
                        before(asked),
                        () -> people.byHash(asked.by().token()).isPresent()));
    }

    static ObjectNode json(AuditLine line) {
        return Json.object()
                .put("number", line.number())
                .put("at", line.at().toString())
                .put("who", line.who())
                .put("what", line.what())
                .put("object", line.object())
                .put("why", line.why());
    }
}
