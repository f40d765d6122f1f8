package io.github.canarywave.adapter.ui;

import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages that people see, read from the class path at the start. They hold no data: their
 * scripts ask the operator API. Safe from any thread.
 *
 * <p>The pages name their files under a folder that is called by the digest of all of them, so that
 * browsers keep these for good and a new version of the program is never mixed with an old one.
 */
public final class Page {
    private static final String ROOT = "/web/";
    private static final String POLICY = "Content-Security-Policy";

    /** Characters of the digest in the name of the folder; 64 bits. */
    private static final int DIGEST = 16;

    private static final String KEEP = "public, max-age=31536000, immutable";
    private static final String ASK_AGAIN = "no-cache";

    /** What the scripts make screens of; they read the rest of the address. */
    private static final Pattern SCREEN =
            Pattern.compile("/|/campaigns/[^/]{1,191}|/devices(/[^/]{1,191})?|/releases|/plan");

    /** The one script that stands in a page: the policy names it by its digest. */
    private static final Pattern IMPORTS =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    /** Every file that is served; nothing else of the class path is. */
    private static final List<String> ASSETS =
            List.of(
                    "actions.js",
                    "adoption.js",
                    "api.js",
                    "app.css",
                    "app.js",
                    "chart.js",
                    "controls.js",
                    "header.js",
                    "icon.svg",
                    "live.js",
                    "login.js",
                    "palette.js",
                    "parts.js",
                    "router.js",
                    "screens/campaign.js",
                    "screens/device.js",
                    "screens/devices.js",
                    "screens/overview.js",
                    "screens/plan.js",
                    "screens/releases.js",
                    "store.js",
                    "vendor/css-tag.js",
                    "vendor/lit-element.js",
                    "vendor/lit-html.js",
                    "vendor/reactive-element.js",
                    "vendor/uPlot.iife.min.js",
                    "wavestrip.js",
                    "words.js");

    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final String folder;
    private final Asset app;
    private final String scripts;
    private final Asset login = asset("login.html", read("login.html"));
    private final Asset notFound = asset("not-found.html", read("not-found.html"));

    /** Reads every file of the pages. */
    public Page() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String name : ASSETS) {
            byte[] bytes = read("assets/" + name);
            all.writeBytes(bytes);
            assets.put(name, asset(name, bytes));
        }
        folder = "/assets/" + Sha256.of(all.toByteArray()).hex().substring(0, DIGEST) + "/";
        String html =
                new String(read("app.html"), StandardCharsets.UTF_8)
                        .replace("\"/assets/", "\"" + folder);
        app = asset("app.html", html.getBytes(StandardCharsets.UTF_8));
        scripts = "; script-src 'self' 'sha256-" + digestOfImports(html) + "'";
    }

    /**
     * Answers a GET or HEAD on the event loop. A status set before, other than 200, stays.
     *
     * @param signedIn whether the visitor may see more than how to log in
     */
    public void serve(HttpServerRequest request, boolean signedIn) {
        HttpServerResponse response = request.response();
        String path = request.path() == null ? "/" : request.path();
        if (file(request, path)) return;
        if (!signedIn) {
            if (response.getStatusCode() == 200) response.setStatusCode(401);
            login.send(request, ASK_AGAIN);
        } else if (SCREEN.matcher(path).matches()) {
            String policy = response.headers().get(POLICY);
            if (policy != null) response.putHeader(POLICY, policy + scripts);
            app.send(request, ASK_AGAIN);
        } else {
            response.setStatusCode(404);
            notFound.send(request, ASK_AGAIN);
        }
    }

    /** Files are found with the digest in their path and without. */
    private boolean file(HttpServerRequest request, String path) {
        boolean kept = path.startsWith(folder);
        String name =
                path.equals("/favicon.ico")
                        ? "icon.svg"
                        : path.startsWith("/assets/")
                                ? path.substring(kept ? folder.length() : "/assets/".length())
                                : "";
        Asset asset = assets.get(name);
        if (asset == null) return false;
        asset.send(request, kept ? KEEP : ASK_AGAIN);
        return true;
    }

    private static String digestOfImports(String html) {
        Matcher imports = IMPORTS.matcher(html);
        if (!imports.find()) throw new IllegalStateException("app.html has no import map");
        byte[] digest =
                Sha256.newDigest().digest(imports.group(1).getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    private static Asset asset(String name, byte[] bytes) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) throw new IllegalStateException("no type for " + name);
        return Asset.of(bytes, type);
    }

    private static byte[] read(String path) {
        try (InputStream in = Page.class.getResourceAsStream(ROOT + path)) {
            if (in == null) throw new IllegalStateException("not in the jar: " + ROOT + path);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ROOT + path, e);
        }
    }
}
