package io.github.canarywave.adapter.http.operators;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.app.Operations.Outcome;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Function;

/** What a call answers. */
sealed interface Answer {
    record Json(int status, JsonNode body) implements Answer {}

    record Text(String type, String text) implements Answer {}

    /** The bytes of a file. */
    record Bytes(Path file) implements Answer {}

    /**
     * A text of any length, part by part; the next is made when there is room for it.
     *
     * @param name of the file that it is saved as
     */
    record Parts(String type, String name, Iterator<String> parts) implements Answer {}

    record Refused(Problem problem) implements Answer {}

    /** 204. */
    record Nothing() implements Answer {}

    /**
     * An answer with a cookie.
     *
     * @param cookie the value of Set-Cookie
     */
    record WithCookie(Answer answer, String cookie) implements Answer {}

    /**
     * Sends the visitor to another page.
     *
     * @param path on this server
     */
    record See(String path) implements Answer {}

    /** The answer to how a wish went. */
    static <T> Answer of(int done, Outcome<T> outcome, Function<T, JsonNode> json) {
        return switch (outcome) {
            case Outcome.Done<T>(var value) -> new Json(done, json.apply(value));
            case Outcome.NotFound<T>(var why) -> new Refused(Problem.notFound(why));
            case Outcome.Conflict<T>(var why) -> new Refused(Problem.conflict(why));
            case Outcome.Forbidden<T>(var why) -> new Refused(Problem.forbidden(why));
            case Outcome.Invalid<T>(var problems) -> new Refused(Problem.invalid(problems));
        };
    }
}
