package io.github.canarywave.adapter.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

class PageTest {
    private static final Path ASSETS = Path.of("src/main/resources/web/assets");
    private static final Pattern SCRIPT =
            Pattern.compile("<script type=\"module\" src=\"(/assets/[0-9a-f]{16}/app.js)\">");

    private static Vertx vertx;
    private static HttpServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        Page page = new Page();
        server =
                vertx.createHttpServer()
                        .requestHandler(
                                request -> {
                                    request.response()
                                            .putHeader(
                                                    "Content-Security-Policy",
                                                    "default-src 'self'");
                                    page.serve(request, request.getParam("out") == null);
                                })
                        .listen(0, "127.0.0.1")
                        .await();
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        vertx.close().await();
    }

    @Test
    void theOnlyScriptInThePageIsTheOneThatThePolicyNames() throws Exception {
        var answer = get("/");
        String html = text(answer);
        String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();
        Matcher inline = Pattern.compile("<script[^>]*>([^<]+)</script>").matcher(html);
        assertThat(inline.find()).isTrue();
        byte[] digest = Sha256.newDigest().digest(inline.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(policy)
                .isEqualTo(
                        "default-src 'self'; script-src 'self' 'sha256-"
                                + Base64.getEncoder().encodeToString(digest)
                                + "'");
        assertThat(inline.find()).isFalse();
        assertThat(html).doesNotContain("style=", "onclick");
    }

    @Test
    void aFileNamedByTheDigestIsKeptForGoodAndTheRestIsAskedForAgain() throws Exception {
        Matcher script = SCRIPT.matcher(text(get("/")));
        assertThat(script.find()).isTrue();
        assertThat(cache(get(script.group(1)))).isEqualTo("public, max-age=31536000, immutable");
        assertThat(cache(get("/assets/app.js"))).isEqualTo("no-cache");
        assertThat(cache(get("/"))).isEqualTo("no-cache");
        assertThat(get("/assets/0000000000000000/app.js").statusCode()).isEqualTo(404);
        assertThat(get("/assets/vendor/SHA256SUMS").statusCode()).isEqualTo(404);
    }

    @Test
    void isPackedForWhoTakesItAndEachFormHasItsTag() throws Exception {
        var plain = get("/assets/app.css");
        var packed = get("/assets/app.css", "Accept-Encoding", "br, gzip;q=0.8");
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(packed.body()).hasSizeLessThan(plain.body().length / 3);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(in.readAllBytes()).isEqualTo(plain.body());
        }
        assertThat(tag(packed)).isNotEqualTo(tag(plain));
        assertThat(get("/assets/app.css", "If-None-Match", tag(plain)).statusCode()).isEqualTo(304);
        for (String no : List.of("br", "gzip;q=0", "gzip; q=0.0", "identity"))
            assertThat(get("/assets/app.css", "Accept-Encoding", no).headers().map())
                    .as(no)
                    .doesNotContainKey("content-encoding");
    }

    @Test
    void everyAddressOfAScreenShowsItAndWhoIsLoggedOutSeesHowToLogIn() throws Exception {
        for (String path :
                List.of("/", "/campaigns/a-1", "/devices", "/devices/th-1", "/releases", "/plan")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
            var out = get(path + "?out");
            assertThat(out.statusCode()).as(path).isEqualTo(401);
            assertThat(text(out)).doesNotContain("importmap");
        }
        for (String path : List.of("/campaigns", "/devices/a/b", "/plan/x", "/index.html"))
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }

    @Test
    void everyFileOfThePagesIsServed() throws Exception {
        try (Stream<Path> files = Files.walk(ASSETS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = ASSETS.relativize(file).toString();
                if (name.matches("vendor/(LICENSE.*|SHA256SUMS)")) continue;
                var answer = get("/assets/" + name);
                assertThat(answer.statusCode()).as(name).isEqualTo(200);
                assertThat(answer.body()).as(name).isEqualTo(Files.readAllBytes(file));
            }
        }
    }

    @Test
    void filesOfOthersAreAsTheyCame() throws IOException {
        for (Path folder : List.of(ASSETS.resolve("vendor"), Path.of("src/test/resources/axe"))) {
            List<String> sums = Files.readAllLines(folder.resolve("SHA256SUMS"));
            assertThat(sums).isNotEmpty();
            for (String line : sums) {
                String[] parts = line.split(" +", -1);
                assertThat(Sha256.of(Files.readAllBytes(folder.resolve(parts[1]))).hex())
                        .as(parts[1])
                        .isEqualTo(parts[0]);
            }
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.count()).isEqualTo(sums.size() + 1);
            }
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String cache(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Cache-Control").orElseThrow();
    }

    private static String tag(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var request =
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + path));
        if (headers.length > 0) request.headers(headers);
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }
}
