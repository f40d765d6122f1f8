package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.adapter.http.TestCertificate;
import io.github.canarywave.adapter.http.TlsFiles;
import io.github.canarywave.adapter.http.devices.DeviceServer;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.DownloadDesk;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Foreign downloaders over TLS, through a wire that is cut at chance places: each run goes on where
 * the one before was cut, and in the end the file is the artifact. The seeds are fixed.
 */
class ResumeIT {
    private static final int SMALL = 300_007;

    /** aria2 opens a second connection only for a mebibyte of its own. */
    private static final int LARGE = 4 * 1024 * 1024 + 12_345;

    /** Some cuts fall into the handshake, most into the body. */
    private static final int SMALL_CUT = 40_000;

    private static final int LARGE_CUT = 160_000;
    private static final int RUNS_LIMIT = 400;
    private static final Vertx VERTX = Vertx.vertx();
    private static final Desk DESK = new Desk();

    @TempDir static Path folder;

    private static DeviceServer server;
    private static ArtifactStore files;
    private static HttpClient java;

    @BeforeAll
    static void start() throws Exception {
        files = ServedFiles.in(folder);
        TlsFiles identity = TestCertificate.in(folder);
        server =
                DeviceServer.start(
                        VERTX,
                        new DeviceServer.Options(
                                "127.0.0.1",
                                0,
                                Optional.of(DeviceTls.everybody(identity)),
                                2,
                                new DeviceServer.Limits(
                                        200, Duration.ofSeconds(30), Duration.ofSeconds(30))),
                        DESK,
                        files);
        java =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(trusting(identity.chain()))
                        .connectTimeout(Duration.ofSeconds(20))
                        .build();
    }

