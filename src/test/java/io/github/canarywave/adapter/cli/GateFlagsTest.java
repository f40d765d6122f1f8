package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who may be asked by gates is said to the server alone, and secrets are neither lent nor told. */
class GateFlagsTest {
    private static final String SECRET = secret(32);

    @TempDir Path folder;
    private Path token = Path.of("");
    private Path hookSecret = Path.of("");

    @BeforeEach
    void writeGoodFiles() throws IOException {
        token = write("token", "top-secret\n", "rw-------");
        hookSecret = write("hooks.secret", SECRET + "\n", "rw-------");
    }

    private static String secret(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    private Path write(String name, String text, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Desk run(int exit, String... more) throws IOException {
        Path key = Files.writeString(folder.resolve("pub.pem"), "key");
        Desk desk = new Desk(folder);
        String[] all =
                Stream.of(new String[] {"serve", "--release-public-key", key.toString()}, more)
                        .flatMap(Arrays::stream)
                        .toArray(String[]::new);
        assertThat(desk.run(all)).as("%s: %s", List.of(more), desk.err()).isEqualTo(exit);
        return desk;
    }

    private OutsideGates gates(String... more) throws IOException {
        return ((ServeOptions) run(0, more).launched.getLast()).server().gates();
    }

    private String refusal(String... more) throws IOException {
        Desk desk = run(Exit.USAGE, more);
        assertThat(desk.launched).isEmpty();
        return desk.err();
    }

    private String[] hook(String... hooks) {
        return Stream.concat(
                        Arrays.stream(hooks).flatMap(hook -> Stream.of("--webhook", hook)),
                        Stream.of("--webhook-secret-file", hookSecret.toString()))
                .toArray(String[]::new);
    }

    @Test
    void asksNobodyUnlessItIsTold() throws Exception {
        assertThat(gates()).isEqualTo(OutsideGates.NONE);
    }

    @Test
    void takesPrometheusAndHooksAndTellsNoSecretInWords() throws Exception {
        String[] hooks =
                hook("smoke-test=https://ci.example.com/x?key=in-url", "b=http://localhost:1/");
        String[] prometheus = {
            "--prometheus-url",
            "https://prom.example.com:9090/base/",
            "--prometheus-token-file",
            token.toString()
        };
        OutsideGates gates =
                gates(Stream.of(hooks, prometheus).flatMap(Arrays::stream).toArray(String[]::new));
        assertThat(gates.prometheus()).contains(URI.create("https://prom.example.com:9090/base/"));
        assertThat(gates.prometheusToken()).contains("top-secret");
        assertThat(gates.webhooks())
                .isEqualTo(
                        Map.of(
                                "smoke-test", URI.create("https://ci.example.com/x?key=in-url"),
                                "b", URI.create("http://localhost:1/")));
        assertThat(gates.secret()).contains(SECRET);
        assertThat(gates.toString()).contains("smoke-test").doesNotContain("secret", "in-url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://p",
                "https://p:443/x",
                "http://localhost:9090",
                "http://127.0.0.1",
                "http://127.8.9.10:1/x",
                "http://[::1]:9090"
            })
    void takesHttpsAnywhereAndHttpOnThisMachine(String url) throws Exception {
        assertThat(gates("--prometheus-url", url).prometheus()).contains(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://p",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://10.0.0.1",
                "http://169.254.169.254/latest",
                "http://0.0.0.0:9090",
                "http://[::2]",
                "http://2130706433",
                "ftp://localhost",
                "file:///etc/passwd",
                "unix:///run/x"
            })
    void sendsNothingInClearToOthers(String url) throws Exception {
        assertThat(refusal("--prometheus-url", url))
                .containsAnyOf("must begin with https://", "must be a URL with a host");
        assertThat(refusal(hook("a=" + url))).contains("--webhook a must");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p",
                "p:9090",
                "https:",
                "https:///x",
                "https://ada:pass@p",
                "https://p/#top",
                "https://p/a b",
                "https://p:0",
                "https://p:65536",
                "https://p:99999/x",
                "https://p_q"
            })
    void refusesWhatIsNoAddress(String url) throws Exception {
        assertThat(refusal("--prometheus-url", url)).contains("--prometheus-url").contains("URL");
    }

    @Test
    void anAddressOfPrometheusHasNoQueryAndOneOfAHookMay() throws Exception {
        assertThat(refusal("--prometheus-url", "https://p/?a=b")).contains("without a query");
        assertThat(gates(hook("a=https://p/?a=b")).webhooks()).containsKey("a");
    }

    @Test
    void refusesHooksWithoutANameOrWithTheSameAndTellsNoAddress() throws Exception {
        String name31 = "a" + "-".repeat(30) + "b";
        assertThat(gates(hook(name31 + "=https://p")).webhooks()).containsKey(name31);
        for (String wrong :
                new String[] {
                    "https://p/in-url",
                    "=https://p/in-url",
                    "A=https://p/in-url",
                    "a-=https://p/in-url",
                    "x" + name31 + "=https://p/in-url",
                    "a b=https://p/in-url"
                })
            assertThat(refusal(hook(wrong)))
                    .as(wrong)
                    .contains("must look like NAME=URL")
                    .doesNotContain("in-url");
        assertThat(refusal(hook("a=https://p/in-url", "a=https://q/in-url")))
                .contains("--webhook a is given twice")
                .doesNotContain("in-url");
        assertThat(refusal(hook("a=http://p/in-url"))).doesNotContain("in-url");
        assertThat(refusal(hook("a=https://p/in url"))).doesNotContain("in url");
    }

    @Test
    void wantsWhatBelongsTogether() throws Exception {
        assertThat(refusal("--webhook", "a=https://p")).contains("need each other");
        assertThat(refusal("--webhook-secret-file", hookSecret.toString()))
                .contains("need each other");
        assertThat(refusal("--prometheus-token-file", token.toString()))
                .contains("needs --prometheus-url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---"})
    void refusesASecretThatOthersMayUse(String mode) throws Exception {
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString(mode));
        Files.setPosixFilePermissions(hookSecret, PosixFilePermissions.fromString(mode));
        assertThat(refusal(withToken()))
                .contains(mode, "0600", "chmod 600")
                .doesNotContain("top-secret");
        assertThat(refusal(hook("a=https://p")))
                .contains(mode, "chmod 600")
                .doesNotContain("whsec_");
    }

