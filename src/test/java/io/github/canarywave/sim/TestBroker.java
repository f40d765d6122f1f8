package io.github.canarywave.sim;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An MQTT broker with TLS in this process, in memory; password of each client is "t-" + id. */
final class TestBroker implements AutoCloseable {
    private static final char[] PASSWORD = "for-this-test".toCharArray();
    private final EmbeddedHiveMQ broker;
    private final int port;
    private final Path caPem;
    private final SSLContext serverTls;

    TestBroker(Path folder) throws Exception {
        KeyPair key = TestServer.newKey();
        X509Certificate certificate = selfSigned(key);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server", key.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        Path keyStore = folder.resolve("server.p12");
        try (OutputStream out = Files.newOutputStream(keyStore)) {
            store.store(out, PASSWORD);
        }
        caPem = Files.writeString(folder.resolve("ca.pem"), pem(certificate));
        serverTls = serverContext(store);
        Path config = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(config.resolve("config.xml"), config(keyStore));
        broker =
                EmbeddedHiveMQ.builder()
                        .withConfigurationFolder(config)
                        .withDataFolder(Files.createDirectories(folder.resolve("data")))
                        .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
                        .withEmbeddedExtension(
                                EmbeddedExtension.builder()
                                        .withId("login")
                                        .withName("login")
                                        .withVersion("1")
                                        .withPriority(0)
                                        .withStartPriority(1000)
                                        .withAuthor("test")
                                        .withExtensionMain(new Login())
                                        .build())
                        .build();
        broker.start().get(30, TimeUnit.SECONDS);
        port =
                Services.adminService().getServerInformation().getListener().stream()
                        .mapToInt(Listener::getPort)
                        .findFirst()
                        .orElseThrow();
    }

    int port() {
        return port;
    }

    Path caPem() {
        return caPem;
    }

    SSLContext serverTls() {
        return serverTls;
    }

    @Override
    public void close() {
        broker.stop().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static SSLContext serverContext(KeyStore store) throws Exception {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static X509Certificate selfSigned(KeyPair key) throws Exception {
        X500Name name = new X500Name("CN=localhost");
        Instant now = Instant.now();
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minus(1, ChronoUnit.HOURS)),
                        Date.from(now.plus(1, ChronoUnit.DAYS)),
                        name,
                        key.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(key.getPrivate())));
    }

    private static String pem(X509Certificate certificate) throws Exception {
        String body =
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(certificate.getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    }

    private static final class Login implements ExtensionMain {
        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            Services.securityRegistry()
                    .setAuthenticatorProvider(_ -> (SimpleAuthenticator) Login::check);
        }

        private static void check(SimpleAuthInput input, SimpleAuthOutput output) {
            var packet = input.getConnectPacket();
            String password =
                    packet.getPassword()
                            .map(p -> StandardCharsets.UTF_8.decode(p).toString())
                            .orElse("");
            String id = packet.getClientId();
            if (packet.getUserName().orElse("").equals(id) && password.equals("t-" + id))
                output.authenticateSuccessfully();
            else output.failAuthentication();
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }

    private static String config(Path keyStore) {
        return """
            <hivemq>
              <listeners><tls-tcp-listener>
                <port>0</port><bind-address>127.0.0.1</bind-address>
                <tls><keystore><path>%s</path><password>for-this-test</password>
                  <private-key-password>for-this-test</private-key-password></keystore></tls>
              </tls-tcp-listener></listeners>
              <persistence><mode>in-memory</mode></persistence>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """
                .formatted(keyStore);
    }
}
