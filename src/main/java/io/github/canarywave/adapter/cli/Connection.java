package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Option;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The options that tell which server is meant, and how it is found without them. */
final class Connection {
    private static final String SERVER = "CANARYWAVE_SERVER";
    private static final String TOKEN = "CANARYWAVE_TOKEN";
    private static final String CA = "CANARYWAVE_CA";

    private final Session session;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "operator port of the server, as https://localhost:9443")
    Optional<String> server = Optional.empty();

    @Option(names = "--token", paramLabel = "TOKEN", description = "bearer token")
    Optional<String> token = Optional.empty();

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM file of the server's CA")
    Optional<Path> ca = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data folder of a local server (default: ./data)")
    Path data = Path.of("data");

    Connection(Session session) {
        this.session = session;
    }

    OperatorClient open() {
        return new OperatorClient(address());
    }

    /** Flag before environment before the data folder before the user's own folder. */
    ServerAddress address() {
        Map<String, String> environment = session.terminal().environment();
        Optional<ContextFile> context = context(environment);
        Optional<String> wished = server.or(() -> given(environment, SERVER));
        Optional<String> url = wished.or(() -> context.flatMap(ContextFile::server));
        URI base = base(url.orElseThrow(this::unknown));
        // The token and CA of one server are never shown to another.
        Optional<ContextFile> same =
                context.filter(c -> c.server().map(Connection::base).equals(Optional.of(base)));
        return new ServerAddress(
                base,
                token.or(() -> given(environment, TOKEN))
                        .or(() -> same.flatMap(ContextFile::token)),
                ca.map(Pem::read)
                        .or(() -> given(environment, CA).map(Path::of).map(Pem::read))
                        .or(() -> same.flatMap(ContextFile::caPem)),
                source(environment, context));
    }

    private String source(Map<String, String> environment, Optional<ContextFile> context) {
        if (server.isPresent()) return "--server";
        if (given(environment, SERVER).isPresent()) return SERVER;
        return context.map(c -> c.path().toString()).orElse("nowhere");
    }

    private Optional<ContextFile> context(Map<String, String> environment) {
        return ContextFile.read(data.resolve(ContextFile.NAME))
                .or(() -> Contexts.of(environment).chosen());
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(v -> !v.isBlank());
    }

    private Failure unknown() {
        return new Failure(
                Exit.ERROR,
                "no server is known: there is no "
                        + data.resolve(ContextFile.NAME)
                        + ". Start one with ./canarywave up, log in at one with canarywave login URL,"
                        + " or name one by --server URL or "
                        + SERVER
                        + ".");
    }

    /** The URL of a server, which must be one of https. */
    static URI base(String url) {
        String text = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        try {
            URI uri = URI.create(text);
            if ("https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) return uri;
        } catch (IllegalArgumentException _) {
            // the message below says it
        }
        throw new Failure(
                Exit.USAGE,
                "the server must be an https URL as https://localhost:9443, got \""
                        + Words.harmless(url)
                        + "\"");
    }
}
