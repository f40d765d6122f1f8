package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.adapter.http.OpenConnections;
import io.github.canarywave.adapter.http.TlsFiles;
import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.app.Operations;
import io.github.canarywave.app.Sessions;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The HTTPS port of people: the operator API and the pages. HTTP/1.1, and HTTP/2 because browsers
 * allow only six connections of HTTP/1.1 and each page holds one. Safe from any thread.
 */
public final class OperatorServer implements AutoCloseable {
    /**
     * At once; people and scripts, not devices. HTTP/1.1 takes a connection for each event stream,
     * so all of them must fit, beside a thousand for everything else.
     */
    private static final int CONNECTIONS = Streams.ALL + 1_000;

    /** From the opening, or from the end of an answer, to the end of the next header. */
    private static final Duration REQUEST = Duration.ofSeconds(60);

    /** Event streams carry a comment every 15 s. */
    private static final int IDLE_SECONDS = 120;

    /** Bytes of a request line: a file name and a signature fit. */
    private static final int REQUEST_LINE = 2048;

    /** Bytes of all headers; browsers send some 1 KiB. */
    private static final int HEADERS = 8192;

    private final OpenConnections connections;
    private final Front front;
    private final Sessions sessions;
    private final Sha256 first;
    private final HttpServer server;
    private final HttpServerOptions secured;

    private OperatorServer(
            OpenConnections connections,
            Front front,
            Sessions sessions,
            Sha256 first,
            HttpServer server,
            HttpServerOptions secured) {
        this.connections = connections;
        this.front = front;
        this.sessions = sessions;
        this.first = first;
        this.server = server;
        this.secured = secured;
    }

    /**
     * How the port is opened.
     *
     * @param port 0 for any free one
     * @param tls absent in tests only
     * @param token SHA-256 of the characters of the token whose person gets login links
     * @param ca the CA certificate in PEM, given to anybody
     */
    public record Options(
            String host,
            int port,
            Optional<TlsFiles> tls,
            Sha256 token,
            String ca,
            InstantSource clock) {
        /** On all addresses, with TLS and the clock of the machine. */
        public static Options of(int port, TlsFiles tls, Sha256 token, String ca) {
            return new Options(
                    "0.0.0.0", port, Optional.of(tls), token, ca, InstantSource.system());
        }
    }

    /** Opens the port; it is open when this returns. */
    public static OperatorServer start(
            Vertx vertx,
            Options options,
            Operations operations,
            ArtifactStore artifacts,
            Pages pages) {
        OpenConnections connections =
                new OpenConnections(
                        vertx, new OpenConnections.Room(CONNECTIONS, CONNECTIONS, 0), REQUEST);
        Front front =
                new Front(
                        vertx,
                        connections,
                        operations,
                        artifacts,
                        new Cookies(options.tls().isPresent()),
                        options.clock(),
                        pages,
                        options.ca());
        HttpServerOptions http = httpOptions(options);
        HttpServer server =
                vertx.createHttpServer(http)
                        .connectionHandler(connections::admit)
                        .invalidRequestHandler(OperatorServer::unreadable)
                        .requestHandler(front::handle);
        server.listen().await();
        return new OperatorServer(
                connections, front, operations.people().sessions(), options.token(), server, http);
    }

    /** Event streams that are open. */
    int streams() {
        return front.streams();
    }

    /** Every call of the API. */
    Routes routes() {
        return front.routes();
    }

    /** The port in use. */
    public int port() {
        return server.actualPort();
    }

    /**
     * A secret for {@code /login/{ticket}}: 43 characters, valid once and for 15 minutes. Opens a
     * session of 12 hours.
     */
    public String newTicket() {
        return sessions.ticket(first.hex()).secret();
    }

    /** Reads certificate and key again; who is connected stays so. */
    public void reload() {
        if (!secured.isSsl()) return;
        server.updateSSLOptions(secured.getSslOptions().copy(), true).await();
    }

    /** Closes the port and every connection; event streams end. */
    @Override
    public void close() {
        server.close().await();
        connections.close();
    }

    private static void unreadable(HttpServerRequest request) {
        Replies.secure(request.response());
        Throwable cause = request.decoderResult().cause();
        String why = cause == null ? "no HTTP" : String.valueOf(cause.getMessage());
        Replies.refuseAndClose(request, Problem.badRequest(why));
    }

    private static HttpServerOptions httpOptions(Options options) {
        HttpServerOptions http =
                new HttpServerOptions()
                        .setHost(options.host())
                        .setPort(options.port())
                        .setUseAlpn(true)
                        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                        .setHttp2ClearTextEnabled(false)
                        .setMaxInitialLineLength(REQUEST_LINE)
                        .setMaxHeaderSize(HEADERS)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS);
        options.tls().ifPresent(tls -> tls.applyTo(http));
        return http;
    }
}
