package io.github.canarywave.adapter.broker;

import io.github.canarywave.adapter.broker.DeviceCertificates.TrustStore;
import io.github.canarywave.adapter.broker.extension.CertificateUse;
import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.wire.Topics;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** What the embedded broker needs to know to start. Immutable. */
public final class BrokerOptions {
    /** Under the 20 000 open files that a process commonly may have; downloads need some too. */
    public static final int MAX_CONNECTIONS = 15_000;

    private static final String ANY_ADDRESS = "0.0.0.0";

    private final Path folder;
    private final Path keyStore;
    private final String keyStorePassword;
    private final DeviceAuth devices;
    private final Place place;
    private final Topics topics;
    private final DeviceCertificates certificates;

    /** Where it listens; port 0 = any free, no plain port = none. */
    private record Place(String address, int tlsPort, OptionalInt plainPort) {}

    private BrokerOptions(
            Path folder,
            Path keyStore,
            String keyStorePassword,
            DeviceAuth devices,
            Place place,
            Topics topics,
            DeviceCertificates certificates) {
        this.folder = folder;
        this.keyStore = keyStore;
        this.keyStorePassword = keyStorePassword;
        this.devices = devices;
        this.place = place;
        this.topics = topics;
        this.certificates = certificates;
    }

    /**
     * Any free TLS port on all interfaces, no plain port, no client certificates, default topics
     * and limits.
     *
     * @param folder belongs to the broker while it runs: its configuration and scratch files; made
     *     if it is missing
     * @param keyStore PKCS#12 with the server's key and certificate chain; read again within
     *     seconds when the file changes
     * @param keyStorePassword protects both the file and the key
     */
    public static BrokerOptions of(
            Path folder, Path keyStore, String keyStorePassword, DeviceAuth devices) {
        return new BrokerOptions(
                folder,
                keyStore,
                keyStorePassword,
                devices,
                new Place(ANY_ADDRESS, 0, OptionalInt.empty()),
                new Topics(Topics.DEFAULT_PREFIX),
                DeviceCertificates.off());
    }

    /** The same, listening there. */
    public BrokerOptions listeningOn(String address, int port) {
        return with(new Place(address, port, place.plainPort()), topics, certificates);
    }

    /** The same, with a port without TLS besides. */
    public BrokerOptions withPlainPort(int port) {
        Place both = new Place(place.address(), place.tlsPort(), OptionalInt.of(port));
        return with(both, topics, certificates);
    }

    /** The same, under another topic prefix. */
    public BrokerOptions withTopics(Topics other) {
        return with(place, other, certificates);
    }

    /**
     * The same, with client certificates for devices.
     *
     * @param trustStore PKCS#12 with the roots that sign them
     */
    public BrokerOptions withCertificates(CertificateUse use, Path trustStore, String password) {
        Optional<TrustStore> trust =
                use == CertificateUse.OFF
                        ? Optional.empty()
                        : Optional.of(new TrustStore(trustStore, password));
        return with(place, topics, new DeviceCertificates(use, trust));
    }

    private BrokerOptions with(Place where, Topics spoken, DeviceCertificates shown) {
        return new BrokerOptions(folder, keyStore, keyStorePassword, devices, where, spoken, shown);
    }

    Path folder() {
        return folder;
    }

    String bindAddress() {
        return place.address();
    }

    int tlsPort() {
        return place.tlsPort();
    }

    OptionalInt plainPort() {
        return place.plainPort();
    }

    Path keyStore() {
        return keyStore;
    }

    String keyStorePassword() {
        return keyStorePassword;
    }

    Topics topics() {
        return topics;
    }

    DeviceAuth devices() {
        return devices;
    }

    DeviceCertificates certificates() {
        return certificates;
    }

    @Override
    public String toString() {
        return "BrokerOptions[" + bindAddress() + ":" + tlsPort() + ", folder=" + folder + "]";
    }
}
