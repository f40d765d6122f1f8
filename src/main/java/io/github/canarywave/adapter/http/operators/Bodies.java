package io.github.canarywave.adapter.http.operators;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;

import java.io.Serial;
import java.nio.file.Path;

/** Reads what a request brings, up to a limit. Confined to the request's event loop. */
final class Bodies {
    private Bodies() {}

    /** More came than is taken. */
    static final class TooLarge extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;

        private final long limit;

        TooLarge(long limit) {
            super("the body has more than " + limit + " bytes", null, false, false);
            this.limit = limit;
        }

        long limit() {
            return limit;
        }
    }

    /** The whole body. */
    static Future<Buffer> read(HttpServerRequest request, int limit) {
        Buffer body = Buffer.buffer();
        return consume(request, limit, body::appendBuffer).map(_ -> body);
    }

    /**
     * Writes the body to a file, as fast as the disk takes it; complete when the file is closed.
     */
    static Future<Void> save(Vertx vertx, HttpServerRequest request, Path to, long limit) {
        return vertx.fileSystem()
                .open(to.toString(), new OpenOptions().setWrite(true).setTruncateExisting(true))
                .compose(file -> save(request, file, limit));
    }

    private static Future<Void> save(HttpServerRequest request, AsyncFile file, long limit) {
        Future<Void> whole =
                consume(
                        request,
                        limit,
                        part -> {
                            file.write(part);
                            if (!file.writeQueueFull()) return;
                            request.pause();
                            file.drainHandler(_ -> request.resume());
                        });
        request.resume();
        return whole.transform(
                result ->
                        file.close()
                                .compose(
                                        _ ->
                                                result.succeeded()
                                                        ? Future.succeededFuture()
                                                        : Future.failedFuture(result.cause())));
    }

    private interface Sink {
        void take(Buffer part);
    }

    private static Future<Void> consume(HttpServerRequest request, long limit, Sink sink) {
        Promise<Void> done = Promise.promise();
        long[] length = {0};
        request.exceptionHandler(done::tryFail);
        request.endHandler(_ -> done.tryComplete());
        request.handler(
                part -> {
                    length[0] += part.length();
                    if (length[0] > limit) done.tryFail(new TooLarge(limit));
                    else if (!done.future().isComplete()) sink.take(part);
                });
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect")))
            request.response().writeContinue();
        return done.future();
    }
}
