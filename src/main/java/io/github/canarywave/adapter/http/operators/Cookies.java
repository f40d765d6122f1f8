package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.Sessions;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The cookie that holds the secret of a session. Scripts cannot read it, other sites cannot send
 * it, and with the prefix {@code __Host-} (RFC 6265bis, 4.1.3.2) no neighbour can put one in its
 * place. Safe from any thread.
 */
final class Cookies {
    private static final String WORD = "canarywave-session";
    private static final String SCOPE = "; HttpOnly; Secure; SameSite=Strict";

    private final String name;

    /**
     * @param tls without it, in tests only, browsers do not take the prefix
     */
    Cookies(boolean tls) {
        this.name = tls ? "__Host-" + WORD : WORD;
    }

    /** What gives a browser the secret. */
    String giving(String secret) {
        return name + "=" + secret + "; Path=/; Max-Age=" + Sessions.LIFE.toSeconds() + SCOPE;
    }

    /** What takes it away again. */
    String clearing() {
        return name + "=; Path=/; Max-Age=0" + SCOPE;
    }

    /** The digest of the secret that a request brings. */
    Optional<String> digest(HttpServerRequest request) {
        Cookie cookie = request.getCookie(name);
        return cookie == null ? Optional.empty() : Optional.of(digest(cookie.getValue()));
    }

    static String digest(String secret) {
        return Sha256.of(secret.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
