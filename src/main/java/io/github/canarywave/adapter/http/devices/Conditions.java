package io.github.canarywave.adapter.http.devices;

import io.vertx.core.MultiMap;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The preconditions of a request (RFC 9110, 13). Pure.
 *
 * @param ifMatch each is the list of all headers of that name, empty where there is none
 */
record Conditions(
        List<String> ifMatch,
        List<String> ifUnmodifiedSince,
        List<String> ifNoneMatch,
        List<String> ifModifiedSince,
        List<String> ifRange) {
    static final Conditions NONE =
            new Conditions(List.of(), List.of(), List.of(), List.of(), List.of());

    private static final List<String> NAMES =
            List.of(
                    "If-Match",
                    "If-Unmodified-Since",
                    "If-None-Match",
                    "If-Modified-Since",
                    "If-Range");

    /** What holds now of the file behind a URL. */
    record Current(String tag, Optional<Instant> modified, Instant now) {}

    /** Those of a request; most have none, and then no list is made. */
    static Conditions in(MultiMap headers) {
        for (String name : NAMES) if (headers.contains(name)) return all(headers);
        return NONE;
    }

    private static Conditions all(MultiMap headers) {
        return new Conditions(
                headers.getAll("If-Match"),
                headers.getAll("If-Unmodified-Since"),
                headers.getAll("If-None-Match"),
                headers.getAll("If-Modified-Since"),
                headers.getAll("If-Range"));
    }

    /** The status that ends the request, in the order of 13.2.2; empty: go on. */
    Optional<Integer> ended(Current current) {
        if (!ifMatch.isEmpty()) {
            if (!EntityTags.strong(ifMatch, current.tag())) return Optional.of(412);
        } else if (modifiedSince(ifUnmodifiedSince, current, since -> since)) {
            return Optional.of(412);
        }
        if (!ifNoneMatch.isEmpty())
            return EntityTags.weak(ifNoneMatch, current.tag())
                    ? Optional.of(304)
                    : Optional.empty();
        return modifiedSince(ifModifiedSince, current, since -> !since)
                ? Optional.of(304)
                : Optional.empty();
    }

    /** No date of ours, none of theirs, or several: the condition does not count. */
    private static boolean modifiedSince(
            List<String> headers, Current current, Predicate<Boolean> fails) {
        if (headers.size() != 1 || current.modified().isEmpty()) return false;
        Instant modified = current.modified().get().truncatedTo(ChronoUnit.SECONDS);
        return HttpDates.read(headers.getFirst().strip(), current.now())
                .filter(date -> fails.test(modified.isAfter(date)))
                .isPresent();
    }

    /**
     * Whether a Range counts: there is no If-Range, or it says exactly the strong tag or the date
     * that we give. Our date is a strong validator (8.8.2.2): bytes under a URL never change.
     */
    boolean rangeCounts(Current current) {
        if (ifRange.isEmpty()) return true;
        if (ifRange.size() > 1) return false;
        String validator = ifRange.getFirst().strip();
        return validator.equals(current.tag())
                || current.modified().map(HttpDates::text).filter(validator::equals).isPresent();
    }

    /** Whether the other side has the headers of the file already. */
    boolean resumes() {
        return !ifRange.isEmpty();
    }
}
