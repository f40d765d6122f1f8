package io.github.canarywave.adapter.http.devices;

import io.github.canarywave.adapter.http.LineGuard;
import io.github.canarywave.adapter.http.OpenConnections;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.app.DownloadDesk;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The HTTPS port of devices: {@code GET|HEAD /f/{token}/fw.bin} and nothing else. HTTP/1.0 and 1.1
 * without ALPN, because the updaters of ESP8266 and ESP32 speak 1.0 (with ALPN Vert.x refuses
 * that). Safe from any thread.
 */
public final class DeviceServer implements AutoCloseable {
    /** Bytes of a request line; our URLs have at most 160 characters. */
    private static final int REQUEST_LINE = 512;

    /** Bytes of all headers; ESP8266 sends the most, some 600. */
    private static final int HEADERS = 4096;

    /**
     * Bytes that the kernel holds for one device: what is in it counts as served, so it must be
     * small beside an image, or a halt comes too late for devices that have most of it still to
     * fetch.
     */
    private static final int SEND_BUFFER = 128 * 1024;

    /** How many who are too many are told so at once; their handshakes take from the others. */
    private static final int TOLD = 64;

    private final Vertx vertx;
    private final OpenConnections connections;
    private final Visit.Port visits;
    private final Optional<DeviceTls> tls;
    private final String deployment;
    private final int port;

    private DeviceServer(
            Vertx vertx,
            OpenConnections connections,
            Visit.Port visits,
            Optional<DeviceTls> tls,
            String deployment,
            int port) {
        this.vertx = vertx;
        this.connections = connections;
        this.visits = visits;
        this.tls = tls;
        this.deployment = deployment;
        this.port = port;
    }

    /**
     * How the port is opened.
     *
     * @param port 0 for any free one
     * @param tls absent in tests only
     * @param loops event loops that share the port
     */
    public record Options(
            String host, int port, Optional<DeviceTls> tls, int loops, Limits limits) {
        /**
         * On all addresses, with TLS, the default limits but for one, and one event loop for each
         * core.
         */
        public static Options of(int port, DeviceTls tls, int perAddress) {
            return new Options(
                    "0.0.0.0",
                    port,
                    Optional.of(tls),
                    Runtime.getRuntime().availableProcessors(),
                    new Limits(
                            Limits.DEFAULT.connections(),
                            perAddress,
                            Limits.DEFAULT.request(),
                            Limits.DEFAULT.stall()));
        }
    }

    /**
     * What a connection may cost.
     *
     * @param connections at once; some 20 KiB each while idle (JDK engine, measured)
     * @param perAddress of them from one address; a site of devices shares one
     * @param request until a header is complete; between requests devices write flash
     * @param stall until the network took the next {@link Download#PIECE}; sets the slowest link
     */
    public record Limits(int connections, int perAddress, Duration request, Duration stall) {
        /** 10 minutes for 256 KiB: 3.5 kbit/s, below the slowest LTE-M cell edge. */
        public static final Limits DEFAULT =
                new Limits(12_000, 4_000, Duration.ofMinutes(2), Duration.ofMinutes(10));

        /** As many from one address as there may be at all. */
        public Limits(int connections, Duration request, Duration stall) {
            this(connections, connections, request, stall);
        }
    }

    /** Opens the port for devices without certificates; it is open when this returns. */
    public static DeviceServer start(
            Vertx vertx, Options options, DownloadDesk desk, ArtifactStore artifacts) {
        return start(vertx, options, (_, _) -> false, desk, artifacts);
    }

    /**
     * Opens the port; it is open when this returns.
     *
     * @param devices says which certificate a device has now
     */
    public static DeviceServer start(
            Vertx vertx,
            Options options,
            DeviceAuth devices,
            DownloadDesk desk,
            ArtifactStore artifacts) {
        OpenConnections connections =
                new OpenConnections(
                        vertx,
                        new OpenConnections.Room(
                                options.limits().connections(),
                                options.limits().perAddress(),
                                TOLD),
                        options.limits().request());
        Visit.Port visits = new Visit.Port();
        Requests requests =
                new Requests(
                        desk,
                        new Guests(devices),
                        new MappedArtifacts(artifacts),
                        connections,
                        options.limits().stall(),
                        visits);
        int port = options.port() == 0 ? freePort(options.host()) : options.port();
        HttpServerOptions http = httpOptions(options, port);
        String deployment =
                vertx.deployVerticle(
                                () -> new Loop(http, options.tls(), connections, requests),
                                new DeploymentOptions().setInstances(options.loops()))
                        .await();
        return new DeviceServer(vertx, connections, visits, options.tls(), deployment, port);
    }

    /** Event loops share a port only when they name it: with 0 each would open its own. */
    private static int freePort(String host) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, 0));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on " + host, e);
        }
    }

    /** The port in use. */
    public int port() {
        return port;
    }

    /** Connections open now. */
    public int connections() {
        return connections.count();
    }

    /** What happened since it was opened, and connections open now, by name in snake_case. */
    public Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>(visits.counts.all());
        all.put("connections_open", (long) connections.count());
        all.put("refused_too_many_connections", connections.refused());
        tls.map(DeviceTls::handshakes)
                .ifPresent(some -> some.forEach((how, n) -> all.put("tls_handshakes_" + how, n)));
        return all;
    }

    /** Closes the port and every connection. */
    @Override
    public void close() {
        visits.closing = true;
        vertx.undeploy(deployment).await();
        connections.close();
    }

    private static HttpServerOptions httpOptions(Options options, int port) {
        HttpServerOptions http =
                new HttpServerOptions()
                        .setSendBufferSize(SEND_BUFFER)
                        .setHost(options.host())
                        .setPort(port)
                        .setUseAlpn(false)
                        .setHttp2ClearTextEnabled(false)
                        // Nobody speaks WebSocket here, and its handlers see each request.
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setTcpNoDelay(true)
                        .setTcpKeepAlive(true)
                        .setMaxInitialLineLength(REQUEST_LINE)
                        .setMaxHeaderSize(HEADERS);
        return http;
    }

    /** The port on one event loop. */
    private static final class Loop extends VerticleBase {
        private final HttpServerOptions options;
        private final Optional<DeviceTls> tls;
        private final OpenConnections connections;
        private final Requests requests;

        Loop(
                HttpServerOptions options,
                Optional<DeviceTls> tls,
                OpenConnections connections,
                Requests requests) {
            this.options = options;
            this.tls = tls;
            this.connections = connections;
            this.requests = requests;
        }

        @Override
        public Future<?> start() {
            return vertx.createHttpServer(options)
                    .connectionHandler(this::opened)
                    .requestHandler(requests::answer)
                    .invalidRequestHandler(requests::unreadable)
                    .listen();
        }

        private void opened(HttpConnection connection) {
            if (!connections.admit(connection)) return;
            LineGuard.watch(connection);
            tls.ifPresent(secure -> secure.guard(connection));
        }
    }
}
