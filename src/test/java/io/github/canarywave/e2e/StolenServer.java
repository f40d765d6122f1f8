package io.github.canarywave.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.github.canarywave.adapter.crypto.DetachedJws;
import io.github.canarywave.adapter.crypto.KeyFiles;
import io.github.canarywave.adapter.crypto.SigningKey;
import io.github.canarywave.brokers.MosquittoProcess;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.wire.CommandCodec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Who has the whole data folder of a server, and stands where it stood: a broker and a file server
 * with its certificate, and its command key. Confined to the thread of its test.
 */
final class StolenServer implements AutoCloseable {
    private final Path data;
    private final int port;
    private final MosquittoProcess broker;
    private final HttpsServer files;
    private final SigningKey commandKey;
    private final Process ear;
    private final Path heard;
    private final Map<String, byte[]> images = new ConcurrentHashMap<>();
    private int sent;

    /**
     * Takes the place of a server that has stopped.
     *
     * @param port where devices look for their broker
     * @param commandKeyId id of the key in the folder
     */
    StolenServer(Path data, Path own, int port, String commandKeyId)
            throws IOException, GeneralSecurityException {
        this.data = data;
        this.port = port;
        commandKey = KeyFiles.load(data.resolve("keys/command.pem"), commandKeyId);
        files = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.setHttpsConfigurator(new HttpsConfigurator(tls()));
        files.createContext("/", this::serve);
        files.start();
        broker = MosquittoProcess.withFile(config(own), port);
        heard = own.resolve("reports.txt");
        ear =
                new ProcessBuilder(
                                mosquitto(
                                        "sub",
                                        "-q",
                                        "1",
                                        "-t",
                                        "canarywave/v1/+/report",
                                        "-t",
                                        "canarywave/v1/+/state",
                                        "-v"))
                        .redirectOutput(heard.toFile())
                        .redirectErrorStream(true)
                        .start();
    }

    private Path config(Path own) throws IOException {
        Files.createDirectories(own);
        return Files.writeString(
                own.resolve("mosquitto.conf"),
                """
                listener %d
                allow_anonymous true
                certfile %s
                keyfile %s
                """
                        .formatted(
                                port,
                                data.resolve("pki/server.pem"),
                                data.resolve("pki/server.key.pem")));
    }

    private SSLContext tls() throws IOException, GeneralSecurityException {
        char[] password =
                Files.readString(data.resolve("pki/server.p12.password")).strip().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(data.resolve("pki/server.p12"))) {
            store.load(in, password);
        }
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private List<String> mosquitto(String what, String... more) {
        List<String> words = new java.util.ArrayList<>();
        words.addAll(List.of("mosquitto_" + what, "-h", "localhost", "-p", "" + port));
        words.addAll(List.of("--cafile", data.resolve("pki/ca.pem").toString()));
        words.addAll(List.of(more));
        return words;
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] image = images.getOrDefault(exchange.getRequestURI().getPath(), new byte[0]);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(image.length == 0 ? 404 : 200, image.length);
            out.write(image);
        }
    }

    /**
     * Commands a device.
     *
     * @param served what the device gets where the command points to
     * @return id of the command
     */
    String command(String device, ArtifactContent artifact, byte[] served) {
        sent++;
        String id = "%026d".formatted(sent);
        String path = "/f/" + "x".repeat(30) + "%010d".formatted(sent) + "/fw.bin";
        images.put(path, served);
        Instant now = Instant.now();
        byte[] json =
                CommandCodec.json(
                        new CommandContent(
                                new CommandId(id),
                                new DeviceId(device),
                                1,
                                1,
                                1_000 + sent,
                                now.minusSeconds(60),
                                now.plus(Duration.ofDays(1)),
                                artifact,
                                "https://localhost:" + files.getAddress().getPort() + path,
                                Optional.empty()));
        byte[] packet = CommandCodec.packet(json, DetachedJws.sign(commandKey, json));
        try {
            Path file = Files.write(heard.resolveSibling("command-" + sent), packet);
            Object[] words =
                    mosquitto(
                                    "pub",
                                    "-q",
                                    "1",
                                    "-t",
                                    "canarywave/v1/" + device + "/command",
                                    "-f",
                                    file.toString())
                            .toArray();
            Tool published = Tool.run(heard.getParent(), words);
            if (published.exit() != 0) throw new AssertionError(published.output());
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a device has come, and so hears commands. */
    boolean sees(String device) {
        try {
            return Files.readString(heard).contains("canarywave/v1/" + device + "/state {");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a device reported about a command last, state and code; empty while it said nothing. */
    String said(String device, String command) {
        try {
            return Files.readAllLines(heard, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith("canarywave/v1/" + device + "/report "))
                    .filter(line -> line.contains(command))
                    .reduce("", (_, line) -> field(line, "state") + " " + field(line, "code"))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(String line, String name) {
        return line.contains("\"" + name + "\":\"")
                ? line.replaceFirst(".*\"" + name + "\":\"([^\"]*)\".*", "$1")
                : "";
    }

    @Override
    public void close() {
        ear.destroy();
        files.stop(0);
        broker.close();
    }
}
