package io.github.canarywave.brokers;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** The contract, held by a HiveMQ CE with the folder that we ship. */
class HiveMqAclIT extends AclContract {
    @TempDir static Path folder;

    @Override
    Guarded start() throws Exception {
        return HiveMqGuarded.start(folder);
    }
}
