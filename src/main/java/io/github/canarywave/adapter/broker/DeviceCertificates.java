package io.github.canarywave.adapter.broker;

import io.github.canarywave.adapter.broker.extension.CertificateUse;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Client certificates at the TLS listener.
 *
 * @param trust whose signatures are taken; empty when nobody is asked for a certificate
 */
record DeviceCertificates(CertificateUse use, Optional<TrustStore> trust) {
    /** A key store file with certificates, and its password. */
    record TrustStore(Path file, String password) {
        @Override
        public String toString() {
            return "TrustStore[" + file + "]";
        }
    }

    static DeviceCertificates off() {
        return new DeviceCertificates(CertificateUse.OFF, Optional.empty());
    }
}
