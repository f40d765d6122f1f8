package io.github.canarywave;

import io.github.canarywave.adapter.crypto.SecretTokens;
import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.app.Store;
import io.github.canarywave.domain.fleet.DeviceId;

import java.util.Optional;

/** Knows devices by the tokens whose digests are in the store. */
record StoredTokens(Store store) implements DeviceAuth {
    @Override
    public boolean admits(String id, String token) {
        try {
            DeviceId device = new DeviceId(id);
            Optional<String> hash = store.read(reads -> reads.tokenHash(device));
            return hash.filter(stored -> SecretTokens.matches(token, stored)).isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
