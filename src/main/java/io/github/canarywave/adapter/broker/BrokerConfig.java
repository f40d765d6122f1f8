package io.github.canarywave.adapter.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The broker's configuration file; it holds a password, so it lives only while the broker starts.
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

    /** Writes it into this folder, readable by the owner only. */
    static Path write(Path folder, BrokerOptions options) throws IOException {
        Path file = folder.resolve("config.xml");
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(
                        Set.copyOf(PosixFilePermissions.fromString("rw-------"))));
        return Files.writeString(file, text(options));
    }

    private static String text(BrokerOptions options) {
        return """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>%s%s</listeners>
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
                        plain(options),
                        tls(options),
                        QUEUE_MESSAGES,
                        SESSION_EXPIRY_MAX_SECONDS,
                        KEEP_ALIVE_MAX_SECONDS,
                        PACKET_MAX_BYTES,
                        RECEIVE_MAXIMUM_MESSAGES,
                        options.maxConnections(),
                        CLIENT_ID_MAX_CHARACTERS,
                        TOPIC_MAX_CHARACTERS);
    }

    private static String plain(BrokerOptions options) {
        if (options.plainPort().isEmpty()) return "";
        return "<tcp-listener>%s</tcp-listener>"
                .formatted(place(options, options.plainPort().getAsInt()));
    }

    private static String tls(BrokerOptions options) {
        return """
        <tls-tcp-listener>%s<tls>
          <keystore>
            <path>%s</path><password>%s</password><private-key-password>%s</private-key-password>
          </keystore>
          <protocols><protocol>TLSv1.3</protocol><protocol>TLSv1.2</protocol></protocols>
          <cipher-suites>%s</cipher-suites>
        </tls></tls-tcp-listener>
        """
                .formatted(
                        place(options, options.tlsPort()),
                        escape(options.keyStore().toAbsolutePath().toString()),
                        escape(options.keyStorePassword()),
                        escape(options.keyStorePassword()),
                        cipherSuites());
    }

    private static String place(BrokerOptions options, int port) {
        return "<port>%d</port><bind-address>%s</bind-address>"
                .formatted(port, escape(options.bindAddress()));
    }

    private static String cipherSuites() {
        StringBuilder suites = new StringBuilder();
        for (String suite : CIPHER_SUITES)
            suites.append("<cipher-suite>").append(suite).append("</cipher-suite>");
        return suites.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
