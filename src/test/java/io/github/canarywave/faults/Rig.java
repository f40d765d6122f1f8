package io.github.canarywave.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * A server, its broker and a fleet as processes of their own in one folder; all that the fleet says
 * and fetches goes through two proxies. Confined to one thread.
 */
final class Rig implements AutoCloseable {
    /** The promise is 10 s; what it takes is told as it was. */
    private static final Duration START = Duration.ofMinutes(3);

    private static final Duration ONLINE = Duration.ofMinutes(5);
    private static final int FLEET_MAX = 2500;
    private static final int IMAGE_BYTES = 256 * 1024;

    /** Holds the folder of a server with some campaigns, and little more. */
    static final int SMALL_DISK_MIB = 64;

    /** The same with some ten campaigns of a hundred devices. */
    static final int LARGE_DISK_MIB = 512;

    private static final int FLOOR_MIB = 8;
    private static final int RESERVE_MIB = 4;

    /**
     * What the rig is made of.
     *
     * @param scale on all times of a device
     * @param imageBytes size of each release
     * @param outsideBroker whether the broker is a Mosquitto of its own
     * @param serverFlags flags of the server's Java
     * @param serverWords what it is told beside its ports
     * @param serverEnvironment variables around it
     * @param diskMib size of a disk of its own for the server; 0 = it shares ours
     */
    record Options(
            int devices,
            double scale,
            long seed,
            int imageBytes,
            boolean outsideBroker,
            List<String> serverFlags,
            List<String> serverWords,
            Map<String, String> serverEnvironment,
            int diskMib) {
        Options {
            serverWords = List.copyOf(serverWords);
            serverFlags = List.copyOf(serverFlags);
            serverEnvironment = Map.copyOf(serverEnvironment);
        }

        static Options of(int devices, double scale, long seed, boolean outsideBroker) {
            return new Options(
                    devices,
                    scale,
                    seed,
                    IMAGE_BYTES,
                    outsideBroker,
                    Child.SERVER,
                    List.of(),
                    Map.of(),
                    0);
        }

        /** With a disk of its own for the server, on which little room is kept. */
        Options withDisk(int mib) {
            List<String> words = new ArrayList<>(serverWords);
            words.add("--disk-floor=" + FLOOR_MIB);
            words.add("--disk-reserve=" + RESERVE_MIB);
            return new Options(
                    devices,
                    scale,
                    seed,
                    imageBytes,
                    outsideBroker,
                    serverFlags,
                    words,
                    serverEnvironment,
                    mib);
        }

        /** With other flags of the server's Java, more words for it and variables around it. */
        Options withServer(
                List<String> flags, List<String> words, Map<String, String> environment) {
            return new Options(
                    devices,
                    scale,
                    seed,
                    imageBytes,
                    outsideBroker,
                    flags,
                    words,
                    environment,
                    diskMib);
        }

        Options withImage(int bytes) {
            return new Options(
                    devices,
                    scale,
                    seed,
                    bytes,
                    outsideBroker,
                    serverFlags,
                    serverWords,
                    serverEnvironment,
                    diskMib);
        }
    }

    /**
     * One start of the server or of the broker.
     *
     * @param cause fault after which it was started again
     * @param harmedMs wall clock when the harm was done
     */
    record Start(String cause, long harmedMs, long startedMs, long readyMs) {
        double readySeconds() {
            return (readyMs - startedMs) / 1000.0;
        }
    }

    /** Something that was waited for. */
    record Timed(String what, double seconds) {}

    final Options options;
    final Path folder;
    final Path data;
    final TcpProxy mqtt;

    /** Between the server and a broker of its own; leads nowhere without one. */
    final TcpProxy serverLink = TcpProxy.to(0);

    final TcpProxy https = TcpProxy.to(0);
    final List<Start> starts = new CopyOnWriteArrayList<>();
    final List<Timed> timed = new CopyOnWriteArrayList<>();
    final List<Violation> complaints = new CopyOnWriteArrayList<>();

    /** Halts that were acknowledged and are over. */
    final List<Told.Halt> halts = new CopyOnWriteArrayList<>();

    /** What faults draw from while they happen. */
    final Random random;

    private final Optional<SmallDisk> disk;

    /** The data folder as the server knows it. */
    private final Path dataInside;

    private final Optional<Mosquitto> broker;
    private final int mqttPort;
    private final int devicePort;
    private final int operatorPort;
    private final List<Child> fleets = new ArrayList<>();
    private Child server;
    private Api api;

