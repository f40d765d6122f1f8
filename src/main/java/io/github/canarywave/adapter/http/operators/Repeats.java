package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.domain.image.Sha256;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * Answers calls that come twice with the same Idempotency-Key as the first time, and does them
 * once. In memory: a restart forgets, and then the campaign itself answers. To halt, pause, abort,
 * approve or go back what is so already changes nothing; only a retry could try again what has
 * failed meanwhile, which is what it says. Safe from any thread.
 */
final class Repeats {
    /** Long enough for whatever tries again by itself. */
    static final Duration LIFE = Duration.ofHours(24);

    /** Answers remembered at once, of some KiB each; the oldest goes first. */
    static final int KEPT = 1000;

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,64}");

    private final InstantSource clock;
    private final Map<Name, Kept> answers =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Name, Kept> eldest) {
                    return size() > KEPT;
                }
            };

    Repeats(InstantSource clock) {
        this.clock = clock;
    }

    /** What one key of one person means at one path. */
    private record Name(String person, String path, String key) {}

    private record Kept(Sha256 body, Instant since, CompletableFuture<Answer> answer) {}

    /** The same work, done once for each key. */
    Call.Work<Call.Text> once(Call.Work<Call.Text> work) {
        return sent -> {
            Optional<String> key = sent.asked().came().key();
            return key.isEmpty() ? work.of(sent) : once(work, sent, key.get());
        };
    }

    private Answer once(Call.Work<Call.Text> work, Call.Text sent, String key) {
        if (!KEY.matcher(key).matches())
            return new Answer.Refused(
                    Problem.badRequest("an Idempotency-Key must match " + KEY + ", got another"));
        Name name = new Name(sent.who(), sent.asked().came().path(), key);
        Kept fresh =
                new Kept(
                        Sha256.of(sent.text().getBytes(StandardCharsets.UTF_8)),
                        clock.instant(),
                        new CompletableFuture<>());
        Optional<Kept> before = taken(name, fresh);
        if (before.isEmpty()) return run(work, sent, name, fresh);
        if (!before.get().body().equals(fresh.body()))
            throw new IllegalArgumentException(
                    "this Idempotency-Key came before with another body; take a new one for"
                            + " another wish");
        return awaited(before.get());
    }

    /** What is remembered; the fresh one takes the place when there is nothing. */
    private synchronized Optional<Kept> taken(Name name, Kept fresh) {
        Kept known = answers.get(name);
        if (known != null && fresh.since().isBefore(known.since().plus(LIFE)))
            return Optional.of(known);
        answers.remove(name);
        answers.put(name, fresh);
        return Optional.empty();
    }

    private Answer run(Call.Work<Call.Text> work, Call.Text sent, Name name, Kept kept) {
        try {
            Answer answer = work.of(sent);
            if (!settled(answer)) forget(name, kept);
            kept.answer().complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            forget(name, kept);
            kept.answer().completeExceptionally(e);
            throw e;
        }
    }

    private static Answer awaited(Kept kept) {
        try {
            return kept.answer().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    /** Whether asking again would change nothing: a halt that is not on disk yet may be tried. */
    private static boolean settled(Answer answer) {
        return switch (answer) {
            case Answer.Json(_, var body) -> body.path("stored").asBoolean(true);
            case Answer.Refused(var problem) -> problem.status() < 500;
            default -> true;
        };
    }

    private synchronized void forget(Name name, Kept kept) {
        answers.remove(name, kept);
    }
}
