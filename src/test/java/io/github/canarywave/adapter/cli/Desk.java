package io.github.canarywave.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Manifest;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A person at a terminal: types commands and keeps everything that was shown. */
final class Desk {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/cli");
    private static final Instant NOW = Instant.parse("2026-11-20T14:31:30Z");

    final Map<String, String> environment = new HashMap<>(Map.of("COLUMNS", "80"));
    final List<Object> launched = new ArrayList<>();
    private final Path data;
    private final StringBuilder transcript = new StringBuilder();
    private boolean interactive;
    private boolean unicode = true;
    private String typed = "";
    private int port;
    private String lastOut = "";
    private String lastErr = "";

    /** A desk whose data folder knows this server. */
    Desk(Path data, FakeOperator server, TestCertificate certificate) throws Exception {
        this(data);
        this.port = server.port();
        Files.createDirectories(data.resolve("pki"));
        Files.writeString(data.resolve("pki/ca.pem"), certificate.pem());
        Files.writeString(
                data.resolve(Cli.CONTEXT),
                Cli.contextText(server.url(), "pki/ca.pem", FakeOperator.TOKEN));
    }

    /** A desk that knows no server. */
    Desk(Path data) {
        this.data = data;
        environment.put("HOME", data.toString());
    }

    Desk atTerminal() {
        interactive = true;
        environment.put("TERM", "xterm");
        return this;
    }

    Desk withoutUnicode() {
        unicode = false;
        return this;
    }

    Desk willType(String answer) {
        typed = answer + "\n";
        return this;
    }

    /** Runs a command that needs a server; the exit code. */
    int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--data");
        all.add(data.toString());
        return runPlain(all.toArray(String[]::new));
    }

    /** Runs a command as typed. */
    int runPlain(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Cli.run(args, terminal(out, err), ports());
        lastOut = out.toString(StandardCharsets.UTF_8);
        lastErr = err.toString(StandardCharsets.UTF_8);
        transcript.append("$ canarywave ").append(masked(String.join(" ", args))).append('\n');
        transcript.append(visible(lastOut));
        if (!lastErr.isEmpty()) transcript.append("--- on stderr\n").append(visible(lastErr));
        transcript.append("--- exit ").append(exit).append("\n\n");
        return exit;
    }

    String out() {
        return lastOut;
    }

    String err() {
        return lastErr;
    }

    /** Compares everything shown with the file; {@code -Dgolden=write} rewrites it. */
    void check(String name) throws IOException {
        Path file = GOLDEN.resolve(name);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, transcript.toString());
        }
        assertThat(file).as("run with -Dgolden=write, then read the diff").exists();
        assertThat(transcript.toString())
                .as("differs from %s", file)
                .isEqualTo(Files.readString(file));
    }

    Terminal terminal(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader(typed)),
                environment,
                interactive,
                unicode,
                InstantSource.fixed(NOW),
                ZoneOffset.UTC);
    }

    private String visible(String text) {
        String shown = masked(text).replace("\033", "^[").replace("\r", "^M");
        return shown.isEmpty() || shown.endsWith("\n") ? shown : shown + "\n";
    }

    private String masked(String text) {
        String known = text.replace(" --data " + data, "").replace(data.toString(), "DATA");
        return port == 0 ? known : known.replace(":" + port, ":PORT");
    }

    private CliPorts ports() {
        return new CliPorts(
                new Launchers(),
                new Launchers(),
                Desk::image,
                new Signer(),
                new Brokers(),
                Desk::key);
    }

    private static DeviceKeys.Made key(DeviceId device) {
        return new DeviceKeys.Made("key of " + device + "\n", "request of " + device);
    }

    private static byte[] image(
            Product project, Version version, int security, int size, long seed) {
        return (project + " " + version + " " + security + " " + size + " " + seed)
                .getBytes(StandardCharsets.UTF_8);
    }

    private final class Launchers implements ServerLauncher, FleetLauncher {
        @Override
        public int up(UpOptions options) {
            return note(options);
        }

        @Override
        public int serve(ServeOptions options) {
            return note(options);
        }

        @Override
        public int run(SimRunOptions options) {
            return note(options);
        }

        private int note(Object options) {
            launched.add(options);
            return Exit.DONE;
        }
    }

    /** Notes what is to be made, and makes a line that shows for whom it is. */
    private final class Brokers implements BrokerTools {
        @Override
        public List<String> prepare(Wanted wanted) {
            launched.add(wanted);
            return List.of("mosquitto.conf", BrokerAccessFile.NAME);
        }

        @Override
        public List<String> renew(Wanted wanted) {
            launched.add(wanted);
            return List.of("broker.pem");
        }

        @Override
        public String userLine(BrokerKind kind, DeviceId device, String token) {
            return device + ":" + kind + " of " + token.length() + " characters";
        }
    }

    /** Signs by quoting the digest: enough to see that the right manifest was signed. */
    private static final class Signer implements ReleaseSigner {
        @Override
        public Signing sign(SecretKey key, Manifest manifest) {
            return key instanceof SecretKey.InFile(var file, _) && file.endsWith("broken.pem")
                    ? new Signing.Unusable("key file broken.pem is no key")
                    : new Signing.Signed(
                            key.id().orElse("rel-test"),
                            signature(manifest),
                            new byte[] {0x30, 0x00},
                            "jws of " + manifest.version());
        }

        @Override
        public Making make(Path privateFile, Optional<String> id) {
            return privateFile.endsWith("there.pem")
                    ? new Making.Unusable("there.pem is there already")
                    : new Making.Made(
                            id.orElse("rel-test"),
                            "0011223344556677",
                            privateFile.resolveSibling("release.pub.pem"));
        }

        @Override
        public Verdict verify(Path publicKey, Manifest manifest, String signature) {
            return signature.equals(signature(manifest))
                    ? new Verdict.Holds(new byte[] {0x30, 0x00})
                    : new Verdict.Broken();
        }
    }

    /** What the signer of this desk makes of a manifest. */
    static String signature(Manifest manifest) {
        return manifest.sha256().base64Url() + manifest.sha256().base64Url();
    }
}
