package io.github.canarywave.adapter.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.adapter.broker.extension.CertificateUse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files in broker-config are those that the program writes, but for the password. */
class StandaloneHiveMqTest {
    private static final Path SHIPPED = Path.of("broker-config/hivemq");

    /** What HiveMQ fills in from its environment. */
    private static final String PASSWORD = "${CANARYWAVE_STORE_PASSWORD}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                StandaloneHiveMq.CONFIG,
                StandaloneHiveMq.DESCRIPTION,
                StandaloneHiveMq.SETTINGS
            })
    void shipsWhatItWrites(String name) throws Exception {
        String written =
                switch (name) {
                    case StandaloneHiveMq.CONFIG ->
                            StandaloneHiveMq.config(
                                    "0.0.0.0", 8883, PASSWORD, CertificateUse.OPTIONAL);
                    case StandaloneHiveMq.DESCRIPTION -> StandaloneHiveMq.description();
                    default -> StandaloneHiveMq.settings(CertificateUse.OPTIONAL);
                };
        Path file = SHIPPED.resolve(name);
        if ("write".equals(System.getProperty("golden"))) Files.writeString(file, written);
        assertThat(file).hasContent(written);
    }
}
