package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A server is told of a broker elsewhere, and passwords are neither lent nor shouted. */
class OutsideBrokerTest {
    private static final BrokerAccess ACCESS =
            new BrokerAccess(
                    Optional.empty(),
                    new BrokerAccess.User("canarywave-sub", "secret-one"),
                    new BrokerAccess.User("canarywave-pub", "secret-two"),
                    "secret-three",
                    "secret-four");

    @TempDir Path folder;
    private Path access = Path.of("");

    @BeforeEach
    void writesAGoodFile() throws IOException {
        access = folder.resolve(BrokerAccessFile.NAME);
        write(BrokerAccessFile.text(ACCESS));
    }

    @Test
    void takesABrokerWithTlsAndWhatToShowToIt() throws Exception {
        assertThat(serve("mqtts://mq.example.com:18883"))
                .isEqualTo(new OutsideBroker("mq.example.com", 18883, true, ACCESS));
        assertThat(serve("mqtts://mq.example.com").port()).isEqualTo(8883);
        assertThat(serve("mqtts://[2001:db8::1]:1").host()).isEqualTo("2001:db8::1");
        assertThat(serve("mqtts://[2001:db8::1]:1").url()).isEqualTo("mqtts://[2001:db8::1]:1");
        assertThat(serve("mqtt://localhost", "--broker-plain").url())
                .isEqualTo("mqtt://localhost:1883");
        assertThat(serve("mqtts://x").toString()).doesNotContain("secret");
    }

    @Test
    void refusesToSendPasswordsInClearUnlessItIsMeant() throws Exception {
        assertThat(refusal("mqtt://mq.example.com:1883")).contains("without TLS", "--broker-plain");
        for (String wrong :
                new String[] {"mq:8883", "https://mq", "mqtts://u:p@mq", "mqtts://mq/x", "mqtts:"})
            assertThat(refusal(wrong)).as(wrong).contains("mqtts://HOST:PORT");
    }

    @Test
    void refusesAFileThatOthersMayRead() throws Exception {
        Files.setPosixFilePermissions(access, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(refusal("mqtts://mq")).contains("rw-r-----", "0600", "chmod 600");
    }

    @Test
    void namesEachProblemOfTheFile() throws Exception {
        write(
                """
                ca: nowhere.pem
                subscriber: {user: dev-1, password: x}
                publisher: {user: dev-1}
                probes: {canarywave-probe-a: y}
                """);
        assertThat(refusal("mqtts://mq"))
                .contains(
                        "subscriber.user must begin with canarywave-",
                        "publisher.password is missing",
                        "probes.canarywave-probe-b is missing",
                        "must differ",
                        "nowhere.pem is no file")
                .doesNotContain("null");
        write("a: [");
        assertThat(refusal("mqtts://mq")).contains("not readable YAML");
        Files.delete(access);
        assertThat(refusal("mqtts://mq")).contains("cannot read", "broker prepare");
    }

    @Test
    void wantsBothOptionsOrNone() throws Exception {
        Desk desk = new Desk(folder);
        assertThat(desk.run("serve", "--release-public-key", key(), "--broker", "mqtts://mq"))
                .isEqualTo(Exit.USAGE);
        assertThat(desk.err()).contains("go together");
    }

    private void write(String text) throws IOException {
        Files.writeString(access, text);
        Files.setPosixFilePermissions(access, PosixFilePermissions.fromString("rw-------"));
    }

    private String key() throws IOException {
        return Files.writeString(folder.resolve("pub.pem"), "key").toString();
    }

    private Desk run(int exit, String url, String... more) throws Exception {
        Desk desk = new Desk(folder);
        String[] arguments = {
            "serve",
            "--release-public-key",
            key(),
            "--broker-access",
            access.toString(),
            "--broker",
            url
        };
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        assertThat(desk.run(all)).as("%s", desk.err()).isEqualTo(exit);
        return desk;
    }

    private OutsideBroker serve(String url, String... more) throws Exception {
        ServeOptions options = (ServeOptions) run(0, url, more).launched.getLast();
        return options.server().outside().orElseThrow();
    }

    private String refusal(String url) throws Exception {
        return run(Exit.USAGE, url).err();
    }
}
