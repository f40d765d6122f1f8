package io.github.canarywave.adapter.http;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Where a server's identity lies.
 *
 * @param chain certificates in PEM, the server's own first
 * @param key private key in PEM
 */
public record TlsFiles(Path chain, Path key) {
    /** No CBC and no key exchange without forward secrecy; BearSSL and mbedTLS speak these. */
    public static final List<String> SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** Of ports for everybody. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    /** Of ports for small devices. */
    public static final List<String> PROTOCOLS_CONSTRAINED = List.of("TLSv1.2");

    /** Switches TLS 1.2 and 1.3 on with this identity. */
    public void applyTo(HttpServerOptions options) {
        options.setSsl(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions()
                                .setCertPath(chain.toString())
                                .setKeyPath(key.toString()))
                .setEnabledSecureTransportProtocols(Set.copyOf(PROTOCOLS));
        for (String suite : SUITES) options.addEnabledCipherSuite(suite);
    }
}