    private static SSLContext trusting(Path chain) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(chain)) {
            Certificate root = CertificateFactory.getInstance("X.509").generateCertificate(in);
            store.setCertificateEntry("root", root);
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @AfterAll
    static void stop() {
        java.close();
        server.close();
        VERTX.close().await();
    }

    /** Gives what a test put behind a token. */
    private static final class Desk implements DownloadDesk {
        final Map<String, Admission> behind = new ConcurrentHashMap<>();

        /** Bodies that were begun: a run that was cut in the handshake resumed nothing. */
        final AtomicInteger begun = new AtomicInteger();

        @Override
        public Admission admit(String token, Instant wall) {
            return behind.getOrDefault(token, new Admission.Unknown("no such download"));
        }

        @Override
        public Sending sending(long attemptKey, Runnable cut) {
            begun.incrementAndGet();
            return (_, _) -> {};
        }
    }

    private static byte[] release(String token, long seed, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        Instant since = Instant.parse("2026-11-08T07:05:03Z").plusSeconds(seed);
        DESK.behind.put(
                token,
                new DownloadDesk.Admission.Admitted(
                        1,
                        ServedFiles.put(folder, content),
                        content.length,
                        false,
                        Optional.of(since),
                        Optional.empty()));
        return content;
    }

    private static String url(CuttingProxy wire, String token) {
        return "https://localhost:" + wire.port() + "/f/" + token + "/fw.bin";
    }

    private static String url(String token) {
        return "https://localhost:" + server.port() + "/f/" + token + "/fw.bin";
    }

    /** One run of a program that goes on with what is there; tells whether it was all. */
    @FunctionalInterface
    private interface Run {
        Tool once(String url, Path file);
    }

    private static Tool curl(String url, Path file) {
        return Tool.run(
                folder, "curl", "-qsSf", "--cacert", "chain.pem", "-C", "-", "-o", file, url);
    }

    private static Tool wget(String url, Path file) {
        return Tool.run(
                folder,
                "wget",
                "--no-config",
                "-nv",
                "-c",
                "--tries=1",
                "--no-hsts",
                "--ca-certificate=chain.pem",
                "-O",
                file,
                url);
    }

    private static Tool aria2(String url, Path file) {
        return Tool.run(
                folder,
                "aria2c",
                "--no-conf",
                "-q",
                "-c",
                "-s4",
                "-x4",
                "-k1M",
                "--max-tries=1",
                "--auto-save-interval=0",
                "--file-allocation=none",
                "--async-dns=false",
                "--disable-ipv6=true",
                "--ca-certificate=chain.pem",
                "-d",
                file.getParent(),
                "-o",
                file.getFileName(),
                url);
    }

    /** Downloads again and again until so many runs went on with a part; each file is checked. */
    private static void resumes(String name, int wanted, int cut, int cutsARun, Run run)
            throws IOException {
        Random random = new Random(name.hashCode());
        int resumed = 0;
        for (int round = 0; resumed < wanted; round++) {
            String token = name + round;
            byte[] content =
                    release(
                            token,
                            1_000L * name.length() + round,
                            cut == SMALL_CUT ? SMALL : LARGE);
            Path file = folder.resolve(token + ".bin");
            try (CuttingProxy wire = new CuttingProxy(server.port())) {
                Tool last = new Tool(-1, "never ran");
                for (int runs = 0; last.exit() != 0; runs++) {
                    assertThat(runs).as("%s, last: %s", token, last).isLessThan(RUNS_LIMIT);
                    boolean part = Files.exists(file) && Files.size(file) > 0;
                    int before = DESK.begun.get();
                    for (int i = 0; i < cutsARun; i++) wire.cutAfter(1 + random.nextInt(cut));
                    last = run.once(url(wire, token), file);
                    if (part && DESK.begun.get() > before) resumed++;
                }
            }
            assertThat(Sha256.of(Files.readAllBytes(file))).as(token).isEqualTo(Sha256.of(content));
            Files.delete(file);
        }
        System.out.println("resumes by " + name + ": " + resumed);
    }

    @Test
    void curlGoesOnWhereItWasCut() throws Exception {
        resumes("curl", 50, SMALL_CUT, 1, ResumeIT::curl);
    }

    @Test
    void wgetGoesOnWhereItWasCut() throws Exception {
        resumes("wget", 50, SMALL_CUT, 1, ResumeIT::wget);
    }

    @Test
    void aria2GoesOnWithSeveralConnectionsWhereTheyWereCut() throws Exception {
        resumes("aria", 30, LARGE_CUT * 3, 4, ResumeIT::aria2);
    }

    @Test
    void javaGoesOnWhereItWasCut() throws Exception {
        Random random = new Random(20_261_120);
        int resumed = 0;
        for (int round = 0; resumed < 370; round++) {
            String token = "java" + round;
            byte[] content = release(token, 7_000 + round, SMALL);
            try (CuttingProxy wire = new CuttingProxy(server.port())) {
                Part part = new Part();
                while (part.length < content.length) {
                    int before = part.length > 0 ? DESK.begun.get() : Integer.MAX_VALUE;
                    wire.cutAfter(1 + random.nextInt(SMALL_CUT));
                    part.fetch(url(wire, token));
                    if (DESK.begun.get() > before) resumed++;
                }
                assertThat(part.bytes()).isEqualTo(content);
            }
        }
        System.out.println("resumes by java: " + resumed);
    }

    /** What a careful client keeps of a file it has not got whole. */
    private static final class Part {
        private byte[] kept = new byte[LARGE];
        private int length;
        private String validator = "";

        byte[] bytes() {
            return Arrays.copyOf(kept, length);
        }

        /** One try; what came stays. Starts again when the file is another one. */
        void fetch(String url) throws InterruptedException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
            if (length > 0)
                request.header("Range", "bytes=" + length + "-").header("If-Range", validator);
            try {
                HttpResponse<InputStream> answer =
                        java.send(request.build(), BodyHandlers.ofInputStream());
                if (answer.statusCode() == 200) length = 0;
                else
                    assertThat(answer.headers().firstValue("Content-Range").orElseThrow())
                            .startsWith("bytes " + length + "-");
                validator = answer.headers().firstValue("ETag").orElseThrow();
                take(answer.body());
            } catch (IOException e) {
                // cut: the next try goes on
            }
        }

        private void take(InputStream in) throws IOException {
            try (in) {
                for (int n = in.read(kept, length, kept.length - length);
                        n > 0;
                        n = in.read(kept, length, kept.length - length)) length += n;
            }
        }
    }

    /** The same URL gives another file: worse than what the server ever does. */
    @Test
    void aFileReplacedInTheMiddleIsNeverSpliced() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 25; round++) {
            release("swap", 100 + round, SMALL);
            Part part = new Part();
            try (CuttingProxy wire = new CuttingProxy(server.port())) {
                while (part.length == 0) {
                    wire.cutAfter(4_000 + random.nextInt(SMALL));
                    part.fetch(url(wire, "swap"));
                }
                byte[] after = release("swap", 500 + round, SMALL + round - 12);
                int before = part.length;
                part.fetch(url("swap"));
                assertThat(part.bytes()).as("from %d, round %d", before, round).isEqualTo(after);
            }
        }
    }

    /** What the server does: the old URL is gone, the new release has a URL of its own. */
    @Test
    void anOldUrlEndsTheDownloadAndAnOldPartMeetsNoNewFile() throws Exception {
        for (Map.Entry<String, Run> tool :
                Map.<String, Run>of(
                                "curl",
                                ResumeIT::curl,
                                "wget",
                                ResumeIT::wget,
                                "aria",
                                ResumeIT::aria2)
                        .entrySet()) {
            String name = tool.getKey() + "-old";
            byte[] old = release(name, 31, LARGE);
            Path file = folder.resolve(name + ".bin");
            try (CuttingProxy wire = new CuttingProxy(server.port())) {
                for (int i = 0; i < 4; i++) wire.cutAfter(LARGE_CUT);
                assertThat(tool.getValue().once(url(wire, name), file).exit()).isNotZero();
            }
            byte[] part = Files.readAllBytes(file);
            DESK.behind.put(name, new DownloadDesk.Admission.Gone("superseded by attempt 2"));
            assertThat(tool.getValue().once(url(name), file).exit()).isNotZero();
            assertThat(Files.readAllBytes(file)).as(name).isEqualTo(part);
            byte[] fresh = release(name + "-new", 32, LARGE);
            assertThat(old).isNotEqualTo(fresh);
            Path whole = folder.resolve(name + "-new.bin");
            assertThat(tool.getValue().once(url(name + "-new"), whole).exit()).isZero();
            assertThat(Files.readAllBytes(whole)).as(name).isEqualTo(fresh);
        }
    }

    @Test
    void noValidatorOfTheOldFileOpensTheNewOne() throws Exception {
        release("before", 41, SMALL);
        byte[] fresh = release("after", 42, SMALL);
        HttpResponse<byte[]> old = get("before");
        String tag = old.headers().firstValue("ETag").orElseThrow();
        String date = old.headers().firstValue("Last-Modified").orElseThrow();
        for (String validator : new String[] {tag, date}) {
            HttpResponse<byte[]> answer =
                    get("after", "Range", "bytes=1000-", "If-Range", validator);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(fresh);
        }
        assertThat(get("after", "Range", "bytes=1000-", "If-Match", tag).statusCode())
                .isEqualTo(412);
        assertThat(get("after", "Range", "bytes=1000-", "If-Unmodified-Since", date).statusCode())
                .isEqualTo(412);
    }

    private static HttpResponse<byte[]> get(String token, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(token)));
        if (headers.length > 0) request.headers(headers);
        return java.send(request.build(), BodyHandlers.ofByteArray());
    }
}
