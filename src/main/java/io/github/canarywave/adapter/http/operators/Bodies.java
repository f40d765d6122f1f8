package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.DiskFull;
import io.github.canarywave.app.StoreUnavailable;
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
        Promise<Void> whole = Promise.promise();
        consume(request, limit, whole, body::appendBuffer);
        return whole.future().map(_ -> body);
    }

    /**
     * Writes the body to a file, as fast as the disk takes it; complete when the file is closed.
     * Fails with {@link StoreUnavailable} when the disk does not take it.
     */
    static Future<Void> save(Vertx vertx, HttpServerRequest request, Path to, long limit) {
        return vertx.fileSystem()
                .open(to.toString(), new OpenOptions().setWrite(true).setTruncateExisting(true))
                .recover(failure -> Future.failedFuture(notWritten(failure)))
                .compose(file -> save(request, file, limit));
    }

    private static Future<Void> save(HttpServerRequest request, AsyncFile file, long limit) {
        Promise<Void> whole = Promise.promise();
        consume(
                request,
                limit,
                whole,
                part -> {
                    file.write(part).onFailure(failure -> whole.tryFail(notWritten(failure)));
                    if (!file.writeQueueFull()) return;
                    request.pause();
                    file.drainHandler(_ -> request.resume());
                });
        request.resume();
        return whole.future()
                .eventually(
                        () ->
                                file.close()
                                        .recover(
                                                failure ->
                                                        Future.failedFuture(notWritten(failure))));
    }

    private static StoreUnavailable notWritten(Throwable failure) {
        return DiskFull.is(failure)
                ? new DiskFull(
                        "the disk took only a part of the upload: it is full. Free space on the"
                                + " disk of the data folder",
                        failure)
                : new StoreUnavailable("the disk did not take the upload", failure);
    }

    /** Reads what is left of a body and forgets it, so that its sender gets to our answer. */
    static Future<Void> drain(HttpServerRequest request, long limit) {
        if (request.isEnded()) return Future.succeededFuture();
        Promise<Void> whole = Promise.promise();
        consume(request, limit, whole, _ -> {});
        request.resume();
        return whole.future();
    }

    private interface Sink {
        void take(Buffer part);
    }

    private static void consume(
            HttpServerRequest request, long limit, Promise<Void> done, Sink sink) {
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
    }
}
