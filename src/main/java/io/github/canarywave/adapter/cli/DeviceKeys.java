package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.DeviceId;

/** Makes keys for devices, here and not at the server. */
@FunctionalInterface
public interface DeviceKeys {
    /**
     * A new key and the request to certify it.
     *
     * @param keyPem PKCS#8
     * @param requestPem PKCS#10
     */
    record Made(String keyPem, String requestPem) {}

    Made make(DeviceId device);
}