    private Rig(Options options, Path folder) {
        this.options = options;
        random = new Random(options.seed());
        this.folder = folder;
        disk =
                options.diskMib() == 0
                        ? Optional.empty()
                        : Optional.of(SmallDisk.make(folder.resolve("disk"), options.diskMib()));
        data = disk.map(SmallDisk::seen).orElse(folder).resolve("data");
        dataInside = disk.map(SmallDisk::place).orElse(folder).resolve("data");
        broker =
                options.outsideBroker()
                        ? Optional.of(Mosquitto.start(data, folder.resolve("broker")))
                        : Optional.empty();
        mqttPort = broker.map(b -> b.process().port()).orElseGet(Ports::free);
        serverLink.retarget(mqttPort);
        devicePort = Ports.free();
        operatorPort = Ports.free();
        mqtt = TcpProxy.to(mqttPort);
        makeReleaseKey(data.resolve("keys"));
        server = spawnServer();
        until(START, "pki of the first start", () -> Files.exists(data.resolve("pki/ca.pem")));
        api = new Api(data, operatorPort);
        awaitReady();
    }

    /** Starts all of it; returns when every device is online. */
    static Rig start(Options options, Path folder) {
        Rig rig = new Rig(options, folder);
        try {
            rig.startFleets();
            return rig;
        } catch (RuntimeException e) {
            rig.close();
            throw e;
        }
    }

