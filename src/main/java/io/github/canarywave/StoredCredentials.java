package io.github.canarywave;

import io.github.canarywave.adapter.crypto.SecretTokens;
import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.app.DeviceCertificate;
import io.github.canarywave.app.Store;
import io.github.canarywave.domain.fleet.DeviceId;

import java.math.BigInteger;
import java.util.Optional;

/** The credentials of devices, as the store has them. Safe from any thread. */
record StoredCredentials(Store store) implements DeviceAuth {
    @Override
    public boolean admits(String deviceId, String token) {
        return device(deviceId)
                .flatMap(device -> store.read(reads -> reads.tokenHash(device)))
                .filter(stored -> SecretTokens.matches(token, stored))
                .isPresent();
    }

    @Override
    public boolean admitsCertificate(String deviceId, BigInteger serial) {
        return device(deviceId)
                .flatMap(device -> store.read(reads -> reads.certificate(device)))
                .map(DeviceCertificate::serial)
                .equals(Optional.of(Signatory.serial(serial)));
    }

    private static Optional<DeviceId> device(String id) {
        try {
            return Optional.of(new DeviceId(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
