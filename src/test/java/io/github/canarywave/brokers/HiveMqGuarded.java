package io.github.canarywave.brokers;

import io.github.canarywave.BrokerFolders;
import io.github.canarywave.adapter.broker.StandaloneHiveMq;
import io.github.canarywave.adapter.cli.BrokerKind;
import io.github.canarywave.adapter.cli.BrokerTools;
import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.domain.fleet.DeviceId;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/** A HiveMQ CE of its own with the folder that {@code canarywave broker prepare} writes. */
record HiveMqGuarded(Pki pki, HiveMqProcess process, Access access) implements Guarded {
    static HiveMqGuarded start(Path data) throws IOException {
        Path home = data.resolve("hivemq");
        int port = MosquittoProcess.freePort();
        BrokerFolders folders = new BrokerFolders();
        folders.prepare(
                new BrokerTools.Wanted(
                        BrokerKind.HIVEMQ, data, home, Set.of("localhost"), port, home));
        String devices = "";
        for (String device : new String[] {"dev-1", "dev-2"})
            devices +=
                    folders.userLine(BrokerKind.HIVEMQ, new DeviceId(device), "token-of-" + device)
                            + "\n";
        Files.writeString(home.resolve(StandaloneHiveMq.DEVICES), devices);
        return new HiveMqGuarded(
                Pki.open(data.resolve("pki"), Set.of(), Instant.now()),
                HiveMqProcess.started(home, port),
                Access.read(home.resolve(Cli.BROKER_ACCESS)));
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
