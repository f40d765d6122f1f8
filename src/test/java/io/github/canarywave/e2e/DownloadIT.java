package io.github.canarywave.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A device's download as curl sees it, from the command on its topic to the last byte. */
class DownloadIT {

    /** More than the socket buffers of both sides hold, so that a slow reader holds the server. */
    private static final String KIB = "15000";

    private static final String PRODUCT = "thermostat-esp32";

    @TempDir static Path folder;
    private static Site site;
    private static byte[] image;

    @BeforeAll
    static void releaseAnImage() throws IOException {
        site = Site.up(folder, 0, "--constrained-port", "0");
        String[] make = {
            "sim", "image", "new.bin", "--project", PRODUCT, "--version", "3.0.0", "--size", KIB
        };
        assertThat(site.run(make).exit()).isZero();
        Program.Ended added = site.run("release", "add", "new.bin");
        assertThat(added.exit()).as(added.toString()).isZero();
        image = Files.readAllBytes(folder.resolve("new.bin"));
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void curlFetchesWhatTheCommandNamesAndNobodyElseGetsIt() throws Exception {
        try (WireDevice device = new WireDevice(site, "bench-01", site.register("bench-01"))) {
            device.birth("1.0.0");
            update(device);
            WireDevice.Command command = device.awaitCommand();
            verifies(device, command);
            String url = command.json().path("url").asText();
            answersHeadRangeAndIfRange(url);
            assertThat(fetchedAfterTwoCuts(url)).isEqualTo(image);
            refusesWrongTokens(url);
        }
    }

    @Test
    void aDeviceThatNeedsSmallRecordsGetsAUrlOfThePortThatMakesThem() throws Exception {
        try (WireDevice device = new WireDevice(site, "bench-03", site.register("bench-03"))) {
            device.birth("1.0.0", "range", "small-records");
            update(device);
            WireDevice.Command command = device.awaitCommand();
            assertThat(command.packetBytes()).isLessThanOrEqualTo(1_000);
            String url = command.json().path("url").asText();
            String port = site.program.awaitOutput("small +https://localhost:(\\d+)");
            assertThat(url).startsWith("https://localhost:" + port + "/f/");
            assertThat(curl(url, "-r", "0-65535").output()).startsWith("206 65536");
            assertThat(body()).isEqualTo(Arrays.copyOf(image, 65_536));
            assertThat(curl(url, "--tlsv1.3").exit()).as("TLS 1.3 is not spoken").isNotZero();
        }
    }

    @Test
    void aHaltCutsTheTransferAndShutsItsUrl() throws Exception {
        try (WireDevice device = new WireDevice(site, "bench-02", site.register("bench-02"))) {
            device.birth("1.0.0");
            String campaign = update(device);
            String url = device.awaitCommand().json().path("url").asText();
            CompletableFuture<Tool> slow =
                    CompletableFuture.supplyAsync(() -> curl(url, "--limit-rate", "200k"));
            await().atMost(Duration.ofSeconds(20)).until(() -> fetched() > 0);

            String body = "{\"reason\":\"test\"}";
            String call = "/api/v1/campaigns/" + campaign + ":halt";
            Site.Answer halted = site.post(call, "application/json", body);
            assertThat(halted.json().path("withdrawn").intValue()).isEqualTo(1);
            assertThat(slow.get(60, TimeUnit.SECONDS).exit()).as("curl was cut").isNotZero();
            assertThat(curl(url).output()).startsWith("410");
            assertThat(curl(url, "--range", "0-9").output()).startsWith("410");
            assertThat(curl(url, "--head").output()).contains(" 410 ");
            assertThat(device.awaitCommand().json().path("withdraw").booleanValue()).isTrue();
        }
    }

    private static long fetched() throws IOException {
        Path body = folder.resolve("body.bin");
        return Files.exists(body) ? Files.size(body) : 0;
    }

    /** Starts an update and gives its campaign's name. */
    private static String update(WireDevice device) {
        String body = "{\"device\":\"" + device.id + "\",\"version\":\"3.0.0\"}";
        Site.Answer started = site.post("/api/v1/updates", "application/json", body);
        assertThat(started.status()).as(started.toString()).isEqualTo(201);
        return started.json().path("name").asText();
    }

    /** The device protocol's sections 2, 4.1 and 4.2, checked by openssl. */
    private static void verifies(WireDevice device, WireDevice.Command command) throws Exception {
        assertThat(command.packetBytes()).isLessThanOrEqualTo(1_000);
        JsonNode json = command.json();
        assertThat(json.path("device").asText()).isEqualTo(device.id);
        JsonNode artifact = json.path("artifact");
        assertThat(artifact.path("size").intValue()).isEqualTo(image.length);
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(image);
        String digest = Base64.getUrlEncoder().withoutPadding().encodeToString(sha256);
        assertThat(artifact.path("sha256").asText()).isEqualTo(digest);

        String[] jws = command.jws().split("\\.", -1);
        assertThat(jws).hasSize(3);
        assertThat(jws[1]).as("detached").isEmpty();
        String header = new String(Base64.getUrlDecoder().decode(jws[0]), StandardCharsets.UTF_8);
        assertThat(header)
                .matches(
                        "\\{\"alg\":\"ES256\",\"b64\":false,\"crit\":\\[\"b64\"],\"kid\":\"[\\w.-]{1,12}\"}");
        Path commandKey = site.data("keys/command.pub.pem");
        String signed = jws[0] + "." + command.line();
        assertThat(opensslAgrees(commandKey, signed, jws[2])).isTrue();
        assertThat(opensslAgrees(commandKey, signed.replace("3.0.0", "3.0.1"), jws[2])).isFalse();

        String manifest =
                "canarywave-manifest-1\n"
                        + PRODUCT
                        + "\n3.0.0\n0\n"
                        + image.length
                        + "\n"
                        + digest
                        + "\n";
        String signature = artifact.path("signature").asText();
        assertThat(opensslAgrees(site.data("keys/release.pub.pem"), manifest, signature)).isTrue();
        assertThat(opensslAgrees(commandKey, manifest, signature)).isFalse();
    }

    private static boolean opensslAgrees(Path key, String text, String signature)
            throws IOException {
        Files.writeString(folder.resolve("signed.txt"), text);
        Files.write(folder.resolve("signature.der"), der(Base64.getUrlDecoder().decode(signature)));
        Tool openssl =
                Tool.run(
                        folder,
                        "openssl",
                        "dgst",
                        "-sha256",
                        "-verify",
                        key,
                        "-signature",
                        "signature.der",
                        "signed.txt");
        return openssl.exit() == 0 && openssl.output().contains("Verified OK");
    }

    /** r and s of 32 bytes each as the ASN.1 SEQUENCE of two INTEGERs that openssl reads. */
    private static byte[] der(byte[] rs) {
        assertThat(rs).hasSize(64);
        byte[] r = integer(Arrays.copyOf(rs, 32));
        byte[] s = integer(Arrays.copyOfRange(rs, 32, 64));
        byte[] der = new byte[2 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (r.length + s.length);
        System.arraycopy(r, 0, der, 2, r.length);
        System.arraycopy(s, 0, der, 2 + r.length, s.length);
        return der;
    }

    private static byte[] integer(byte[] unsigned) {
        byte[] value = new BigInteger(1, unsigned).toByteArray();
        byte[] der = new byte[2 + value.length];
        der[0] = 2;
        der[1] = (byte) value.length;
        System.arraycopy(value, 0, der, 2, value.length);
        return der;
    }

    private static void answersHeadRangeAndIfRange(String url) throws IOException {
        Tool head = curl(url, "--head");
        assertThat(head.output())
                .containsIgnoringCase("200 OK")
                .containsIgnoringCase("content-length: " + image.length)
                .containsIgnoringCase("accept-ranges: bytes");
        String tag =
                head.output()
                        .lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("etag:"))
                        .findFirst()
                        .orElseThrow()
                        .substring(5)
                        .strip();
        assertThat(tag).as("strong").startsWith("\"");

        assertThat(curl(url, "--range", "100-199").output()).endsWith("206 100");
        assertThat(body()).isEqualTo(Arrays.copyOfRange(image, 100, 200));
        assertThat(curl(url, "--range", "-32").output()).endsWith("206 32");
        assertThat(body()).isEqualTo(Arrays.copyOfRange(image, image.length - 32, image.length));
        int size = image.length;
        assertThat(curl(url, "--range", size + "-").output()).startsWith("416");

        String[] same = {"--range", "100-199", "-H", "If-Range: " + tag};
        assertThat(curl(url, same).output()).endsWith("206 100");
        String[] other = {"--range", "100-199", "-H", "If-Range: \"other\""};
        assertThat(curl(url, other).output()).endsWith("200 " + size);
        assertThat(curl(url, "--http1.0", "--range", "0-9").output()).endsWith("206 10");
        assertThat(curl(url, "-X", "POST").output()).startsWith("405");
    }

    /** What curl has after its connection was cut twice, as a device resumes it. */
    private static byte[] fetchedAfterTwoCuts(String url) throws IOException {
        Path part = folder.resolve("part.bin");
        Files.deleteIfExists(part);
        for (int cut = 1; cut <= 2; cut++) {
            long before = Files.exists(part) ? Files.size(part) : 0;
            Tool tool = resume(url, "--limit-rate", "3M", "--max-time", "1");
            assertThat(tool.exit()).as("cut %s: %s", cut, tool.output()).isEqualTo(28);
            assertThat(Files.size(part)).isGreaterThan(before).isLessThan(image.length);
        }
        Tool rest = resume(url);
        assertThat(rest.exit()).as(rest.output()).isZero();
        return Files.readAllBytes(part);
    }

    private static Tool resume(String url, String... more) {
        List<Object> command =
                new ArrayList<>(List.of("curl", "-sS", "--cacert", site.caFile(), "-C", "-"));
        command.addAll(List.of("-o", "part.bin", url));
        command.addAll(List.of(more));
        return Tool.run(folder, command.toArray());
    }

    private static void refusesWrongTokens(String url) {
        int token = url.indexOf("/f/") + 3;
        for (int at : new int[] {0, 11, 20, 39}) {
            char other = url.charAt(token + at) == 'A' ? 'Q' : 'A';
            String wrong = url.substring(0, token + at) + other + url.substring(token + at + 1);
            assertThat(curl(wrong).output()).as(wrong).startsWith("404");
        }
        assertThat(curl(url.replace("/fw.bin", "/other.bin")).output()).startsWith("404");
        assertThat(curl(url.replaceAll("/f/.*", "/")).output()).startsWith("404");
    }

    /** Prints the status and the bytes of the body, which go to a file. */
    private static Tool curl(String url, String... more) {
        List<Object> command =
                new ArrayList<>(List.of("curl", "-sS", "--cacert", site.caFile(), url));
        command.addAll(List.of(more));
        if (!List.of(more).contains("--head")) command.addAll(List.of("-o", "body.bin"));
        command.addAll(List.of("-w", "%{http_code} %{size_download}"));
        return Tool.run(folder, command.toArray());
    }

    private static byte[] body() throws IOException {
        return Files.readAllBytes(folder.resolve("body.bin"));
    }
}
