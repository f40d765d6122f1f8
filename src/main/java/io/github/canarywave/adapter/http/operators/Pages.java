package io.github.canarywave.adapter.http.operators;

import io.vertx.core.http.HttpServerRequest;

/** Whoever shows pages to people. */
@FunctionalInterface
public interface Pages {
    /**
     * Answers a GET or HEAD of anything outside the API, on the event loop. Security headers are
     * set already.
     *
     * @param signedIn whether the visitor may see more than how to log in
     */
    void serve(HttpServerRequest request, boolean signedIn);
}
