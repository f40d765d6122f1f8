package io.github.canarywave.adapter.broker;

import io.github.canarywave.adapter.broker.BrokerConfig.Place;
import io.github.canarywave.adapter.broker.BrokerConfig.Store;
import io.github.canarywave.adapter.broker.extension.CertificateUse;
import io.github.canarywave.wire.Topics;

import java.util.Optional;

/**
 * The files by which a HiveMQ CE of its own becomes a broker of ours, as texts. Paths in them are
 * relative to the broker's home folder.
 */
public final class StandaloneHiveMq {
    /** Where the configuration lies. */
    public static final String CONFIG = "conf/config.xml";

    /** The server's key and certificate, PKCS#12. */
    public static final String KEY_STORE = "conf/server.p12";

    /** The roots that sign client certificates, PKCS#12. */
    public static final String TRUST_STORE = "conf/ca.p12";

    /** The folder of our extension; its name must be the id of the extension. */
    public static final String EXTENSION = "extensions/canarywave-acl";

    /** Says to the broker what the folder is. */
    public static final String DESCRIPTION = EXTENSION + "/hivemq-extension.xml";

    /** The settings of our extension. */
    public static final String SETTINGS = EXTENSION + "/canarywave-acl.properties";

    /** The classes of our extension. */
    public static final String JAR = EXTENSION + "/canarywave-hivemq-extension.jar";

    /** Lines {@code id:SHA-256 of the token}; the broker reads it again when it is replaced. */
    public static final String DEVICES = EXTENSION + "/credentials/devices";

    /** Lines {@code id:serial number} of the certificates that count; read again as well. */
    public static final String CERTIFICATES = EXTENSION + "/credentials/certificates";

    /** Lines {@code user:SHA-256 of the password} for the server and its probes. */
    public static final String OURS = EXTENSION + "/credentials/server";

    /** A broker alone in its process may have this many; each needs an open file. */
    private static final int MAX_CONNECTIONS = 100_000;

    private StandaloneHiveMq() {}

    /**
     * The configuration: one listener with TLS, and the limits that our load needs.
     *
     * @param address literal address of the interface to listen on
     * @param password of key store, its key, and trust store
     */
    public static String config(String address, int port, String password, CertificateUse use) {
        Optional<Store> trust =
                use == CertificateUse.OFF
                        ? Optional.empty()
                        : Optional.of(new Store(TRUST_STORE, password));
        return BrokerConfig.text(
                BrokerConfig.listener(
                        new Place(address, port), new Store(KEY_STORE, password), trust),
                MAX_CONNECTIONS);
    }

    /** The description of the extension, of a priority above the others'. */
    public static String description() {
        return """
        <?xml version="1.0" encoding="UTF-8" ?>
        <hivemq-extension>
            <id>canarywave-acl</id>
            <name>Canarywave: who may come in, say and hear what</name>
            <version>1</version>
            <priority>1000</priority>
            <start-priority>1000</start-priority>
            <author>Canarywave</author>
        </hivemq-extension>
        """;
    }

    /** The settings of the extension. */
    public static String settings(CertificateUse use) {
        return """
        # optional: a device that shows a client certificate needs no token. required: one without
        # stays outside. off: certificates are not looked at (and config.xml asks for none).
        device-certificates=%s
        topic-prefix=%s
        """
                .formatted(use.word(), Topics.DEFAULT_PREFIX);
    }
}
