package io.github.canarywave.brokers;

import io.github.canarywave.adapter.broker.extension.CertificateUse;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** The contract, held by the broker of our own process. */
class EmbeddedAclIT extends AclContract {
    @TempDir static Path folder;

    @Override
    Guarded start() throws Exception {
        return EmbeddedGuarded.start(folder, CertificateUse.OPTIONAL);
    }
}
