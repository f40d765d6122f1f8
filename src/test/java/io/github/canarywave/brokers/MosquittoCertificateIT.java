package io.github.canarywave.brokers;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The contract, held by a Mosquitto with the listener for certificates of the folder that we ship.
 */
class MosquittoCertificateIT extends CertificateContract<MosquittoGuarded> {
    private final Map<String, DevicePapers> counting = new HashMap<>();
    private final Map<BigInteger, Instant> revoked = new HashMap<>();

    @Override
    MosquittoGuarded start(Path folder) throws Exception {
        return MosquittoGuarded.withCertificates(folder);
    }

    @Override
    void counts(String device, DevicePapers papers) throws IOException {
        DevicePapers former = counting.put(device, papers);
        if (former == null) return;
        revoked.put(new BigInteger(former.serial(), 16), Instant.now());
        broker().revoke(revoked);
    }
}
