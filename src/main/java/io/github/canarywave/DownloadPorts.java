package io.github.canarywave;

import io.github.canarywave.adapter.cli.ServerSettings;
import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.adapter.http.TlsFiles;
import io.github.canarywave.adapter.http.devices.DeviceServer;
import io.github.canarywave.adapter.http.tls.DeviceTls;
import io.github.canarywave.adapter.http.tls.DeviceTls.Certificates;
import io.github.canarywave.adapter.http.tls.DeviceTls.Profile;
import io.github.canarywave.adapter.store.ArtifactFolder;
import io.github.canarywave.app.DeviceAuth;
import io.github.canarywave.app.Downloads;
import io.vertx.core.Vertx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ports that devices download from: one for all, and one more for small devices. */
final class DownloadPorts implements AutoCloseable {
    private final ServerSettings settings;
    private final Pki pki;
    private final List<DeviceTls> secured = new ArrayList<>();
    private final List<DeviceServer> servers = new ArrayList<>();

    private DownloadPorts(ServerSettings settings, Pki pki) {
        this.settings = settings;
        this.pki = pki;
    }

    /** Opens them; they are open when this returns. */
    static DownloadPorts open(
            ServerSettings settings,
            Pki pki,
            Vertx vertx,
            DeviceAuth devices,
            Downloads downloads,
            ArtifactFolder artifacts) {
        DownloadPorts ports = new DownloadPorts(settings, pki);
        try {
            ports.add(
                    Profile.MODERN,
                    settings.ports().device(),
                    vertx,
                    devices,
                    downloads,
                    artifacts);
            if (settings.ports().constrained().isPresent())
                ports.add(
                        Profile.CONSTRAINED,
                        settings.ports().constrained().getAsInt(),
                        vertx,
                        devices,
                        downloads,
                        artifacts);
        } catch (RuntimeException e) {
            ports.close();
            throw e;
        }
        return ports;
    }

    private void add(
            Profile profile,
            int port,
            Vertx vertx,
            DeviceAuth devices,
            Downloads downloads,
            ArtifactFolder artifacts) {
        DeviceTls tls = DeviceTls.open(tls(profile));
        secured.add(tls);
        servers.add(
                DeviceServer.start(
                        vertx,
                        DeviceServer.Options.of(
                                port, tls, settings.rates().connectionsPerAddress()),
                        devices,
                        downloads,
                        artifacts));
    }

    private DeviceTls.Settings tls(Profile profile) {
        return new DeviceTls.Settings(
                new TlsFiles(pki.chainFile(), pki.keyFile()),
                profile,
                switch (settings.deviceCertificates()) {
                    case OFF -> Certificates.NONE;
                    case OPTIONAL -> Certificates.OPTIONAL;
                    case REQUIRED -> Certificates.REQUIRED;
                },
                Optional.of(pki.caFile()));
    }

    /** The port for all. */
    int port() {
        return servers.getFirst().port();
    }

    /** The port for small devices, if there is one. */
    Optional<Integer> constrainedPort() {
        return servers.stream().skip(1).map(DeviceServer::port).findFirst();
    }

    /** What happened at them since they were opened, and connections open now. */
    Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>();
        for (DeviceServer server : servers)
            server.counts().forEach((what, number) -> all.merge(what, number, Long::sum));
        return all;
    }

    /** How devices reach them. */
    Forge.Urls urls() {
        return new Forge.Urls(settings.publicHost(), port(), constrainedPort().orElse(port()));
    }

    /** Serves the certificate that lies there now. */
    void reload() {
        secured.forEach(DeviceTls::reload);
    }

    @Override
    public void close() {
        servers.reversed().forEach(DeviceServer::close);
    }
}
