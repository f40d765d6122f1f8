package io.github.canarywave.adapter.ui;

import io.github.canarywave.adapter.http.operators.FakeOperations;
import io.github.canarywave.adapter.http.operators.OperatorServer;
import io.github.canarywave.app.ArtifactStore;
import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.image.Sha256;
import io.vertx.core.Vertx;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Shows the pages with made-up data, to look at them while changing them. */
public final class PagePreview {
    private PagePreview() {}

    /** Listens without TLS on the given port and prints login links. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        FakeOperations operations = new FakeOperations();
        operations.people.let("admin", Role.ADMIN, "preview");
        if (arguments.length > 1) operations.tell(FakeOperations.failing(arguments[1]));
        OperatorServer server =
                OperatorServer.start(
                        Vertx.vertx(),
                        new OperatorServer.Options(
                                "127.0.0.1",
                                port,
                                Optional.empty(),
                                Sha256.of("preview".getBytes(StandardCharsets.UTF_8)),
                                "",
                                InstantSource.system()),
                        operations,
                        new NoArtifacts(),
                        new Page()::serve);
        for (int i = 0; i < 20; i++)
            System.out.println(
                    "http://localhost:" + server.port() + "/login/" + server.newTicket());
    }

    private static final class NoArtifacts implements ArtifactStore {
        @Override
        public Path newUpload() {
            throw new UnsupportedOperationException("the preview takes no uploads");
        }

        @Override
        public Sha256 keep(Path upload) {
            throw new UnsupportedOperationException("the preview takes no uploads");
        }

        @Override
        public List<Sha256> sweep(Predicate<Sha256> wanted, Instant keptBefore) {
            throw new UnsupportedOperationException("nobody sweeps here");
        }

        @Override
        public Condition check(Sha256 file) {
            throw new UnsupportedOperationException("nobody checks files here");
        }

        @Override
        public Optional<Path> find(Sha256 file) {
            return Optional.empty();
        }
    }
}
