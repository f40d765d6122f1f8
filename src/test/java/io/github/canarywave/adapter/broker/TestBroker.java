package io.github.canarywave.adapter.broker;

import io.github.canarywave.app.DeviceAuth;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;

/** One embedded broker for all tests of a JVM, because each takes seconds to stop. */
public final class TestBroker {
    /** A token is the id, turned into one; ids with "broken" find the store away. */
    static final DeviceAuth DEVICES =
            (id, token) -> {
                if (id.contains("broken")) throw new IllegalStateException("no store");
                return token.equals(tokenOf(id));
            };

    private static @Nullable TestBroker shared;

    private final TestCertificate certificate;
    private final EmbeddedBroker broker;

    private TestBroker(Path folder) throws Exception {
        certificate = TestCertificate.in(folder);
        broker = EmbeddedBroker.start(options(folder, certificate).withPlainPort(0));
    }

    /** Runs until the JVM ends. */
    public static synchronized TestBroker shared() throws Exception {
        if (shared == null) shared = new TestBroker(Files.createTempDirectory("test-broker"));
        return shared;
    }

    /** A broker to which no other test has said anything. */
    public static TestBroker in(Path folder) throws Exception {
        return new TestBroker(folder);
    }

    public static BrokerOptions options(Path folder, TestCertificate certificate) {
        return BrokerOptions.of(
                        folder.resolve("broker"),
                        certificate.keyStore(),
                        certificate.password(),
                        DEVICES)
                .listeningOn("127.0.0.1", 0);
    }

    /** A broker that the server's former password opens too. */
    public static EmbeddedBroker startAgain(BrokerOptions options, ServerCredentials former) {
        return EmbeddedBroker.start(options, former);
    }

    public static String tokenOf(String id) {
        return "token-of-" + id;
    }

    public EmbeddedBroker broker() {
        return broker;
    }

    public int plainPort() {
        return broker.plainPort().orElseThrow();
    }

    public TestCertificate certificate() {
        return certificate;
    }
}
