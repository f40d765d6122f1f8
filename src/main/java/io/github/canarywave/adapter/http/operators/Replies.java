package io.github.canarywave.adapter.http.operators;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** Writes answers. Confined to the request's event loop. */
final class Replies {
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
                    + "object-src 'none'";

    private Replies() {}

    /** The headers of every answer of this port. */
    static void secure(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
    }

    static void answer(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        if (response.closed()) return;
        switch (answer) {
            case Answer.Json(var status, var body) ->
                    end(response.setStatusCode(status), "application/json", body.toString());
            case Answer.Text(var type, var text) -> end(response, type, text);
            case Answer.Bytes(var file) -> {
                response.putHeader("Content-Type", "application/octet-stream");
                response.sendFile(file.toString());
            }
            case Answer.Parts parts -> PartStream.send(request, parts);
            case Answer.Refused(var problem) -> refuse(request, problem);
            case Answer.Nothing() -> response.setStatusCode(204).end();
            case Answer.WithCookie(var inner, var cookie) -> {
                response.putHeader("Set-Cookie", cookie);
                answer(request, inner);
            }
            case Answer.See(var path) ->
                    response.setStatusCode(303).putHeader("Location", path).end();
        }
    }

    static Future<Void> refuse(HttpServerRequest request, Problem problem) {
        HttpServerResponse response = request.response().setStatusCode(problem.status());
        if (problem.status() == 401) response.putHeader("WWW-Authenticate", "Bearer");
        if (problem.status() == 405)
            response.putHeader("Allow", problem.errors().getFirst().substring("use ".length()));
        if (problem.status() == 429) response.putHeader("Retry-After", "60");
        if (problem.status() == 503) response.putHeader("Retry-After", "5");
        return end(response, Problem.TYPE, problem.json().toString());
    }

    /** For requests after which nobody knows where the next one starts. */
    static void refuseAndClose(HttpServerRequest request, Problem problem) {
        if (request.version() == HttpVersion.HTTP_2) {
            refuse(request, problem);
            return;
        }
        request.response().putHeader("Connection", "close");
        refuse(request, problem).onComplete(_ -> request.connection().close());
    }

    private static Future<Void> end(HttpServerResponse response, String type, String text) {
        Buffer body = Buffer.buffer(text);
        return response.putHeader("Content-Type", type)
                .putHeader("Content-Length", Integer.toString(body.length()))
                .end(body);
    }
}
