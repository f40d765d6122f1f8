package io.github.canarywave.adapter.http.operators;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletableFuture;

/**
 * Sends an answer of many parts. Each is made on a virtual thread, and only when the one before it
 * has gone out: whoever reads slowly holds up nobody and fills no memory.
 */
final class PartStream {
    private static final Logger LOG = LoggerFactory.getLogger(PartStream.class);

    private PartStream() {}

    /** Called on the event loop. */
    static void send(HttpServerRequest request, Answer.Parts answer) {
        Context loop = Vertx.currentContext();
        HttpServerResponse response = request.response();
        response.setChunked(true)
                .putHeader("Content-Type", answer.type())
                .putHeader("Content-Disposition", "attachment; filename=\"" + answer.name() + "\"");
        Thread.ofVirtual().name("export").start(() -> send(request, loop, answer));
    }

    private static void send(HttpServerRequest request, Context loop, Answer.Parts answer) {
        HttpServerResponse response = request.response();
        try {
            while (answer.parts().hasNext()) {
                String part = answer.parts().next();
                wait(loop, () -> response.write(part));
            }
            wait(loop, response::end);
        } catch (RuntimeException e) {
            // A half answer must not look like a whole one.
            LOG.warn("export broken off why=\"{}\"", e.getMessage());
            loop.runOnContext(_ -> request.connection().close());
        }
    }

    private interface Step {
        Future<Void> take();
    }

    private static void wait(Context loop, Step step) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        loop.runOnContext(
                _ -> step.take().onSuccess(gone::complete).onFailure(gone::completeExceptionally));
        gone.join();
    }
}
