package io.github.canarywave.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A running server as people and devices find it: its folder, its ports, its operator API. */
final class Site implements AutoCloseable {
    private static final Duration COMMAND = Duration.ofSeconds(150);
    private static final ObjectMapper JSON = new ObjectMapper();

    final Path folder;
    final Program program;
    final int mqttPort;
    final int devicePort;
    private final String url;
    private final String token;
    private final HttpClient http;

    private Site(Path folder, Program program) throws IOException {
        this.folder = folder;
        this.program = program;
        mqttPort = Integer.parseInt(program.awaitOutput("mqtts?://localhost:(\\d+)"));
        devicePort = Integer.parseInt(program.awaitOutput("devices +https://localhost:(\\d+)"));
        program.awaitOutput("/login/");
        JsonNode context = new YAMLMapper().readTree(data("context.yaml").toFile());
        url = context.path("server").asText();
        token = context.path("token").asText();
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(tls(caFile()))
                        .build();
    }

    /** Answer of the operator API. */
    record Answer(int status, JsonNode json) {}

    /** A server with a simulated fleet, when all of it is there. */
    static Site up(Path folder, int devices, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("up", "--devices", "" + devices));
        arguments.addAll(List.of("--mqtt-port", "0", "--device-port", "0"));
        arguments.addAll(List.of("--operator-port", "0"));
        arguments.addAll(List.of(more));
        Site site = new Site(folder, Program.start(folder, arguments.toArray(String[]::new)));
        if (devices > 0) site.program.awaitOutput("thermostat-1\\.1\\.0\\.bin");
        return site;
    }

    /** A server alone on these ports. */
    static Site serve(Path folder, int mqttPort, int devicePort, int operatorPort, Path releaseKey)
            throws IOException {
        Files.deleteIfExists(folder.resolve("data/context.yaml"));
        return new Site(
                folder,
                Program.start(
                        folder,
                        "serve",
                        "--release-public-key",
                        releaseKey.toString(),
                        "--mqtt-port",
                        "" + mqttPort,
                        "--device-port",
                        "" + devicePort,
                        "--operator-port",
                        "" + operatorPort));
    }

    /** A server alone on any ports, with these options besides. */
    static Site serve(Path folder, Path releaseKey, String... more) throws IOException {
        Files.deleteIfExists(folder.resolve("data/context.yaml"));
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--release-public-key", releaseKey.toString()));
        arguments.addAll(List.of("--device-port", "0", "--operator-port", "0"));
        arguments.addAll(List.of(more));
        return new Site(folder, Program.start(folder, arguments.toArray(String[]::new)));
    }

    /** Adds a release of the simulated thermostats. */
    void release(String version) {
        String file = "image-" + version + ".bin";
        String[] make = {
            "sim",
            "image",
            file,
            "--project",
            "thermostat-esp32",
            "--version",
            version,
            "--size",
            "64"
        };
        for (String[] arguments : List.of(make, new String[] {"release", "add", file})) {
            Program.Ended ended = run(arguments);
            if (ended.exit() != 0) throw new AssertionError(ended.toString());
        }
    }

    int operatorPort() {
        return URI.create(url).getPort();
    }

    Path data(String file) {
        return folder.resolve("data").resolve(file);
    }

    Path caFile() {
        return data("pki/ca.pem");
    }

    /** Runs a command to its end. */
    Program.Ended run(String... arguments) {
        return Program.start(folder, arguments).end(COMMAND);
    }

    JsonNode get(String path) {
        Answer answer = send(request(path).GET());
        if (answer.status() != 200)
            throw new AssertionError("GET " + path + ": " + answer.status() + " " + answer.json());
        return answer.json();
    }

    Answer post(String path, String type, byte[] body) {
        return send(
                request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    Answer post(String path, String type, String body) {
        return post(path, type, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** How often this happened, 0 when it never did. */
    long counter(String name) {
        return get("/api/v1/counters").path("counters").path(name).longValue();
    }

    JsonNode campaign(String name) {
        return get("/api/v1/campaigns/" + name);
    }

    /** Every device, in the order of their ids. */
    List<JsonNode> devices() {
        List<JsonNode> devices = new ArrayList<>();
        get("/api/v1/devices?limit=1000").path("devices").forEach(devices::add);
        return devices;
    }

    /** What happened to a device, newest first. */
    List<JsonNode> history(String device) {
        List<JsonNode> facts = new ArrayList<>();
        get("/api/v1/devices/" + device + "/history?limit=1000").path("facts").forEach(facts::add);
        return facts;
    }

    /** Registers a device and gives its token. */
    String register(String device) {
        Answer answer =
                post(
                        "/api/v1/devices",
                        "application/json",
                        "{\"id\":\"" + device + "\",\"model\":\"thermostat-esp32\"}");
        if (answer.status() != 201) throw new AssertionError(device + ": " + answer);
        return answer.json().path("token").asText();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Trust in the certificates of this file alone. */
    static TrustManagerFactory trust(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            return managers;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + pem, e);
        }
    }

    private static SSLContext tls(Path pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(pem).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        program.close();
    }
}
