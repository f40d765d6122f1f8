package io.github.canarywave.adapter.http.tls;

import io.github.canarywave.adapter.http.TlsFiles;
import io.github.canarywave.adapter.http.tls.DeviceTls.Profile;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;

import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * The engines of a port with one certificate. Immutable.
 *
 * @param fast for who takes records of any size, where there is a quicker one
 * @param small makes records of the size that a device asks for
 */
record Engines(Optional<SslContext> fast, SslContext small, Profile profile) {
    /**
     * Bytes of a whole record, header and tag included, where the port is for small devices: a
     * buffer of 4 KiB is what mbedTLS examples reduce it to.
     */
    static final int SMALL_RECORD = 4096;

    /** Full handshakes in software on a small chip take seconds, over a bad link more. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(60);

    static Engines of(DeviceTls.Settings settings) {
        try {
            SslContext small = context(settings, SslProvider.JDK);
            boolean quick = settings.profile() == Profile.MODERN && OpenSsl.isAvailable();
            return new Engines(
                    quick
                            ? Optional.of(context(settings, SslProvider.OPENSSL_REFCNT))
                            : Optional.empty(),
                    small,
                    settings.profile());
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "certificate "
                            + settings.identity().chain()
                            + " with key "
                            + settings.identity().key()
                            + " cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * The native ones are counted by hand, because a finalizer for each connection costs as much as
     * a resumed handshake. {@link SslHandler} lets go of its engine; the context stays when a
     * certificate is replaced, once in a year.
     */
    private static SslContext context(DeviceTls.Settings settings, SslProvider provider)
            throws SSLException {
        TlsFiles identity = settings.identity();
        SslContextBuilder builder =
                SslContextBuilder.forServer(identity.chain().toFile(), identity.key().toFile())
                        .sslProvider(provider)
                        .protocols(
                                settings.profile() == Profile.MODERN
                                        ? TlsFiles.PROTOCOLS
                                        : TlsFiles.PROTOCOLS_CONSTRAINED)
                        .ciphers(TlsFiles.SUITES)
                        .clientAuth(
                                switch (settings.certificates()) {
                                    case NONE -> ClientAuth.NONE;
                                    case OPTIONAL -> ClientAuth.OPTIONAL;
                                    case REQUIRED -> ClientAuth.REQUIRE;
                                });
        settings.anchors().ifPresent(anchors -> builder.trustManager(anchors.toFile()));
        return builder.build();
    }

    /** A handler for one connection. */
    SslHandler handler(ClientHello hello, ByteBufAllocator buffers) {
        SSLEngine engine =
                fast.filter(_ -> !hello.wantsSmallRecords())
                        .map(quick -> quick.newEngine(buffers))
                        .orElseGet(() -> engine(buffers));
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        return handler;
    }

    /** Whether a connection gets records smaller than the protocol allows. */
    boolean makesSmallRecords(ClientHello hello) {
        return profile == Profile.CONSTRAINED || hello.wantsSmallRecords();
    }

    private SSLEngine engine(ByteBufAllocator buffers) {
        SSLEngine engine = small.newEngine(buffers);
        if (profile == Profile.CONSTRAINED) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setMaximumPacketSize(SMALL_RECORD);
            engine.setSSLParameters(parameters);
        }
        return new SplitEngine(engine);
    }
}
