package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.canarywave.app.Person;
import io.github.canarywave.domain.campaign.Role;

import java.util.List;
import java.util.Optional;

/**
 * Why a call did not do what was asked (RFC 9457).
 *
 * @param code short and stable, kebab-case
 * @param errors one line for each problem, at least one
 * @param plan as it is now, where another one was agreed to
 */
record Problem(
        int status, String code, String title, List<String> errors, Optional<ObjectNode> plan) {
    static final String TYPE = "application/problem+json";

    Problem(int status, String code, String title, List<String> errors) {
        this(status, code, title, errors, Optional.empty());
    }

    static Problem badRequest(String why) {
        return new Problem(400, "bad-request", "The request cannot be understood", List.of(why));
    }

    /** A filter, one line for each parameter that is wrong. */
    static Problem badFilter(List<String> problems) {
        return new Problem(400, "bad-request", "The filter cannot be understood", problems);
    }

    static Problem unauthorized(String why) {
        return new Problem(401, "unauthorized", "Log in first", List.of(why));
    }

    static Problem forbidden(String why) {
        return new Problem(403, "forbidden", "This is not allowed", List.of(why));
    }

    /** The role that is missing, and how to get it. */
    static Problem role(Person person, Role needed) {
        return role(person, May.of(needed));
    }

    /** The same where several roles would do. */
    static Problem role(Person person, May may) {
        String needed = may.words();
        return forbidden(
                "this needs the role "
                        + needed
                        + ", "
                        + person.name()
                        + " has the role "
                        + person.role().word()
                        + ". An admin gives roles: canarywave token issue NAME --role "
                        + needed.replaceFirst(" or .*", ""));
    }

    static Problem notFound(String why) {
        return new Problem(404, "not-found", "There is no such thing", List.of(why));
    }

    static Problem method(String allowed) {
        return new Problem(
                405, "method-not-allowed", "Another method is needed", List.of("use " + allowed));
    }

    static Problem conflict(String why) {
        return new Problem(409, "conflict", "It contradicts what is", List.of(why));
    }

    /** What somebody agreed to is no more what would happen. */
    static Problem stale(String agreed, ObjectNode plan) {
        return new Problem(
                409,
                "plan-stale",
                "The plan has changed; nothing was applied",
                List.of(
                        "plan "
                                + agreed
                                + " is not what would happen now: the file, its release or the"
                                + " fleet has changed. Look at the new plan "
                                + plan.path("digest").asText()),
                Optional.of(plan));
    }

    static Problem tooManyStreams(String why) {
        return new Problem(429, "throttled", "Too many event streams are open", List.of(why));
    }

    static Problem tooLarge(long limit) {
        return new Problem(
                413,
                "too-large",
                "The body is too large",
                List.of("at most " + limit + " bytes are taken here"));
    }

    static Problem mediaType(String got, String wanted) {
        return new Problem(
                415,
                "unsupported-media-type",
                "The body has the wrong type",
                List.of("send " + wanted + ", got \"" + got + "\""));
    }

    static Problem invalid(List<String> problems) {
        return new Problem(422, "invalid", "It breaks a rule; nothing has changed", problems);
    }

    static Problem throttled() {
        return new Problem(
                429,
                "throttled",
                "Too many failed logins",
                List.of("wait a minute; a valid token is still accepted"));
    }

    static Problem internal() {
        return new Problem(
                500, "internal", "A fault of the server", List.of("the server's log says more"));
    }

    static Problem unavailable(String why) {
        return new Problem(503, "unavailable", "Not now", List.of(why));
    }

    static Problem diskFull(String why) {
        return new Problem(507, "disk-full", "The server has no room for it", List.of(why));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("title", title).put("status", status).put("detail", String.join("\n", errors));
        json.put("code", code);
        errors.forEach(json.putArray("errors")::add);
        plan.ifPresent(now -> json.set("plan", now));
        return json;
    }
}
