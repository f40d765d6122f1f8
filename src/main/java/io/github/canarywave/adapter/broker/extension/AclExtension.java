package io.github.canarywave.adapter.broker.extension;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;

import io.github.canarywave.wire.Topics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/** What a HiveMQ CE that stands alone loads from its extension folder. */
public final class AclExtension implements ExtensionMain {
    private static final Logger LOG = LoggerFactory.getLogger(AclExtension.class);

    /** Settings, beside hivemq-extension.xml; all are optional. */
    private static final String SETTINGS = "canarywave-acl.properties";

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        Path home = input.getExtensionInformation().getExtensionHomeFolder().toPath();
        try {
            Properties settings = settings(home.resolve(SETTINGS));
            Topics topics =
                    new Topics(settings.getProperty("topic-prefix", Topics.DEFAULT_PREFIX).strip());
            CertificateUse certificates = certificates(settings);
            new House(topics, new ListedGuests(home.resolve("credentials")), certificates).open();
            LOG.info(
                    "canarywave-acl rules apply topics={}/# device_certificates={}",
                    topics.prefix(),
                    certificates.word());
        } catch (IOException | RuntimeException e) {
            // Without an extension that decides, the broker lets nobody in.
            output.preventExtensionStartup("canarywave-acl: " + e.getMessage());
        }
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

    private static Properties settings(Path file) throws IOException {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        } catch (NoSuchFileException e) {
            LOG.debug("no settings, defaults apply file={}", file);
        }
        return settings;
    }

    private static CertificateUse certificates(Properties settings) {
        String word =
                settings.getProperty("device-certificates", CertificateUse.OPTIONAL.word()).strip();
        return CertificateUse.of(word)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "device-certificates must be one of "
                                                + CertificateUse.words()
                                                + ", got \""
                                                + word
                                                + "\""));
    }
}
