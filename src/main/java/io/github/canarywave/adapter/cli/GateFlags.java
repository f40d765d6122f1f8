package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.campaign.Gate;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The options that name the systems outside which gates ask. */
final class GateFlags {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

    private static final String WEBHOOK_SECRET = "whsec_";

    /** What Standard Webhooks asks for. */
    private static final int SECRET_MIN_BYTES = 24;

    private static final int SECRET_MAX_BYTES = 64;

    private static final int PORT_MAX = 65_535;

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.complementOf(EnumSet.copyOf(PosixFilePermissions.fromString("rwx------")));

    @Option(
            names = "--prometheus-url",
            paramLabel = "URL",
            description = "Prometheus that gates ask; https, or http on this machine")
    Optional<String> prometheusUrl = Optional.empty();

    @Option(
            names = "--prometheus-token-file",
            paramLabel = "FILE",
            description = "file with the bearer token for it")
    Optional<Path> prometheusTokenFile = Optional.empty();

    @Option(
            names = "--webhook",
            paramLabel = "NAME=URL",
            description = "a hook that gates ask by this name; may be given again")
    List<String> webhooks = List.of();

    @Option(
            names = "--webhook-secret-file",
            paramLabel = "FILE",
            description = "file with the secret that signs what is sent to hooks: whsec_…")
    Optional<Path> webhookSecretFile = Optional.empty();

    @Option(
            names = "--gate-ca-file",
            paramLabel = "FILE",
            description = "PEM file of authorities that are trusted for them (default: Java's)")
    Optional<Path> gateCaFile = Optional.empty();

    /** The systems, once they are checked. */
    OutsideGates gates() {
        Optional<URI> prometheus =
                prometheusUrl.map(url -> address("--prometheus-url", url, false));
        if (prometheusTokenFile.isPresent() && prometheus.isEmpty())
            throw usage("--prometheus-token-file needs --prometheus-url URL");
        Map<String, URI> hooks = hooks();
        if (hooks.isEmpty() == webhookSecretFile.isPresent())
            throw usage("--webhook NAME=URL and --webhook-secret-file FILE need each other");
        gateCaFile.ifPresent(GateFlags::requireCertificates);
        return new OutsideGates(
                prometheus,
                prometheusTokenFile.map(GateFlags::secret),
                hooks,
                webhookSecretFile.map(GateFlags::webhookSecret),
                gateCaFile);
    }

    private Map<String, URI> hooks() {
        Map<String, URI> hooks = new LinkedHashMap<>();
        for (String hook : webhooks) {
            int equals = hook.indexOf('=');
            String name = equals < 0 ? "" : hook.substring(0, equals);
            if (!Gate.Webhook.isName(name))
                throw usage(
                        "--webhook must look like NAME=URL, with a name of lower-case letters,"
                                + " digits and hyphens");
            String flag = "--webhook " + name;
            if (hooks.put(name, address(flag, hook.substring(equals + 1), true)) != null)
                throw usage(flag + " is given twice");
        }
        return hooks;
    }

    /** The address of a hook may be a secret, so it is not repeated. */
    private static URI address(String flag, String text, boolean query) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw usage(flag + " is no URL: " + e.getReason());
        }
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null)
            throw usage(flag + " must be a URL with a host and without user and fragment");
        if (url.getPort() == 0 || url.getPort() > PORT_MAX)
            throw usage(flag + " must be a URL with a port of 1 to " + PORT_MAX + ", or with none");
        if (!query && url.getRawQuery() != null)
            throw usage(flag + " must be a URL without a query");
        boolean here = "http".equals(url.getScheme()) && LOOPBACK.matcher(url.getHost()).matches();
        if (!"https".equals(url.getScheme()) && !here)
            throw usage(
                    flag
                            + " must begin with https://; http:// only goes to this machine"
                            + " (localhost, 127.0.0.1, [::1])");
        return url;
    }

    private static String webhookSecret(Path file) {
        String secret = secret(file);
        if (!isWebhookSecret(secret))
            throw usage(
                    file
                            + " must hold whsec_ and Base64 of 24 to 64 bytes, as"
                            + " echo whsec_$(openssl rand -base64 32) makes it");
        return secret;
    }

    private static boolean isWebhookSecret(String secret) {
        if (!secret.startsWith(WEBHOOK_SECRET)) return false;
        try {
            int bytes =
                    Base64.getDecoder().decode(secret.substring(WEBHOOK_SECRET.length())).length;
            return bytes >= SECRET_MIN_BYTES && bytes <= SECRET_MAX_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Looked at now: else it is found out by the first question, days later. */
    private static void requireCertificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (!CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) return;
        } catch (IOException | CertificateException e) {
            throw usage("--gate-ca-file " + file + " cannot be used: " + e);
        }
        throw usage("--gate-ca-file " + file + " has no certificate (-----BEGIN CERTIFICATE-----)");
    }

    /** The one line of a file that nobody else may use. */
    private static String secret(Path file) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.stream().anyMatch(OTHERS::contains))
                throw usage(
                        file
                                + " holds a secret and may be used by others: mode "
                                + PosixFilePermissions.toString(mode)
                                + ", the rule is rw------- (0600). Run chmod 600 on it");
            String text = Files.readString(file).strip();
            if (!text.matches("[\\x21-\\x7e]{1,4096}"))
                throw usage(file + " must hold one line of 1 to 4096 visible ASCII characters");
            return text;
        } catch (IOException e) {
            throw usage("cannot read " + file + ": " + e);
        }
    }

    private static Failure usage(String what) {
        return new Failure(Exit.USAGE, what);
    }
}
