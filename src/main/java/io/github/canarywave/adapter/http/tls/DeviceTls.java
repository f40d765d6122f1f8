package io.github.canarywave.adapter.http.tls;

import io.github.canarywave.adapter.http.Channels;
import io.github.canarywave.adapter.http.TlsFiles;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpConnection;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS of a port for devices. Which engine a connection gets follows from its first message: who
 * asks for small records gets the JDK's, which makes them; everybody else BoringSSL where it is
 * there, whose full handshakes cost a fifth. Safe from any thread.
 */
public final class DeviceTls {
    private final Settings settings;
    private final Handshakes handshakes = new Handshakes();
    private volatile Engines engines;

    private DeviceTls(Settings settings) {
        this.settings = settings;
        this.engines = Engines.of(settings);
    }

    /** What a port demands of the network. */
    public enum Profile {
        /** TLS 1.2 and 1.3, records as large as the device allows. */
        MODERN,
        /**
         * TLS 1.2 with records of at most {@link Engines#SMALL_RECORD} bytes, for devices that
         * cannot hold larger ones and cannot say so.
         */
        CONSTRAINED
    }

    /** What a device has to show. */
    public enum Certificates {
        NONE,
        /** One that it shows must be good. */
        OPTIONAL,
        REQUIRED
    }

    /**
     * How connections are secured.
     *
     * @param anchors PEM of who signs certificates of devices
     */
    public record Settings(
            TlsFiles identity, Profile profile, Certificates certificates, Optional<Path> anchors) {
        public Settings {
            if (certificates != Certificates.NONE && anchors.isEmpty())
                throw new IllegalArgumentException(
                        "certificates of devices are checked against anchors, got none");
        }

        /** For devices without certificates. */
        public static Settings of(TlsFiles identity, Profile profile) {
            return new Settings(identity, profile, Certificates.NONE, Optional.empty());
        }
    }

    /**
     * Reads certificate and key.
     *
     * @throws IllegalStateException when they cannot be used, with the reason
     */
    public static DeviceTls open(Settings settings) {
        return new DeviceTls(settings);
    }

    /**
     * For all devices, without certificates of theirs.
     *
     * @throws IllegalStateException when the identity cannot be used, with the reason
     */
    public static DeviceTls everybody(TlsFiles identity) {
        return open(Settings.of(identity, Profile.MODERN));
    }

    /** Whether the native engine is there; without it the JDK's serves everybody. */
    public static boolean isNative() {
        return OpenSsl.isAvailable();
    }

    /**
     * Reads certificate and key again; who is connected stays so.
     *
     * @throws IllegalStateException when they cannot be used; the old ones go on then
     */
    public void reload() {
        engines = Engines.of(settings);
    }

    /** Secures a connection from which nothing has been read yet. */
    public void guard(HttpConnection connection) {
        ChannelPipeline pipeline = Channels.of(connection).pipeline();
        pipeline.addFirst(new TlsTrouble(handshakes));
        pipeline.addFirst(new EngineChoice(engines, handshakes));
    }

    /** Handshakes since it was opened: full, resumed, failed. */
    public Map<String, Long> handshakes() {
        return handshakes.all();
    }

    /** How a connection is secured; empty when it is not, or not yet. */
    public static Optional<Secured> secured(HttpConnection connection) {
        return Optional.ofNullable(Channels.of(connection).attr(Handshakes.SECURED).get());
    }

    /** The certificate that the other side has proven to own. */
    public static Optional<X509Certificate> peer(HttpConnection connection) {
        SslHandler handler = Channels.of(connection).pipeline().get(SslHandler.class);
        if (handler == null) return Optional.empty();
        try {
            return handler.engine().getSession().getPeerCertificates()[0]
                            instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // it showed none
        }
    }
}
