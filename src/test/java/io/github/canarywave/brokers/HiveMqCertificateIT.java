package io.github.canarywave.brokers;

import io.github.canarywave.adapter.broker.StandaloneHiveMq;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/** The contract, held by a HiveMQ CE with the folder that we ship. */
class HiveMqCertificateIT extends CertificateContract<HiveMqGuarded> {
    private final Map<String, String> serials = new TreeMap<>();

    @Override
    HiveMqGuarded start(Path folder) throws Exception {
        return HiveMqGuarded.start(folder);
    }

    /** Replaces the file as the command does; the broker looks at it each second. */
    @Override
    void counts(String device, DevicePapers papers) throws IOException {
        serials.put(device, papers.serial());
        StringBuilder lines = new StringBuilder();
        serials.forEach((id, serial) -> lines.append(id + ":" + serial + "\n"));
        Path file = broker().process().folder().resolve(StandaloneHiveMq.CERTIFICATES);
        Path fresh = Files.writeString(file.resolveSibling("certificates.new"), lines);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
