package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.DiskFull;
import io.github.canarywave.app.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs what may wait on virtual threads, and makes an answer of each way it can end. */
final class Background {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    private Background() {}

    /** Answers with what the work gives. Called on the event loop. */
    static void answer(HttpServerRequest request, Supplier<Answer> work) {
        run(request, Vertx.currentContext(), () -> Optional.of(work.get()));
    }

    /** Runs where it may wait; answers with what comes out, if anything. */
    static void run(HttpServerRequest request, Context loop, Supplier<Optional<Answer>> work) {
        Thread.ofVirtual()
                .name("operator-call")
                .start(
                        () ->
                                guarded(work)
                                        .ifPresent(
                                                answer ->
                                                        loop.runOnContext(
                                                                _ ->
                                                                        Replies.answer(
                                                                                request, answer))));
    }

    private static Optional<Answer> guarded(Supplier<Optional<Answer>> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            return Optional.of(new Answer.Refused(Problem.invalid(List.of(why))));
        } catch (DiskFull e) {
            LOG.warn("call refused, no room why=\"{}\"", e.why());
            return Optional.of(new Answer.Refused(Problem.diskFull(e.why())));
        } catch (StoreUnavailable | UncheckedIOException e) {
            LOG.warn("call refused for now, the store does not answer", e);
            return Optional.of(
                    new Answer.Refused(Problem.unavailable("the store does not answer")));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("call failed by a fault of ours; report it with this trace", e);
            return Optional.of(new Answer.Refused(Problem.internal()));
        }
    }
}
