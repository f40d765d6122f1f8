package io.github.canarywave.adapter.ui;

import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The pages that people see, read from the class path at the start. They hold no data: their
 * scripts ask the operator API. Safe from any thread.
 */
public final class Page {
    private static final String ROOT = "/web/";
    private static final Pattern CAMPAIGN = Pattern.compile("/campaigns/[a-z0-9.-]{1,63}");
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");
    private static final List<String> ASSETS =
            List.of(
                    "assets/app.css",
                    "assets/app.js",
                    "assets/campaign.js",
                    "assets/campaigns.js",
                    "assets/controls.js",
                    "assets/dom.js",
                    "assets/login.js",
                    "assets/words.js",
                    "assets/icon.svg");

    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final Asset app = load("app.html");
    private final Asset login = load("login.html");
    private final Asset notFound = load("not-found.html");

    /** Reads every file of the pages. */
    public Page() {
        for (String path : ASSETS) assets.put("/" + path, load(path));
        assets.put("/favicon.ico", load("assets/icon.svg"));
    }

    /** A file and the name of its content. */
    private record Asset(Buffer content, String type, String tag) {}

    /**
     * Answers a GET or HEAD on the event loop. A status set before, other than 200, stays.
     *
     * @param signedIn whether the visitor may see more than how to log in
     */
    public void serve(HttpServerRequest request, boolean signedIn) {
        HttpServerResponse response = request.response();
        String path = request.path() == null ? "/" : request.path();
        Asset asset = assets.get(path);
        if (asset != null) {
            send(request, asset);
        } else if (!signedIn) {
            if (response.getStatusCode() == 200) response.setStatusCode(401);
            send(request, login);
        } else if (path.equals("/") || CAMPAIGN.matcher(path).matches()) {
            send(request, app);
        } else {
            response.setStatusCode(404);
            send(request, notFound);
        }
    }

    private static void send(HttpServerRequest request, Asset asset) {
        HttpServerResponse response = request.response();
        response.putHeader("ETag", asset.tag()).putHeader("Cache-Control", "no-cache");
        if (response.getStatusCode() == 200
                && asset.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("Content-Type", asset.type())
                .putHeader("Content-Length", Integer.toString(asset.content().length()));
        if (request.method().equals(HttpMethod.HEAD)) response.end();
        else response.end(asset.content());
    }

    private static Asset load(String path) {
        try (InputStream in = Page.class.getResourceAsStream(ROOT + path)) {
            if (in == null) throw new IllegalStateException("not in the jar: " + ROOT + path);
            byte[] bytes = in.readAllBytes();
            String type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "");
            return new Asset(Buffer.buffer(bytes), type, "\"" + Sha256.of(bytes).hex() + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ROOT + path, e);
        }
    }
}
