package io.github.canarywave.e2e;

import io.github.canarywave.adapter.http.ServedFiles;
import io.github.canarywave.adapter.http.TestCertificate;
import io.github.canarywave.adapter.http.devices.DeviceServer;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.app.DownloadDesk;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The port of devices in a process of its own, so that its memory can be read and those who harm it
 * take no time from it. Asked over standard input, a line for a line.
 */
final class DevicePort implements AutoCloseable {
    /** Bytes of the file behind {@code /f/good/fw.bin}: more than any buffer on the way. */
    static final int SIZE = 20 * 1024 * 1024;

    private static final String HEAP = "-Xmx192m";
    private static final String DIRECT = "-XX:MaxDirectMemorySize=192m";

    private final Process process;
    private final BufferedReader answers;
    private final int port;

    private DevicePort(Process process) throws IOException {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.port = Integer.parseInt(answers.readLine());
    }

    /** Opens it, with such limits. */
    static DevicePort open(
            Path folder, boolean tls, int connections, Duration request, Duration stall) {
        return open(folder, tls, connections, connections, request, stall);
    }

    /** The same with a limit for each address. */
    static DevicePort open(
            Path folder,
            boolean tls,
            int connections,
            int perAddress,
            Duration request,
            Duration stall) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            Files.write(folder.resolve("good"), new byte[SIZE]);
            return new DevicePort(
                    new ProcessBuilder(
                                    java,
                                    HEAP,
                                    DIRECT,
                                    "--enable-native-access=ALL-UNNAMED",
                                    "--sun-misc-unsafe-memory-access=allow",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    DevicePort.class.getName(),
                                    folder.toString(),
                                    "" + tls,
                                    "" + connections,
                                    "" + request.toMillis(),
                                    "" + stall.toMillis(),
                                    "" + perAddress)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** Connections that the server counts. */
    int connections() {
        return Integer.parseInt(ask("connections"));
    }

    /** Memory of the process that is in RAM now. */
    int residentMegabytes() {
        return Integer.parseInt(ask("memory"));
    }

    private synchronized String ask(String what) {
        try {
            process.outputWriter().write(what + "\n");
            process.outputWriter().flush();
            String answer = answers.readLine();
            if (answer == null) throw new AssertionError("the server has died");
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("the server has died", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        Optional<DeviceTls> tls =
                Boolean.parseBoolean(args[1])
                        ? Optional.of(DeviceTls.everybody(TestCertificate.in(folder)))
                        : Optional.empty();
        DeviceServer.Limits limits =
                new DeviceServer.Limits(
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[5]),
                        Duration.ofMillis(Long.parseLong(args[3])),
                        Duration.ofMillis(Long.parseLong(args[4])));
        DeviceServer server =
                DeviceServer.start(
                        vertx,
                        new DeviceServer.Options("127.0.0.1", 0, tls, 2, limits),
                        new Open(),
                        ServedFiles.one(folder.resolve("good")));
        System.out.println(server.port());
        BufferedReader asked =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine())
            System.out.println(line.equals("memory") ? resident() : server.connections());
        Runtime.getRuntime().halt(0);
    }

    private static int resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Admits everybody. */
    private static final class Open implements DownloadDesk {
        @Override
        public Admission admit(String token, Instant wall) {
            return token.equals("good")
                    ? new Admission.Admitted(1, Sha256.of(new byte[1]), SIZE)
                    : new Admission.Unknown("no such download");
        }

        @Override
        public Sending sending(long attemptKey, Runnable cut) {
            return (_, _) -> {};
        }
    }
}
