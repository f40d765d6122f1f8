package io.github.canarywave.adapter.crypto;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Our certificates in one folder (mode 0700): two roots, which devices trust, and the server
 * certificate that the first of them signed. The standby root's key, and once the server
 * certificate is fresh the first one's too, may be taken off the machine. Immutable; safe from any
 * thread.
 */
public final class Pki {
    private final Path folder;
    private final Authority root;
    private final Authority standby;
    private final ServerCertificate server;
    private final String keyStorePassword;

    private Pki(
            Path folder,
            Authority root,
            Authority standby,
            ServerCertificate server,
            String keyStorePassword) {
        this.folder = folder;
        this.root = root;
        this.standby = standby;
        this.server = server;
        this.keyStorePassword = keyStorePassword;
    }

    /**
     * Makes what is missing, renews the server certificate when less than a third of its life is
     * left or the names changed, and writes nothing else. Each file is written whole or not at all,
     * and a kill between two of them is healed by the next call. Only one process at a time may
     * call it for a folder: the lock on the data folder sees to that.
     *
     * @param hosts names and IP addresses beside localhost, 127.0.0.1 and ::1
     * @param now wall clock
     * @throws KeysUnavailable when a root is damaged, or its key is needed and not there
     */
    public static Pki open(Path folder, Set<String> hosts, Instant now) {
        ServerNames names = ServerNames.with(hosts);
        PrivateFiles.ownFolder(folder);
        Authority root = Authority.open(folder, "root", now);
        Authority standby = Authority.open(folder, "standby-root", now);
        writeAnchors(folder, root, standby);
        ServerCertificate server =
                ServerCertificate.open(
                        folder.resolve("server.key.pem"),
                        folder.resolve("server.pem"),
                        root,
                        names,
                        now);
        String password =
                ServerKeyStore.open(
                        folder.resolve("server.p12"),
                        folder.resolve("server.p12.password"),
                        server);
        TrustStore.open(
                folder.resolve("ca.p12"),
                password,
                List.of(root.certificate(), standby.certificate()));
        return new Pki(folder, root, standby, server, password);
    }

    /** PEM with the root and the standby root: what devices and people trust. */
    public Path caFile() {
        return folder.resolve("ca.pem");
    }

    /** PEM with the server certificate, for listeners. */
    public Path chainFile() {
        return folder.resolve("server.pem");
    }

    /** PEM with the key of the server certificate, PKCS#8, mode 0600. */
    public Path keyFile() {
        return folder.resolve("server.key.pem");
    }

    /** PKCS#12 with server certificate and key, mode 0600. */
    public Path keyStoreFile() {
        return folder.resolve("server.p12");
    }

    /** The password of {@link #keyStoreFile}, of the key in it, and {@link #trustStoreFile}. */
    public String keyStorePassword() {
        return keyStorePassword;
    }

    /** PKCS#12 with both roots, for listeners that take client certificates, mode 0600. */
    public Path trustStoreFile() {
        return folder.resolve("ca.p12");
    }

    /** Signs client certificates of devices and lists those revoked. */
    public DeviceCertificates deviceCertificates() {
        return new DeviceCertificates(root);
    }

    /** The root that signs. */
    public X509Certificate root() {
        return root.certificate();
    }

    /** The root that devices trust already and that signs once the first one is lost. */
    public X509Certificate standbyRoot() {
        return standby.certificate();
    }

    /** The server certificate. */
    public X509Certificate serverCertificate() {
        return server.certificate();
    }

    /** From this instant on {@link #open} renews the server certificate. */
    public Instant renewsAt() {
        return server.renewsAt();
    }

    private static void writeAnchors(Path folder, Authority root, Authority standby) {
        Path file = folder.resolve("ca.pem");
        byte[] content =
                Authority.ascii(
                        Authority.pem(root.certificate()) + Authority.pem(standby.certificate()));
        if (!PrivateFiles.exists(file) || !Arrays.equals(PrivateFiles.read(file), content))
            PrivateFiles.writeReadable(file, content);
    }
}
