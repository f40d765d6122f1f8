package io.github.canarywave;

import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.adapter.cli.OutsideGates;
import io.github.canarywave.adapter.cli.ServerSettings;
import io.github.canarywave.adapter.crypto.DownloadTokens;
import io.github.canarywave.adapter.crypto.KeysUnavailable;
import io.github.canarywave.adapter.crypto.Pki;
import io.github.canarywave.adapter.crypto.SecretTokens;
import io.github.canarywave.adapter.crypto.SigningKey;
import io.github.canarywave.adapter.crypto.TokenReading;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.adapter.http.TlsFiles;
import io.github.canarywave.adapter.http.devices.AccessLog;
import io.github.canarywave.adapter.http.gates.GateAddresses;
import io.github.canarywave.adapter.http.gates.GateClient;
import io.github.canarywave.adapter.http.gates.Signature;
import io.github.canarywave.adapter.http.operators.OperatorServer;
import io.github.canarywave.adapter.log.LogFile;
import io.github.canarywave.adapter.mqtt.MqttLink;
import io.github.canarywave.adapter.mqtt.MqttOptions;
import io.github.canarywave.adapter.mqtt.probe.BrokerWatch;
import io.github.canarywave.adapter.mqtt.probe.SelfTest;
import io.github.canarywave.adapter.store.ArtifactFolder;
import io.github.canarywave.adapter.store.DataDisk;
import io.github.canarywave.adapter.store.DataLock;
import io.github.canarywave.adapter.store.SqliteStore;
import io.github.canarywave.adapter.ui.Page;
import io.github.canarywave.app.Caretaker;
import io.github.canarywave.app.CertificateDesk;
import io.github.canarywave.app.Counters;
import io.github.canarywave.app.Curves;
import io.github.canarywave.app.Desk;
import io.github.canarywave.app.DownloadLimits;
import io.github.canarywave.app.DownloadTickets;
import io.github.canarywave.app.Downloads;
import io.github.canarywave.app.FleetDiary;
import io.github.canarywave.app.GivenKeys;
import io.github.canarywave.app.Inbox;
import io.github.canarywave.app.Intake;
import io.github.canarywave.app.Live;
import io.github.canarywave.app.PeopleDesk;
import io.github.canarywave.app.ReservedStore;
import io.github.canarywave.app.Scrub;
import io.github.canarywave.app.Space;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.app.Tokens;
import io.github.canarywave.app.TurnLoop;
import io.github.canarywave.app.Turns;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.TrustKey;
import io.github.canarywave.wire.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One running server, with its broker or one elsewhere: every part made, connected and closed here.
 */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    final ServerFolder folder;
    final SigningKey commandKey;

    /** At least one. */
    final List<VerifyingKey> releaseKeys;

    final Pki pki;
    final Desk desk;
    final BrokerSide broker;
    final DownloadPorts downloadPorts;
    final OperatorServer operatorServer;
    private final Optional<LogFile> accessLog;
    final String operatorUrl;
    private final Opened opened;

    /** Last of all to be there. */
    private Server(ServerSettings settings, List<VerifyingKey> releaseKeys, Opened opened) {
        this.opened = opened;
        this.releaseKeys = List.copyOf(releaseKeys);
        folder = ServerFolder.open(settings.data());
        open(DataLock.take(folder.path()));
        LastWords broken = new LastWords();
        Space space = space(settings, broken);
        commandKey = KeyNames.openOrMake(folder.key("command.pem"), KeyNames.COMMAND);
        Path pkiFolder = folder.path().resolve("pki");
        pki = Pki.open(pkiFolder, hosts(settings), Instant.now());
        Store store =
                open(
                        new ReservedStore(
                                SqliteStore.open(
                                        folder.path().resolve("canarywave.db"),
                                        CampaignTexts::stored,
                                        settings.rates().siteLabel(),
                                        broken),
                                space));
        ArtifactFolder artifacts = new ArtifactFolder(folder.path(), space::requireRoom, broken);
        tell(store);
        Inbox inbox = new Inbox();
        Topics topics = new Topics(Topics.DEFAULT_PREFIX);
        AtomicReference<@Nullable Turns> turnsLater = new AtomicReference<>();
        broker = open(BrokerSide.open(settings, folder, pki, topics, store));
        MqttOptions linkOptions = broker.link(topics, command -> may(turnsLater.get(), command));
        MqttLink link = open(MqttLink.open(linkOptions, inbox));
        DownloadTokens downloadTokens = DownloadTokens.open(folder.key("download.key"));
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        open(() -> vertx.close().await());
        Downloads downloads =
                new Downloads(
                        store,
                        tickets(downloadTokens),
                        name -> isShut(turnsLater.get(), name),
                        inbox,
                        new DownloadLimits(rates(settings.rates())));
        accessLog =
                settings.accessLog()
                        .map(file -> LogFile.open(AccessLog.LOGGER, file, LogFile.Limits.DEFAULT));
        accessLog.ifPresent(this::open);
        TlsFiles tls = new TlsFiles(pki.chainFile(), pki.keyFile());
        downloadPorts =
                open(
                        DownloadPorts.open(
                                settings,
                                pki,
                                vertx,
                                new StoredCredentials(store),
                                downloads,
                                artifacts));
        Forge forge = new Forge(commandKey, downloadTokens, topics, downloadPorts.urls());
        Live live = open(new Live());
        Curves curves = open(new Curves(store, Instant::now, live::grown));
        Counters counters = new Counters();
        BrokerWatch watch =
                open(
                        new BrokerWatch(
                                link,
                                new SelfTest(linkOptions, broker.probes(), link)::run,
                                broker.url()));
        Turns turns =
                new Turns(
                        store,
                        forge,
                        link,
                        outside(downloads, live, curves),
                        counters,
                        watch,
                        new CampaignTexts());
        turnsLater.set(turns);
        GateClient gates = open(new GateClient(vertx, addresses(settings.gates()), Instant::now));
        TurnLoop loop = new TurnLoop(turns, store, inbox, link, Instant::now, gates);
        link.onReady(loop::brokerReady);
        TrustedReleases trusted = TrustedReleases.of(releaseKeys);
        PeopleDesk people = new PeopleDesk(store, tokens(), Instant::now);
        ServedCertificates certificates = new ServedCertificates(pki, settings.outside().isEmpty());
        desk =
                new Desk(
                        store,
                        loop,
                        turns,
                        new CampaignTexts(),
                        forge,
                        new Intake(store, artifacts, trusted),
                        live,
                        tokens(),
                        Instant::now,
                        () -> CounterSheet.of(counters, broker, link, downloadCounts(downloads)),
                        new CertificateDesk(
                                store, new Signatory(pki.deviceCertificates()), Instant::now),
                        people,
                        curves,
                        certificates::all);
        open(new FleetDiary(store, Instant::now).start());
        curves.start();
        loop.start();
        lookAfter(
                new Caretaker(
                        new Scrub(store, artifacts, revoked(settings)),
                        counters,
                        Instant::now,
                        Thread::sleep));
        watch.start(loop::brokerReady);
        open(loop);
        String token = folder.operatorToken();
        if (!people.first(SecretTokens.hash(token)))
            LOG.warn(
                    "token of the data folder is revoked file={}; for a new one delete it and start"
                            + " again",
                    folder.operatorTokenFile());
        operatorServer =
                open(
                        OperatorServer.start(
                                vertx,
                                OperatorServer.Options.of(
                                        settings.ports().operator(),
                                        tls,
                                        new Sha256(SecretTokens.hash(token)),
                                        read(pki.caFile())),
                                desk,
                                artifacts,
                                new Page()::serve));
        open(
                new CertificateKeeper(
                                pki,
                                now ->
                                        certificates.using(
                                                Pki.open(pkiFolder, hosts(settings), now)),
                                InstantSource.system(),
                                List.of(downloadPorts::reload, operatorServer::reload))
                        .start());
        operatorUrl = "https://" + settings.publicHost() + ":" + operatorServer.port();
        folder.writeContext(Cli.contextText(operatorUrl, "pki/ca.pem", token));
    }

    /** Starts a server; what was opened is closed again when something fails. */
    static Server start(ServerSettings settings, List<VerifyingKey> releaseKeys) {
        Opened opened = new Opened();
        try {
            return new Server(settings, releaseKeys, opened);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Scrub.Revoked revoked(ServerSettings settings) {
        return settings.room().dropsRevoked() ? Scrub.Revoked.DROPPED : Scrub.Revoked.KEPT;
    }

    private void lookAfter(Caretaker caretaker) {
        Thread thread = Thread.ofVirtual().name("caretaker").start(caretaker::run);
        open(thread::interrupt);
    }

    private void tell(Store store) {
        List<TrustKey> given =
                releaseKeys.stream()
                        .map(
                                key ->
                                        new TrustKey(
                                                key.kid(),
                                                key.fingerprint(),
                                                key.pem(),
                                                TrustKey.Standing.ACTIVE,
                                                true,
                                                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                                                ""))
                        .toList();
        switch (GivenKeys.tell(store, given)) {
            case GivenKeys.Told.Clash(var why) -> throw new KeysUnavailable(why);
            case GivenKeys.Told.Known(var warnings) ->
                    warnings.forEach(
                            why -> LOG.warn("release key signs nothing new why=\"{}\"", why));
        }
    }

    private Space space(ServerSettings settings, LastWords broken) {
        Space.Limits limits =
                new Space.Limits(settings.room().floorBytes(), settings.room().reserveBytes());
        return new Space(new DataDisk(folder.path(), limits.reserveBytes(), broken), limits);
    }

    private static Set<String> hosts(ServerSettings settings) {
        Set<String> hosts = new TreeSet<>(List.of("localhost", "127.0.0.1", "::1"));
        hosts.add(settings.publicHost());
        return hosts;
    }

    private Map<String, Long> downloadCounts(Downloads downloads) {
        Map<String, Long> all = new TreeMap<>(downloadPorts.counts());
        all.put("under_way", (long) downloads.underWay());
        accessLog.ifPresent(log -> all.put("access_log_dropped", log.dropped()));
        return all;
    }

    private static boolean may(@Nullable Turns turns, StoredCommand command) {
        return turns != null && turns.mayHandOver(command);
    }

    private static boolean isShut(@Nullable Turns turns, CampaignName name) {
        // Before the first turn the store alone knows what is halted: "gone" would be for good.
        return turns != null && turns.isShut(name);
    }

    private static DownloadTickets tickets(DownloadTokens tokens) {
        return text ->
                switch (tokens.read(text)) {
                    case TokenReading.Valid(var key, var expires) ->
                            Optional.of(new DownloadTickets.Ticket(key, expires));
                    case TokenReading.Invalid _ -> Optional.empty();
                };
    }

    private static Tokens tokens() {
        return new Tokens() {
            @Override
            public String newToken() {
                return SecretTokens.make();
            }

            @Override
            public String hash(String token) {
                return SecretTokens.hash(token);
            }
        };
    }

    private static DownloadLimits.Rates rates(ServerSettings.DownloadRates rates) {
        return new DownloadLimits.Rates(rates.server(), rates.siteLabel(), rates.site());
    }

    private static GateAddresses addresses(OutsideGates gates) {
        return new GateAddresses(
                gates.prometheus(),
                gates.prometheusToken(),
                gates.webhooks(),
                gates.secret().map(Signature::of),
                gates.authorities(),
                GateAddresses.PATIENCE);
    }

    private static Turns.Outside outside(Downloads downloads, Live live, Curves curves) {
        return new Turns.Outside() {
            @Override
            public void cut(long attemptKey) {
                downloads.cut(attemptKey);
            }

            @Override
            public void changed(CampaignName rollout, boolean atOnce) {
                live.changed(rollout, atOnce);
                curves.changed(rollout);
            }
        };
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private <T extends AutoCloseable> T open(T part) {
        return opened.add(part);
    }

    @Override
    public void close() {
        opened.close();
    }

    /** What was opened, to be closed in the reverse order. Confined to one thread. */
    private static final class Opened {
        private final Deque<AutoCloseable> parts = new ArrayDeque<>();

        <T extends AutoCloseable> T add(T part) {
            parts.push(part);
            return part;
        }

        void close() {
            for (AutoCloseable part : parts) {
                try {
                    part.close();
                } catch (Exception e) {
                    LOG.warn(
                            "not closed cleanly part={} why=\"{}\"",
                            part.getClass().getSimpleName(),
                            e.getMessage());
                }
            }
        }
    }
}
