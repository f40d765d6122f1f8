package io.github.canarywave.adapter.http.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.adapter.http.TlsFiles;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.adapter.http.tls.DeviceTls.Profile;
import io.github.canarywave.adapter.http.tls.DeviceTls.Settings;
import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.app.DownloadDesk;
import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** TLS as foreign clients see it: openssl asks, and what crosses the wire is measured. */
class DeviceTlsTest {
    private static final Vertx VERTX =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private static final byte[] CONTENT = new byte[300_000];
    private static final int PART = 64 * 1024;

    /** Nonce and tag of AES-GCM in TLS 1.2. */
    private static final int SEALING = 8 + 16;

    private static final int SERVER_HELLO = 2;

    private static final FakeDesk DESK = new FakeDesk();
    private static final DeviceServer.Limits LIMITS =
            new DeviceServer.Limits(200, Duration.ofSeconds(30), Duration.ofSeconds(30));

    @TempDir static Path folder;

    private static final Map<String, DeviceServer> SERVERS = new HashMap<>();
    private static ArtifactStore files;
    private static Sha256 file;

    @BeforeAll
    static void start() throws Exception {
        new Random(1).nextBytes(CONTENT);
        file = ServedFiles.put(folder, CONTENT);
        files = ServedFiles.in(folder);
        DESK.admissions.put("good", new Admission.Admitted(7, file, CONTENT.length));
        for (int between : new int[] {0, 1, 2}) {
            TestChain chain = TestChain.make(folder, "root" + between, between);
            for (String kind : new String[] {"EC", "RSA"})
                for (Profile profile : Profile.values())
                    SERVERS.put(
                            profile + " " + kind + " " + between,
                            serve(
                                    Settings.of(
                                            chain.issue(folder, "leaf" + between, kind), profile)));
        }
    }

    private static DeviceServer serve(Settings settings) {
        return serve(DeviceTls.open(settings));
    }

    private static DeviceServer serve(DeviceTls tls) {
        return serve(tls, (_, _) -> false);
    }

    private static DeviceServer serve(DeviceTls tls, DeviceAuth devices) {
        return DeviceServer.start(
                VERTX,
                new DeviceServer.Options("127.0.0.1", 0, Optional.of(tls), 1, LIMITS),
                devices,
                DESK,
                files);
    }

    private static DeviceServer server(Profile profile, String kind, int between) {
        return Optional.ofNullable(SERVERS.get(profile + " " + kind + " " + between)).orElseThrow();
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(DeviceServer::close);
        VERTX.close().await();
    }

