package io.github.canarywave.brokers;

import io.github.canarywave.adapter.crypto.Pki;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** A HiveMQ CE of its own with the folder that {@code canarywave broker prepare} writes. */
record HiveMqGuarded(Pki pki, HiveMqProcess process, Access access) implements Guarded {
    static HiveMqGuarded start(Path data) throws IOException {
        HiveMqProcess process =
                HiveMqProcess.prepared(
                        data, Map.of("dev-1", "token-of-dev-1", "dev-2", "token-of-dev-2"));
        return new HiveMqGuarded(
                Pki.open(data.resolve("pki"), Set.of(), Instant.now()),
                process,
                Access.read(process.accessFile()));
    }

    @Override
    public int port() {
        return process.port();
    }

    @Override
    public Peer.Who server() {
        return access.subscriber();
    }

    @Override
    public Peer.Who speaker() {
        return access.publisher();
    }

    @Override
    public void close() {
        process.close();
    }
}