    private String[] withToken() {
        return new String[] {
            "--prometheus-url", "https://p", "--prometheus-token-file", token.toString()
        };
    }

    @Test
    void aSecretIsOneLineOfVisibleCharacters() throws Exception {
        assertThat(gates(withToken()).prometheusToken()).contains("top-secret");
        for (String wrong :
                new String[] {"", "\n", "a b", "a\r\nx-more: b", "ä", "x".repeat(4_097)})
            assertThat(refusalOfToken(wrong)).contains("one line of 1 to 4096 visible ASCII");
        Files.delete(token);
        assertThat(refusal(withToken())).contains("cannot read").contains("token");
    }

    private String refusalOfToken(String text) throws IOException {
        write("token", text, "rw-------");
        return refusal(withToken());
    }

    @Test
    void aHookSecretHas24To64BytesAsItsReceiversWantIt() throws Exception {
        for (int bytes : new int[] {24, 25, 26, 32, 63, 64}) {
            write("hooks.secret", secret(bytes), "rw-------");
            assertThat(gates(hook("a=https://p")).secret()).contains(secret(bytes));
        }
        for (String wrong :
                new String[] {
                    secret(23),
                    secret(65),
                    secret(66),
                    secret(32).substring(6),
                    "whsec_",
                    "whsec_***",
                    "v1," + secret(32),
                    secret(32) + "="
                }) {
            write("hooks.secret", wrong, "rw-------");
            assertThat(refusal(hook("a=https://p")))
                    .as(wrong)
                    .contains("Base64 of 24 to 64 bytes")
                    .doesNotContain("AAAA");
        }
    }

    @Test
    void authoritiesAreReadAtTheStart() throws Exception {
        Path good = write("ca.pem", TestCertificate.make().pem(), "rw-r--r--");
        assertThat(gates("--gate-ca-file", good.toString()).authorities()).contains(good);
        Path none = write("none.pem", "", "rw-r--r--");
        assertThat(refusal("--gate-ca-file", none.toString())).contains("no certificate");
        Path broken = write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n", "rw-r--r--");
        assertThat(refusal("--gate-ca-file", broken.toString())).contains("cannot be used");
        assertThat(refusal("--gate-ca-file", "nowhere.pem")).contains("nowhere.pem");
    }
}
