package io.github.canarywave.adapter.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration file of a HiveMQ broker, embedded or alone; it holds passwords. The embedded
 * broker's lives only while it starts.
 */
final class BrokerConfig {
    /** What a publisher may have unacknowledged; the broker's own default 10 slows every sender. */
    private static final int RECEIVE_MAXIMUM_MESSAGES = 65_535;

    /** A burst of a whole fleet; the default 1 000 drops what was acknowledged to the sender. */
    private static final int QUEUE_MESSAGES = 200_000;

    /** The longest packet of the protocol has 1 024 bytes; properties of strangers need room. */
    private static final int PACKET_MAX_BYTES = 4_096;

    /** A dead connection is noticed after one and a half times this. */
    private static final int KEEP_ALIVE_MAX_SECONDS = 3_600;

    /** Sleepy devices need no session; the server comes back sooner than this. */
    private static final int SESSION_EXPIRY_MAX_SECONDS = 3_600;

    /** Longer than the longest topic of the protocol, 16 + 1 + 36 + 1 + 7 characters. */
    private static final int TOPIC_MAX_CHARACTERS = 128;

    /** Device ids have at most 36 characters. */
    private static final int CLIENT_ID_MAX_CHARACTERS = 64;

    /** Under the 20 000 open files that a process commonly may have. */
    private static final int MAX_CONNECTIONS = 15_000;

    /** Forward secret and authenticated; what ESP-IDF and BearSSL offer is among them. */
    private static final List<String> CIPHER_SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private BrokerConfig() {}

    /** Writes that of the embedded broker into this folder, readable by the owner only. */
    static Path write(Path folder, BrokerOptions options) throws IOException {
        Path file = folder.resolve("config.xml");
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(
                        Set.copyOf(PosixFilePermissions.fromString("rw-------"))));
        return Files.writeString(file, embedded(options));
    }

    private static String embedded(BrokerOptions options) {
        String tls =
                listener(
                        new Place(options.bindAddress(), options.tlsPort()),
                        new Store(
                                options.keyStore().toAbsolutePath().toString(),
                                options.keyStorePassword()),
                        options.certificates()
                                .trust()
                                .map(t -> new Store(t.file().toAbsolutePath() + "", t.password())));
        String plain =
                options.plainPort().isEmpty()
                        ? ""
                        : plain(new Place(options.bindAddress(), options.plainPort().getAsInt()));
        return text(plain + tls, MAX_CONNECTIONS);
    }

    /** Where to listen. */
    record Place(String address, int port) {}

    /** A PKCS#12 file and its password. */
    record Store(String path, String password) {}

    static String text(String listeners, int maxConnections) {
        return """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>
        %s  </listeners>
          <mqtt>
            <queued-messages><max-queue-size>%d</max-queue-size></queued-messages>
            <quality-of-service><max-qos>1</max-qos></quality-of-service>
            <session-expiry><max-interval>%d</max-interval></session-expiry>
            <keep-alive>
              <max-keep-alive>%d</max-keep-alive><allow-unlimited>false</allow-unlimited>
            </keep-alive>
            <packets><max-packet-size>%d</max-packet-size></packets>
            <receive-maximum><server-receive-maximum>%d</server-receive-maximum></receive-maximum>
          </mqtt>
          <restrictions>
            <max-connections>%d</max-connections>
            <max-client-id-length>%d</max-client-id-length>
            <max-topic-length>%d</max-topic-length>
          </restrictions>
          <security>
            <allow-empty-client-id><enabled>false</enabled></allow-empty-client-id>
          </security>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
          <persistence><mode>in-memory</mode></persistence>
        </hivemq>
        """
                .formatted(
                        listeners,
                        QUEUE_MESSAGES,
                        SESSION_EXPIRY_MAX_SECONDS,
                        KEEP_ALIVE_MAX_SECONDS,
                        PACKET_MAX_BYTES,
                        RECEIVE_MAXIMUM_MESSAGES,
                        maxConnections,
                        CLIENT_ID_MAX_CHARACTERS,
                        TOPIC_MAX_CHARACTERS);
    }

    private static String plain(Place place) {
        return "    <tcp-listener>%s</tcp-listener>\n".formatted(at(place));
    }

    /**
     * A listener with TLS.
     *
     * @param trust whose client certificates are taken; empty = nobody is asked for one
     */
    static String listener(Place place, Store key, Optional<Store> trust) {
        return """
            <tls-tcp-listener>
              %s
              <tls>
                <keystore>
                  <path>%s</path>
                  <password>%s</password>
                  <private-key-password>%3$s</private-key-password>
                </keystore>
        %s        <protocols><protocol>TLSv1.3</protocol><protocol>TLSv1.2</protocol></protocols>
                <cipher-suites>
        %s        </cipher-suites>
              </tls>
            </tls-tcp-listener>
        """
                .formatted(
                        at(place),
                        escape(key.path()),
                        escape(key.password()),
                        trust.map(BrokerConfig::trusting).orElse(""),
                        cipherSuites());
    }

    /** Asked for, not demanded: the server itself shows none, so the rules say who must. */
    private static String trusting(Store trust) {
        return """
                <truststore>
                  <path>%s</path>
                  <password>%s</password>
                </truststore>
                <client-authentication-mode>OPTIONAL</client-authentication-mode>
        """
                .formatted(escape(trust.path()), escape(trust.password()));
    }

    private static String at(Place place) {
        return "<port>%d</port><bind-address>%s</bind-address>"
                .formatted(place.port(), escape(place.address()));
    }

    private static String cipherSuites() {
        StringBuilder suites = new StringBuilder();
        for (String suite : CIPHER_SUITES)
            suites.append("          <cipher-suite>").append(suite).append("</cipher-suite>\n");
        return suites.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
