package io.github.canarywave.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.canarywave.BrokerFolders;
import io.github.canarywave.adapter.cli.BrokerKind;
import io.github.canarywave.adapter.cli.BrokerTools;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What is written for a Mosquitto; that it works there is tried elsewhere. */
class BrokerFoldersTest {
    private static final Path SHIPPED = Path.of("broker-config/mosquitto");

    @TempDir Path folder;

    private Path out = Path.of("");
    private BrokerTools.Wanted wanted =
            new BrokerTools.Wanted(BrokerKind.MOSQUITTO, out, out, Set.of("x"), 1, out);

    @BeforeEach
    void namesItsFolders() {
        out = folder.resolve("mq");
        wanted =
                new BrokerTools.Wanted(
                        BrokerKind.MOSQUITTO,
                        folder.resolve("data"),
                        out,
                        Set.of("mq.example.com", "192.0.2.7"),
                        18883,
                        Path.of("/opt/mq"));
    }

    @Test
    void writesWhatWeShipWithPathsAndPortPutIn() throws IOException {
        new BrokerFolders().prepare(wanted);
        assertThat(out.resolve("acl")).hasSameTextualContentAs(SHIPPED.resolve("acl"));
        assertThat(Files.readString(out.resolve("mosquitto.conf")))
                .contains(
                        "\nlistener 18883\n",
                        "password_file /opt/mq/passwords\n",
                        "keyfile /opt/mq/broker.key.pem\n")
                .doesNotContain("listener 8883\n");
    }

    @Test
    void keepsSecretsToTheirOwnerAndNoPasswordInTheBrokersFile() throws IOException {
        new BrokerFolders().prepare(wanted);
        for (String secret : new String[] {"passwords", "broker.key.pem", "broker-access.yaml"})
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(out.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        assertThat(Files.readAllLines(out.resolve("passwords")))
                .hasSize(4)
                .allMatch(
                        line ->
                                line.matches(
                                        "canarywave-[a-z-]+:\\$7\\$101\\$[^$]{16}\\$[^$]{88}"));
    }

    @Test
    void renewsTheCertificateAndNothingElse() throws IOException {
        new BrokerFolders().prepare(wanted);
        String passwords = Files.readString(out.resolve("passwords"));
        String certificate = Files.readString(out.resolve("broker.pem"));
        new BrokerFolders().renew(wanted);
        assertThat(out.resolve("passwords")).hasContent(passwords);
        assertThat(Files.readString(out.resolve("broker.pem"))).isNotEqualTo(certificate);
    }

    @Test
    void saysWhatIsWrongWhenItCannot() {
        BrokerTools.Wanted odd =
                new BrokerTools.Wanted(
                        BrokerKind.MOSQUITTO,
                        folder.resolve("data"),
                        out,
                        Set.of("no host"),
                        1,
                        out);
        assertThatThrownBy(() -> new BrokerFolders().prepare(odd))
                .isInstanceOf(BrokerTools.NotPossible.class)
                .hasMessageContaining("\"no host\" is no host name");
    }
}
