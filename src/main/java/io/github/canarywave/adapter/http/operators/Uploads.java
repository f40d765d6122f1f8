package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.DiskFull;
import io.github.canarywave.app.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Takes files from requests into the artifact store's uploads. Safe from any thread. */
final class Uploads {
    /** The largest flash of the ESP32 family is 16 MiB, with signature blocks a little more. */
    static final long LIMIT = 17L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final ArtifactStore artifacts;

    Uploads(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    /** Takes the body as a file, then does the work. */
    void take(HttpServerRequest request, Call.Asked asked, Call.Work<Call.File> work) {
        Context loop = Vertx.currentContext();
        request.pause();
        Background.run(
                request,
                loop,
                () -> {
                    try {
                        Path upload = artifacts.newUpload();
                        loop.runOnContext(_ -> save(request, asked, work, upload));
                    } catch (DiskFull e) {
                        loop.runOnContext(_ -> broken(request, e));
                    }
                    return Optional.empty();
                });
    }

    private void save(
            HttpServerRequest request, Call.Asked asked, Call.Work<Call.File> work, Path upload) {
        Vertx vertx = Vertx.currentContext().owner();
        Bodies.save(vertx, request, upload, LIMIT)
                .onSuccess(
                        _ ->
                                Background.answer(
                                        request,
                                        () -> {
                                            try {
                                                return work.of(new Call.File(asked, upload));
                                            } finally {
                                                drop(upload);
                                            }
                                        }))
                .onFailure(
                        failure -> {
                            broken(request, failure);
                            Thread.ofVirtual().start(() -> drop(upload));
                        });
    }

    /** What was kept has moved; what was not is of no use. */
    private static void drop(Path upload) {
        try {
            Files.deleteIfExists(upload);
        } catch (IOException e) {
            LOG.warn("upload not deleted file={}; the next start does it", upload, e);
        }
    }

    /** Answers a request whose body did not come, or could not be kept. */
    static void broken(HttpServerRequest request, Throwable failure) {
        if (failure instanceof DiskFull full) {
            LOG.warn("upload refused, no room why=\"{}\"", full.why());
            Bodies.drain(request, LIMIT)
                    .onComplete(_ -> refuse(request, Problem.diskFull(full.why())));
            return;
        }
        Problem problem =
                switch (failure) {
                    case Bodies.TooLarge large -> Problem.tooLarge(large.limit());
                    case StoreUnavailable _ -> Problem.unavailable("the disk takes nothing");
                    default -> Problem.badRequest("the body cannot be read");
                };
        if (failure instanceof StoreUnavailable) LOG.warn("upload not written", failure);
        refuse(request, problem);
    }

    private static void refuse(HttpServerRequest request, Problem problem) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed()) Replies.refuseAndClose(request, problem);
    }
}