    /** As the owner of a release key makes it, apart from the server. */
    private static void makeReleaseKey(Path keys) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Files.createDirectories(keys);
            Path secret =
                    Files.createFile(
                            keys.resolve("release.pem"),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(secret, pem("PRIVATE KEY", pair.getPrivate()));
            Files.writeString(keys.resolve("release.pub.pem"), pem("PUBLIC KEY", pair.getPublic()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java runtime has P-256", e);
        }
    }

    private static String pem(String what, Key key) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what);
    }

    private Child spawnServer() {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "serve",
                                "--release-public-key="
                                        + dataInside.resolve("keys/release.pub.pem"),
                                "--data=" + dataInside,
                                "--device-port=" + devicePort,
                                "--operator-port=" + operatorPort,
                                "--access-log=" + accessLog()));
        words.addAll(
                broker.map(b -> b.serverWords(serverLink.port()))
                        .orElseGet(() -> List.of("--mqtt-port=" + mqttPort)));
        words.addAll(options.serverWords());
        return Child.start(
                folder.resolve("server.log"),
                disk.map(SmallDisk::inside).orElse(List.of()),
                options.serverFlags(),
                options.serverEnvironment(),
                words);
    }

    /** What is given to the fleet's Java so that its downloads go through the proxy. */
    private List<String> throughProxy() {
        List<String> flags = new ArrayList<>(Child.FLEET);
        flags.add("-Dhttps.proxyHost=127.0.0.1");
        flags.add("-Dhttps.proxyPort=" + https.port());
        // To any other value Java adds localhost by itself.
        flags.add("-Dhttp.nonProxyHosts=");
        return flags;
    }

    private void startFleets() {
        int left = options.devices();
        for (char name = 'a'; left > 0; name++) {
            int size = Math.min(left, FLEET_MAX);
            left -= size;
            Path log = folder.resolve("fleet-" + name + ".log");
            if (broker.isPresent()) broker.get().admit(register(size, name + "-"));
            fleets.add(Child.start(log, throughProxy(), Map.of(), fleetWords(size, name + "-")));
        }
        awaitOnline();
    }

    /** Registers devices before the fleet does, and leaves their tokens where it looks. */
    private Map<String, String> register(int count, String prefix) {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (int i = 1; i <= count; i++) {
            String id = prefix + "%04d".formatted(i);
            tokens.put(id, api.register(id));
        }
        StringBuilder lines = new StringBuilder();
        tokens.forEach((id, token) -> lines.append(id).append(',').append(token).append('\n'));
        try {
            Path demo = Files.createDirectories(data.resolve("demo"));
            Files.writeString(demo.resolve(prefix + "devices.csv"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tokens;
    }

    private List<String> fleetWords(int size, String prefix) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "sim",
                                "run",
                                "--devices=" + size,
                                "--prefix=" + prefix,
                                "--broker=localhost:" + mqtt.port(),
                                "--server=" + api.url(),
                                "--data=" + data,
                                "--ledger=" + ledger(fleets.size()),
                                "--scale=" + options.scale(),
                                "--seed=" + options.seed()));
        return words;
    }

    private Path ledger(int fleet) {
        return folder.resolve("ledger-" + fleet + ".ndjson");
    }

    private Path accessLog() {
        return folder.resolve("access.log");
    }

    /** When the server said that it may command over its broker, wall clock. */
    List<Long> selfTestsPassedMs() {
        return server.said()
                .lines()
                .filter(line -> line.contains(" broker self-test passed "))
                .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))).toEpochMilli())
                .toList();
    }

    /** What was asked for at the device port. */
    Access access() {
        return Access.read(accessLog());
    }

    /** What the devices wrote down, one file for each fleet. */
    List<Path> ledgers() {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < fleets.size(); i++) files.add(ledger(i));
        return files;
    }

    /** Notes how long something took since this reading of {@link System#nanoTime}. */
    void time(String what, long sinceNanos) {
        timed.add(new Timed(what, (System.nanoTime() - sinceNanos) / 1e9));
    }

    /** A fault saw by itself that a promise was not kept. */
    void complain(String promise, String device, String seen, String stored) {
        complaints.add(
                new Violation(promise, device, "fault", System.currentTimeMillis(), seen, stored));
    }

    /** Where the broker listens, past the proxy. */
    int mqttPort() {
        return mqttPort;
    }

    /** The broker, when it is a process of its own. */
    Mosquitto broker() {
        return broker.orElseThrow(
                () -> new IllegalStateException("this fault needs a broker of its own"));
    }

    /** The disk of the server, when it has its own. */
    SmallDisk disk() {
        return disk.orElseThrow(
                () -> new IllegalStateException("this fault needs a disk of its own"));
    }

    /** What is stored now. */
    Books books() {
        String name = "canarywave.db";
        if (disk.isEmpty()) return Books.read(data.resolve(name));
        // SQLite follows the link to our own root; so a copy, as a kill would leave the files.
        server.freeze();
        try {
            Path copies = Files.createTempDirectory(folder, "books");
            for (String file : List.of(name, name + "-wal"))
                if (Files.exists(data.resolve(file)))
                    Files.copy(data.resolve(file), copies.resolve(file));
            return Books.read(copies.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            server.thaw();
        }
    }

    Api api() {
        return api;
    }

    Child server() {
        return server;
    }

    /** Waits until every device is online; tells how long that took. */
    Duration awaitOnline() {
        long start = System.nanoTime();
        until(ONLINE, "all devices are online", () -> api.online() >= options.devices());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Waits until so many connections of devices have come since the rig was made. */
    void awaitConnections(long count) {
        until(ONLINE, "every device has connected again", () -> mqtt.accepted() >= count);
    }

    /** Waits until the fleet is connected; a device that restarts just then is back soon. */
    void awaitConnected() {
        until(ONLINE, "the fleet is connected", () -> mqtt.open() >= options.devices());
    }

    /** Starts the server again on its folder and ports; returns when it takes requests. */
    void startServer(String cause, long harmedMs) {
        long started = System.currentTimeMillis();
        server = spawnServer();
        awaitReady();
        starts.add(new Start(cause, harmedMs, started, System.currentTimeMillis()));
    }

    private void awaitReady() {
        Child starting = server;
        until(
                START,
                "the server is ready",
                () -> {
                    if (!starting.isAlive())
                        throw new IllegalStateException(
                                "the server ended by itself, see " + folder.resolve("server.log"));
                    return api.healthy();
                });
    }

    /** Waits for a condition; a server that does not answer does not fulfil it. */
    static void until(Duration limit, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        String answer = "";
        while (true) {
            try {
                if (condition.getAsBoolean()) return;
            } catch (Api.Away e) {
                answer = " (" + e + ")";
            }
            if (System.nanoTime() > end)
                throw new IllegalStateException(
                        "not within " + limit.toSeconds() + " s: " + what + answer);
            pauseFor(Duration.ofMillis(50));
        }
    }

    static void pauseFor(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the fleet, so that its ledgers are whole. */
    void endFleets() {
        for (Child fleet : fleets) fleet.terminate();
        for (Child fleet : fleets) fleet.awaitEnd(Duration.ofSeconds(60));
    }

    @Override
    public void close() {
        fleets.forEach(Child::close);
        server.close();
        broker.ifPresent(Mosquitto::close);
        serverLink.close();
        mqtt.close();
        https.close();
        api.close();
        disk.ifPresent(SmallDisk::close);
    }
}