    static Stream<Arguments> sizes() {
        List<Arguments> all = new ArrayList<>();
        for (Profile profile : Profile.values())
            for (String kind : new String[] {"EC", "RSA"})
                for (int between : new int[] {0, 1, 2})
                    for (int size : new int[] {512, 1024, 2048, 4096})
                        all.add(arguments(profile, kind, between, size));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void whoAsksForSmallRecordsGetsThemAndAServerHelloOfItsOwn(
            Profile profile, String kind, int between, int size) throws Exception {
        try (RecordRelay relay = new RecordRelay(server(profile, kind, between).port())) {
            byte[] answer =
                    get(relay.port(), "root" + between, "-tls1_2", "-maxfraglen", "" + size);
            assertThat(body(answer)).isEqualTo(Arrays.copyOf(CONTENT, PART));
            List<RecordRelay.Seen> records = relay.records();
            assertThat(records.getFirst().type()).isEqualTo(RecordRelay.HANDSHAKE);
            assertThat(onlyMessage(records.getFirst())).isEqualTo(SERVER_HELLO);
            assertThat(records.getFirst().length()).isLessThan(200);
            assertThat(records)
                    .allSatisfy(r -> assertThat(r.length()).isLessThanOrEqualTo(size + SEALING));
            assertThat(records.stream().filter(r -> r.type() == RecordRelay.DATA).count())
                    .isGreaterThanOrEqualTo(PART / size);
        }
    }

    /** The type of the only handshake message in a record; 0 when it is not alone. */
    private static int onlyMessage(RecordRelay.Seen record) {
        ByteBuffer bytes = record.body().duplicate();
        int typeAndLength = bytes.getInt();
        return (typeAndLength & 0xffffff) == bytes.remaining() ? typeAndLength >>> 24 : 0;
    }

    @Test
    void whoSaysNothingGetsLargeRecordsOrOnAPortForSmallDevicesOnesOf4KiB() throws Exception {
        assertThat(largest(Profile.MODERN, "-tls1_2")).isGreaterThan(16_000);
        assertThat(largest(Profile.MODERN, "-tls1_3")).isGreaterThan(16_000);
        assertThat(largest(Profile.CONSTRAINED, "-tls1_2")).isBetween(4096 - 100, 4096 - 5);
    }

    private static int largest(Profile profile, String version) throws Exception {
        try (RecordRelay relay = new RecordRelay(server(profile, "EC", 0).port())) {
            byte[] answer = get(relay.port(), "root0", version);
            assertThat(body(answer)).isEqualTo(Arrays.copyOf(CONTENT, PART));
            return relay.records().stream().mapToInt(RecordRelay.Seen::length).max().orElseThrow();
        }
    }

    @Test
    void smallRecordsWorkWithTls13Too() throws Exception {
        try (RecordRelay relay = new RecordRelay(server(Profile.MODERN, "EC", 1).port())) {
            byte[] answer = get(relay.port(), "root1", "-tls1_3", "-maxfraglen", "512");
            assertThat(body(answer)).isEqualTo(Arrays.copyOf(CONTENT, PART));
            assertThat(relay.records())
                    .allSatisfy(r -> assertThat(r.length()).isLessThanOrEqualTo(512 + SEALING));
        }
    }

    @Test
    void sessionsAreResumed() throws Exception {
        for (Profile profile : Profile.values())
            for (String[] asked :
                    new String[][] {{"-tls1_2"}, {"-tls1_2", "-maxfraglen", "1024"}}) {
                Path session = folder.resolve("session-" + profile + asked.length);
                int port = server(profile, "EC", 0).port();
                openssl(port, "root0", with(asked, "-sess_out", session.toString()));
                String again = openssl(port, "root0", with(asked, "-sess_in", session.toString()));
                assertThat(again).as("%s %s", profile, asked).contains("Reused, TLS");
            }
    }

    @Test
    void sessionsAreResumedWhereCertificatesOfDevicesAreAskedForToo() throws Exception {
        TestChain chain = TestChain.make(folder, "asking", 0);
        Settings settings =
                new Settings(
                        chain.issue(folder, "asking-server", "EC"),
                        Profile.MODERN,
                        DeviceTls.Certificates.OPTIONAL,
                        Optional.of(chain.root()));
        try (DeviceServer server = serve(settings)) {
            String session = folder.resolve("asking-session").toString();
            openssl(server.port(), "asking", "-tls1_2", "-sess_out", session);
            assertThat(openssl(server.port(), "asking", "-tls1_2", "-sess_in", session))
                    .contains("Reused, TLS")
                    .contains("HTTP/1.1 206");
        }
    }

    private static String[] with(String[] asked, String... more) {
        return Stream.concat(Arrays.stream(asked), Arrays.stream(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNotSafeIsRefused(Profile profile, String[] asked) throws Exception {
        String said = openssl(server(profile, "RSA", 0).port(), "root0", asked);
        assertThat(said).doesNotContain("HTTP/1.1").containsAnyOf("alert", "no protocols");
    }

    static Stream<Arguments> refused() {
        List<String[]> asked =
                List.of(
                        new String[] {"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"},
                        new String[] {"-tls1", "-cipher", "ALL:@SECLEVEL=0"},
                        new String[] {"-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA"},
                        new String[] {"-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA256"},
                        new String[] {"-tls1_2", "-cipher", "AES128-GCM-SHA256"},
                        new String[] {
                            "-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA", "-maxfraglen", "512"
                        });
        return Arrays.stream(Profile.values())
                .flatMap(p -> asked.stream().map(a -> arguments(p, a)));
    }

    /** The JDK's engine asks for the property that the launcher sets. */
    @Test
    void aClientCannotNegotiateAnew() throws Exception {
        for (String[] asked : new String[][] {{"-tls1_2"}, {"-tls1_2", "-maxfraglen", "1024"}}) {
            Process client = start(server(Profile.MODERN, "EC", 0).port(), "root0", asked);
            try (BufferedReader lines = client.inputReader(StandardCharsets.ISO_8859_1)) {
                while (!lines.readLine().contains("Extended master secret")) {
                    // the handshake is not over
                }
                client.getOutputStream().write("R\n".getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
                assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(lines.lines().toList()).anyMatch(l -> l.startsWith("RENEGOTIATING"));
                assertThat(client.exitValue()).isNotZero();
            } finally {
                client.destroyForcibly();
            }
        }
    }

    @Test
    void aCertificateThatIsReplacedIsServedFromThenOn() throws Exception {
        TestChain chain = TestChain.make(folder, "renewing", 0);
        TlsFiles old = chain.issue(folder, "old", "EC");
        TlsFiles renewed = chain.issue(folder, "renewed", "EC");
        Path at = folder.resolve("current.pem");
        Path key = folder.resolve("current.key.pem");
        Files.copy(old.chain(), at);
        Files.copy(old.key(), key);
        DeviceTls tls = DeviceTls.open(Settings.of(new TlsFiles(at, key), Profile.MODERN));
        try (DeviceServer server = serve(tls)) {
            assertThat(openssl(server.port(), "renewing")).contains("CN = old");
            Files.copy(renewed.chain(), at, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(renewed.key(), key, StandardCopyOption.REPLACE_EXISTING);
            tls.reload();
            assertThat(openssl(server.port(), "renewing")).contains("CN = renewed");
            assertThat(openssl(server.port(), "renewing", "-maxfraglen", "512"))
                    .contains("CN = renewed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-maxfraglen"})
    void aUrlIsBoundToTheCertificateThatAConnectionShows(String small) throws Exception {
        TestChain chain = TestChain.make(folder, "clients" + small, 0);
        String[] size = small.isEmpty() ? new String[] {} : new String[] {small, "1024"};
        TlsFiles identity = chain.issue(folder, "server" + small, "EC");
        TlsFiles mine = chain.issue(folder, "lamp-1", "EC");
        TlsFiles others = chain.issue(folder, "lamp-2", "EC");
        TlsFiles revoked = chain.issue(folder, "lamp-3", "EC");
        TlsFiles foreign = TestChain.make(folder, "foreign", 0).issue(folder, "lamp-1x", "EC");
        DESK.admissions.put(
                "bound",
                new Admission.Admitted(
                        7,
                        file,
                        CONTENT.length,
                        false,
                        Optional.empty(),
                        Optional.of(
                                new DownloadDesk.Holder(
                                        new DeviceId("lamp-1"), new CampaignName("c"), 1))));
        DeviceAuth devices =
                new DeviceAuth() {
                    @Override
                    public boolean admits(String id, String token) {
                        return false;
                    }

                    @Override
                    public boolean admitsCertificate(String id, BigInteger serial) {
                        return !id.equals("lamp-3");
                    }
                };
        for (DeviceTls.Certificates use :
                List.of(DeviceTls.Certificates.OPTIONAL, DeviceTls.Certificates.REQUIRED))
            try (DeviceServer server =
                    serve(
                            DeviceTls.open(
                                    new Settings(
                                            identity,
                                            Profile.MODERN,
                                            use,
                                            Optional.of(chain.root()))),
                            devices)) {
                String root = "clients" + small;
                assertThat(bound(server, root, mine, size)).contains("HTTP/1.1 206");
                assertThat(bound(server, root, others, size)).contains("HTTP/1.1 404");
                assertThat(bound(server, root, revoked, size)).contains("HTTP/1.1 403");
                assertThat(bound(server, root, foreign, size))
                        .doesNotContain("HTTP/1.1")
                        .contains("alert");
                String without = talkOf("bound", server.port(), root, size);
                if (use == DeviceTls.Certificates.OPTIONAL)
                    assertThat(without).contains("HTTP/1.1 206");
                else assertThat(without).doesNotContain("HTTP/1.1").contains("alert");
            }
    }

    private static String bound(DeviceServer server, String root, TlsFiles client, String[] size)
            throws Exception {
        return talkOf(
                "bound",
                server.port(),
                root,
                with(size, "-cert", client.chain().toString(), "-key", client.key().toString()));
    }

    private static String talkOf(String token, int port, String root, String[] more)
            throws Exception {
        return new String(
                talk(request(token), port, root, with(more, "-tls1_2", "-ign_eof")),
                StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsNoTlsIsClosedAtOnce() throws Exception {
        for (Profile profile : Profile.values())
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), server(profile, "EC", 0).port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(request().getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                byte[] all = in.readAllBytes();
                assertThat(all.length).isLessThan(20);
            }
    }

    private static String request() {
        return request("good");
    }

    private static String request(String token) {
        return "GET /f/"
                + token
                + "/fw.bin HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-"
                + (PART - 1)
                + "\r\nConnection: close\r\n\r\n";
    }

    private static String openssl(int port, String root, String... more) throws Exception {
        return new String(talk(port, root, with(more, "-ign_eof")), StandardCharsets.ISO_8859_1);
    }

    private static byte[] get(int port, String root, String... more) throws Exception {
        return talk(port, root, with(more, "-ign_eof", "-quiet", "-verify_return_error"));
    }

    private static byte[] talk(int port, String root, String... more) throws Exception {
        return talk(request(), port, root, more);
    }

    private static byte[] talk(String request, int port, String root, String... more)
            throws Exception {
        Process process = start(port, root, more);
        try {
            process.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ended, so " + e).isTrue();
        }
        // The server closes the connection after its answer, and openssl ends with that.
        byte[] said = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    /** What it tells of errors goes the way of what it prints, but beside a bare answer. */
    private static Process start(int port, String root, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "openssl",
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + port,
                                "-servername",
                                "localhost",
                                "-CAfile",
                                folder.resolve(root + ".pem").toString()));
        command.addAll(List.of(more));
        boolean bare = command.contains("-quiet");
        return new ProcessBuilder(command)
                .redirectErrorStream(!bare)
                .redirectError(
                        bare ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.PIPE)
                .start();
    }

    private static byte[] body(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        assertThat(text).startsWith("HTTP/1.1 206");
        return Arrays.copyOfRange(answer, end + 4, answer.length);
    }
}
