package io.github.canarywave.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.canarywave.app.BrokerUnavailable;
import io.github.canarywave.app.BrokerVerdict;
import io.github.canarywave.app.CommandChannel;
import io.github.canarywave.app.CommandForge;
import io.github.canarywave.app.Counters;
import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.app.DownloadDesk.Sending;
import io.github.canarywave.app.DownloadLimits;
import io.github.canarywave.app.DownloadTickets;
import io.github.canarywave.app.Downloads;
import io.github.canarywave.app.Heard;
import io.github.canarywave.app.Inbox;
import io.github.canarywave.app.MemoryStore;
import io.github.canarywave.app.Now;
import io.github.canarywave.app.Store;
import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.app.Turns;
import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.OnlineNotice;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.Deciding;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.HearingTime.Listening;
import io.github.canarywave.domain.rollout.Release;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.RolloutState;
import io.github.canarywave.domain.rollout.WithdrawContent;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One history: a virtual clock, a fleet, a bad link, and an orchestrator that dies between effects
 * and is started again on what was stored. The same seed gives the same history.
 */
final class World {
    static final String OLD = "1.0.0";
    static final String NEW = "1.1.0";
    static final Model MODEL = new Model("thermostat");
    static final long SIZE = 1_000_000;
    static final long FLAKY_MINUTES = 60 * 24;
    static final Instant BEGIN = Instant.parse("2026-11-20T12:00:00Z");
    static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
    private static final Duration END = Duration.ofDays(30);
    private static final List<Duration> JUMPS =
            List.of(
                    Duration.ofHours(1),
                    Duration.ofHours(-1),
                    Duration.ofDays(30),
                    Duration.ofDays(-30));

    /**
     * Reports of commands that are not the device's own carry it: they are counted and kept
     * nowhere.
     */
    static final SessionId FORGED_SESSION = new SessionId("forged");

    private static final Duration AFTER_HALT = Duration.ofHours(2);
    private static final Duration FORGED = Duration.ofMinutes(10);
    private static final Duration PERSON = Duration.ofHours(1);
    private static final Duration OUTAGE = Duration.ofHours(2);
    private static final Duration TROUBLE = Duration.ofHours(1);

    /** At most half as late again, which is before the last wave opens. */
    private static final Duration TROUBLE_BEGINS = Duration.ofMinutes(6);

    final Random random;
    final MemoryStore disk = new MemoryStore();
    final Map<DeviceId, SimDevice> devices = new LinkedHashMap<>();
    final Invariants invariants = new Invariants(this);
    private final CampaignName name;
    private final Links links;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
    private final List<Heard> unacknowledged = new ArrayList<>();
    private final CrashPlan crashes;
    private final Instant begin;
    private Instant now;
    private long order;
    private Instant quietUntil;
    private Duration skew = Duration.ZERO;
    private long effects;
    private int restarts;
    private long ids;
    private long commits;
    private long handedOver;
    private long haltAfter = Long.MAX_VALUE;
    private boolean stopping;
    private boolean outages;
    private boolean broker = true;
    private boolean refusing;
    private Instant troubledAt = Instant.MAX;
    private final List<Reason> reasons = new ArrayList<>();
    private boolean up = true;
    private long forged;
    private Server server;

    private record Event(Instant at, long order, Runnable action) {}

    /** How bad the link between broker and devices is, in percent of messages. */
    record Links(int lost, int doubled, Duration delay) {
        static final Links BAD = new Links(5, 10, Duration.ofSeconds(3));
        static final Links CLEAN = new Links(0, 0, Duration.ofMillis(300));
    }

    /** When the orchestrator dies, asked at each effect with its number. */
    @FunctionalInterface
    interface CrashPlan {
        CrashPlan NEVER = (_, _) -> false;

        boolean now(long effect, Random random);
    }

    World(long seed, Campaign campaign, List<Behaviour> fleet, Links links, CrashPlan crashes) {
        this(seed, campaign, fleet, links, crashes, BEGIN);
    }

    /**
     * @param begin true time at the beginning
     */
    World(
            long seed,
            Campaign campaign,
            List<Behaviour> fleet,
            Links links,
            CrashPlan crashes,
            Instant begin) {
        this.random = new Random(seed);
        this.begin = begin;
        this.now = begin;
        this.quietUntil = begin;
        this.name = campaign.name();
        this.links = links;
        this.crashes = crashes;
        for (int i = 0; i < fleet.size(); i++) {
            DeviceId id = new DeviceId("dev-%04d".formatted(i));
            devices.put(id, new SimDevice(this, id, fleet.get(i)));
        }
        disk.write(
                tx -> {
                    for (DeviceId id : devices.keySet())
                        tx.register(Device.registered(id, MODEL, labels(id)), "");
                    for (String version : List.of(OLD, NEW)) {
                        Release known = Campaigns.release(version);
                        tx.add(known.name(), known.artifacts().get(MODEL), begin);
                    }
                    tx.create(Rollout.preparing(campaign, Campaigns.release()), "", begin);
                    return tx;
                });
        server = new Server();
        devices.values().forEach(SimDevice::start);
        if (random.nextInt(4) == 0)
            after(
                    jitter(Duration.ofHours(1)),
                    () -> skew = JUMPS.get(random.nextInt(JUMPS.size())));
        // The cohort is frozen once most of the fleet has been seen.
        after(Duration.ofMinutes(1), server::freeze);
        after(jitter(FORGED), this::forge);
        after(jitter(PERSON), this::decide);
    }

    /** A person who approves each wave of which the evidence says neither yes nor no. */
    private void decide() {
        Rollout rollout = rollout();
        if (rollout.running() && rollout.reason().contains("a person approves the wave"))
            disk.write(
                    tx -> {
                        tx.save(rollout.overruling(Deciding.gateName(rollout.openWave(), 0)));
                        return tx;
                    });
        after(jitter(PERSON), this::decide);
    }

    /** Where a device is: the zones of its clocks go round. */
    static Map<String, String> labels(DeviceId id) {
        int number = Integer.parseInt(id.value().substring(4));
        return Map.of(
                "tz",
                ZONES.get(number % ZONES.size()),
                "site",
                number % 2 == 0 ? "north" : "south");
    }

    /** A person halts right after so many commands were handed over, in the middle of a burst. */
    World haltedAfter(long commands) {
        haltAfter = commands;
        return this;
    }

    /** A server that dies stays away for up to hours, and the broker with it. */
    World withOutages() {
        outages = true;
        return this;
    }

    /** For an hour 30 % of all devices are cut off, one that is installing among them. */
    World withSharedOutage() {
        return withOutageOf(List.copyOf(devices.values()));
    }

    /** The same at one site alone; the others of the site stay. */
    World withOutageAt(String site) {
        return withOutageOf(
                devices.values().stream()
                        .filter(device -> site.equals(labels(device.id).get("site")))
                        .toList());
    }

    /** As {@link #withSharedOutage}, once so many or fewer are not commanded yet. */
    World withSharedOutageWhen(int uncommanded) {
        return withOutageOf(
                List.copyOf(devices.values()),
                device -> device.applying() && uncommanded() <= uncommanded);
    }

    private int uncommanded() {
        return devices.size() - invariants.commanded().size();
    }

    private World withOutageOf(List<SimDevice> exposed) {
        return withOutageOf(exposed, SimDevice::applying);
    }

    private World withOutageOf(List<SimDevice> exposed, Predicate<SimDevice> atWork) {
        return withTrouble(
                exposed,
                atWork,
                first -> {
                    first.cutOff(TROUBLE);
                    for (SimDevice device : exposed)
                        if (random.nextInt(10) < 3) device.cutOff(TROUBLE);
                },
                () -> {});
    }

    /** For an hour nobody reaches the broker, the server included. */
    World withBrokerDown() {
        return withTrouble(
                devices.values(),
                SimDevice::applying,
                _ -> {
                    broker = false;
                    unacknowledged.clear();
                    devices.values().forEach(SimDevice::serverGone);
                },
                this::brokerBack);
    }

    private void brokerBack() {
        broker = true;
        server.since = now;
        server.nothingMissed = !server.turns.somebodyInFlight();
        server.resend = true;
        devices.values().forEach(SimDevice::serverBack);
    }

    /** For an hour our host answers each download that it is busy, one that is due among them. */
    World withHostRefusing() {
        return withTrouble(
                devices.values(),
                SimDevice::downloadsNext,
                _ -> refusing = true,
                () -> refusing = false);
    }

    private World withTrouble(
            Collection<SimDevice> exposed,
            Predicate<SimDevice> atWork,
            Consumer<SimDevice> begins,
            Runnable ends) {
        Consumer<SimDevice> trouble =
                first -> {
                    troubledAt = now;
                    begins.accept(first);
                    after(TROUBLE, ends);
                };
        after(jitter(TROUBLE_BEGINS), () -> whenOneIs(atWork, exposed, trouble));
        return this;
    }

    private void whenOneIs(
            Predicate<SimDevice> atWork,
            Collection<SimDevice> exposed,
            Consumer<SimDevice> trouble) {
        Optional<SimDevice> first = exposed.stream().filter(atWork).findFirst();
        if (first.isPresent()) trouble.accept(first.get());
        else after(Duration.ofSeconds(1), () -> whenOneIs(atWork, exposed, trouble));
    }

    /** What was said in the hour of trouble, once it had lasted for so long, without numbers. */
    Set<String> reasonsAfter(Duration noticed) {
        Set<String> after = new TreeSet<>();
        for (Reason reason : reasons)
            if (reason.into().compareTo(noticed) > 0) after.add(reason.text());
        return after;
    }

    /**
     * What a rollout said while something was wrong.
     *
     * @param into how long something had been wrong then
     */
    private record Reason(Duration into, String text) {}

    boolean up() {
        return up && broker;
    }

    /** Whether a person was told that nothing is handed over any more. */
    boolean stopping() {
        return stopping;
    }

    /** Runs until the rollout has ended, or halted with nobody left in flight. */
    Rollout run() {
        runAtMost(END);
        Rollout rollout = rollout();
        invariants.atEnd(rollout);
        return rollout;
    }

    /** Runs for so long at most; what the end looks like is not asked. */
    void runAtMost(Duration limit) {
        Duration idle = Duration.ofSeconds(1);
        while (Duration.between(begin, now).compareTo(limit) < 0) {
            Event next = events.peek();
            Instant tick = now.plus(idle);
            boolean event = next != null && !next.at().isAfter(tick);
            advance(event ? next.at() : tick);
            if (event) events.remove().action().run();
            idle = event ? Duration.ofSeconds(1) : longer(idle);
            server.turn();
            if (settled()) break;
        }
    }

    private static Duration longer(Duration idle) {
        Duration doubled = idle.multipliedBy(2);
        return doubled.compareTo(Duration.ofMinutes(5)) > 0 ? Duration.ofMinutes(5) : doubled;
    }

    private boolean settled() {
        Rollout rollout = rollout();
        Duration into = Duration.between(troubledAt, now);
        if (!into.isNegative() && into.compareTo(TROUBLE) < 0)
            reasons.add(new Reason(into, rollout.reason().replaceAll("[0-9.]+", "#")));
        if (rollout.state() instanceof RolloutState.Done) return true;
        if (!(rollout.state() instanceof RolloutState.Halted)) {
            quietUntil = now.plus(AFTER_HALT);
            return false;
        }
        return now.isAfter(quietUntil)
                && disk.read(reads -> reads.tally(name).inFlight()) == 0
                && rollbacks().stream().allMatch(rollback -> rollback.state().over());
    }

    /** The rollouts that bring devices back. */
    List<Rollout> rollbacks() {
        return disk.read(Store.Reads::rollouts).stream()
                .filter(rollout -> !rollout.name().equals(name))
                .toList();
    }

    Rollout rollout() {
        return disk.read(reads -> reads.rollout(name)).orElseThrow();
    }

    CampaignName name() {
        return name;
    }

    /** The wall clock of the server: true time, unless it jumped. */
    Instant wall() {
        return now.plus(skew);
    }

    Instant hearing() {
        return server.time.now();
    }

    long effects() {
        return effects;
    }

    int restarts() {
        return restarts;
    }

    long minutes() {
        return Duration.between(begin, now).toMinutes();
    }

    /** As a person does: nothing is handed over from now on, the transaction waits for its turn. */
    private void askToHalt() {
        server.turns.shut(name);
        stopping = true;
        after(jitter(Duration.ofSeconds(10)), this::halt);
    }

    /** Told of a death in between, the person asks again. */
    private void halt() {
        server.guarded(() -> server.turns.halt(name, "by a person", new Now(server.time)));
        if (rollout().running()) after(Duration.ofSeconds(5), this::halt);
    }

    /** A device that is online names the command of another one. */
    private void forge() {
        List<SimDevice> liars = devices.values().stream().filter(SimDevice::online).toList();
        List<CommandId> known = invariants.commandIds();
        if (up && !liars.isEmpty() && !known.isEmpty()) {
            SimDevice liar = liars.get(random.nextInt(liars.size()));
            CommandId command = known.get(random.nextInt(known.size()));
            if (!invariants.commandsOf(liar.id).contains(command)) forge(liar, command);
        }
        after(jitter(FORGED), this::forge);
    }

    private void forge(SimDevice liar, CommandId command) {
        record Lie(WireState state, Optional<Code> code) {}
        List<Lie> lies =
                List.of(
                        new Lie(WireState.FAILED, Optional.of(Code.FLASH_WRITE)),
                        new Lie(WireState.ROLLED_BACK, Optional.of(Code.HEALTH_CHECK)),
                        new Lie(WireState.REFUSED, Optional.of(Code.DECLINED)),
                        new Lie(WireState.INSTALLING, Optional.empty()));
        Lie lie = lies.get(random.nextInt(lies.size()));
        Report report =
                new Report(
                        FORGED_SESSION,
                        OptionalLong.of(++forged),
                        command,
                        lie.state(),
                        0,
                        lie.code(),
                        Optional.empty(),
                        Sha256.of(("forged " + forged).getBytes(StandardCharsets.UTF_8)));
        fromDevice(liar, report);
    }

    void after(Duration delay, Runnable action) {
        events.add(new Event(now.plus(delay), order++, action));
    }

    Duration jitter(Duration around) {
        return Duration.ofMillis(around.toMillis() / 2 + random.nextLong(around.toMillis() + 1));
    }

    static Sha256 image(String version) {
        return Sha256.of(version.getBytes(StandardCharsets.UTF_8));
    }

    private void advance(Instant to) {
        Duration elapsed = Duration.between(now, to);
        now = to;
        if (up) server.time = server.time.after(elapsed, wall(), server.listening());
    }

    // The link: what devices say may be lost, doubled and late; what the server says too.

    void fromDevice(SimDevice device, Report report) {
        if (device.online()) toServer(receipt -> new Heard.Reported(device.id, report, receipt));
    }

    void fromDevice(SimDevice device, Birth birth) {
        toServer(receipt -> new Heard.Born(device.id, birth, receipt));
    }

    void connectionLost(SimDevice device, SessionId session, int connect) {
        OnlineNotice gone = new OnlineNotice(false, session, connect);
        after(
                jitter(Duration.ofSeconds(90)),
                () -> toServer(receipt -> new Heard.Told(device.id, gone, receipt)));
    }

    private void toServer(Function<Heard.Receipt, Heard> message) {
        if (!up()) return;
        // A birth or report in the air is QoS 1: it is lost only with the connection.
        if (random.nextInt(100) < links.lost()) return;
        int times = random.nextInt(100) < links.doubled() ? 2 : 1;
        for (int i = 0; i < times; i++) after(jitter(links.delay()), () -> arrive(message));
    }

    private void arrive(Function<Heard.Receipt, Heard> message) {
        if (!up()) return;
        Heard[] self = new Heard[1];
        long before = commits;
        self[0] =
                message.apply(
                        () -> {
                            effect("receipt");
                            assertThat(commits).as("commits, at a receipt").isGreaterThan(before);
                            unacknowledged.remove(self[0]);
                        });
        unacknowledged.add(self[0]);
        server.inbox.offer(self[0]);
    }

    private void toDevice(StoredCommand command) {
        SimDevice device = devices.get(command.device());
        if (device == null || !device.online()) {
            answer(command, false);
            return;
        }
        answer(command, true);
        if (random.nextInt(100) < links.lost()) return;
        int times = random.nextInt(100) < links.doubled() ? 2 : 1;
        for (int i = 0; i < times; i++)
            after(jitter(links.delay()), () -> device.hears(command.payload()));
    }

    private void answer(StoredCommand command, boolean listens) {
        Server asked = server;
        after(
                jitter(links.delay()),
                () -> {
                    if (asked == server)
                        server.inbox.offer(
                                new Heard.Delivered(command.id(), command.withdraws(), listens));
                });
    }

    /** A download request; empty when the server does not answer. */
    Optional<Admission> request(String url) {
        if (!up) return Optional.empty();
        if (refusing) return Optional.of(new Admission.Busy(30, "the host refuses"));
        Instant wall = wall();
        Admission admission =
                server.downloads
                        .known(url, wall)
                        .map(Admission.class::cast)
                        .orElseGet(() -> server.downloads.admit(url, wall));
        invariants.onRequest(url, admission);
        return Optional.of(admission);
    }

    Sending sending(long key, Runnable cut) {
        return server.downloads.sending(key, cut);
    }

    void ended(Sending sending, long upTo, boolean last) {
        sending.ended(upTo, last);
    }

    private void effect(String where) {
        effects++;
        if (crashes.now(effects, random)) throw new Crash(where);
    }

    /** The orchestrator: everything here is gone after a crash, but the disk. */
    private final class Server implements CommandChannel, Turns.Outside {
        final Inbox inbox = new Inbox();
        final Store store = new CrashingStore();
        final Turns turns =
                new Turns(
                        store,
                        new Forge(),
                        this,
                        this,
                        new Counters(),
                        BrokerVerdict.Passed::new,
                        Campaigns::read);
        final Downloads downloads =
                new Downloads(
                        store,
                        tickets(),
                        turns::isShut,
                        inbox,
                        new DownloadLimits(DownloadLimits.Rates.NONE),
                        () -> Duration.between(Instant.EPOCH, now).toNanos());
        Instant since = now;
        boolean nothingMissed = !turns.somebodyInFlight();
        HearingTime time = turns.clock(wall());
        boolean resend = true;

        Listening listening() {
            return new Listening(
                    broker, nothingMissed, Duration.between(since, now), Duration.ZERO);
        }

        void freeze() {
            guarded(
                    () -> {
                        while (server.turns.freeze(new Now(server.time))) effect("frozen");
                    });
        }

        void turn() {
            guarded(
                    () -> {
                        Server me = server;
                        Now instant = new Now(me.time);
                        if (me.resend) me.turns.resend(instant);
                        me.resend = false;
                        List<Heard> batch = me.inbox.take(50);
                        Map<DeviceId, Attempt> repeated = invariants.onlyRepeats(batch);
                        me.turns.facts(batch, instant);
                        invariants.repeatsChangedNothing(repeated);
                        me.turns.withdraw(instant);
                        me.turns.rollBack(instant);
                        if (!(rollout().state() instanceof RolloutState.Preparing))
                            while (me.turns.freeze(instant)) effect("frozen");
                        me.turns.open(instant);
                        me.turns.wishes(instant);
                    });
        }

        void guarded(Runnable work) {
            if (!up) return;
            try {
                work.run();
            } catch (Crash crash) {
                restarts++;
                stopping = false;
                if (outages && random.nextBoolean()) away();
                else restart();
            }
        }

        private void away() {
            up = false;
            unacknowledged.clear();
            devices.values().forEach(SimDevice::serverGone);
            after(
                    jitter(OUTAGE),
                    () -> {
                        up = true;
                        restart();
                        devices.values().forEach(SimDevice::serverBack);
                    });
        }

        private void restart() {
            server = new Server();
            // A persistent session: the broker delivers again what was not acknowledged to it.
            List<Heard> again = List.copyOf(unacknowledged);
            unacknowledged.clear();
            for (Heard heard : again) arrive(receipt -> copy(heard, receipt));
            if (rollout().state() instanceof RolloutState.Preparing)
                after(Duration.ofSeconds(5), () -> server.freeze());
        }

        private Heard copy(Heard heard, Heard.Receipt receipt) {
            return switch (heard) {
                case Heard.Reported(var device, var report, _) ->
                        new Heard.Reported(device, report, receipt);
                case Heard.Born(var device, var birth, var kept, _) ->
                        new Heard.Born(device, birth, kept, receipt);
                case Heard.Told(var device, var notice, _) ->
                        new Heard.Told(device, notice, receipt);
                default -> heard;
            };
        }

        @Override
        public boolean ready() {
            return broker;
        }

        @Override
        public Duration subscribedFor() {
            return broker ? Duration.between(since, now) : Duration.ZERO;
        }

        @Override
        public void publish(StoredCommand command) throws BrokerUnavailable {
            if (!broker) throw new BrokerUnavailable("the broker is down");
            effect("publish");
            invariants.onPublish(command);
            toDevice(command);
            if (++handedOver == haltAfter) askToHalt();
        }

        @Override
        public void settle() {
            // One thread: nothing is under way.
        }

        @Override
        public void acknowledge(DeviceId device, SessionId session, long seq) {
            effect("acknowledge");
            invariants.onAcknowledge(device, session, seq);
            if (random.nextInt(100) < links.lost()) return;
            SimDevice to = devices.get(device);
            if (to != null)
                after(
                        jitter(links.delay()),
                        () -> to.acknowledged(new SimDevice.Key(session, seq)));
        }

        @Override
        public void cut(long attemptKey) {
            downloads.cut(attemptKey);
        }

        @Override
        public void changed(CampaignName rollout, boolean atOnce) {
            // Nobody watches.
        }
    }

    private static DownloadTickets tickets() {
        return url -> {
            int colon = url.indexOf(':');
            long expires = Long.parseLong(url.substring(colon + 1));
            return Optional.of(
                    new DownloadTickets.Ticket(
                            Long.parseLong(url.substring(0, colon)),
                            Instant.ofEpochSecond(expires)));
        };
    }

    /** Dies before a commit, or after it and before anybody knows. */
    private final class CrashingStore implements Store {
        @Override
        public <T> T write(Function<Tx, T> work) {
            effect("before commit");
            T result = disk.write(work);
            commits++;
            invariants.afterCommit();
            effect("after commit");
            return result;
        }

        @Override
        public <T> T read(Function<Reads, T> work) {
            return disk.read(work);
        }

        @Override
        public void close() {
            // The disk stays.
        }
    }

    private final class Forge implements CommandForge {
        @Override
        public CommandId newCommandId(Instant wall) {
            CommandId id = new CommandId("%026d".formatted(++ids));
            invariants.onDecided(id, now);
            return id;
        }

        @Override
        public long newAttemptKey() {
            return ++ids;
        }

        @Override
        public String url(long attemptKey, Instant expires) {
            return attemptKey + ":" + expires.getEpochSecond();
        }

        @Override
        public String command(CommandContent content) {
            return "C;%s;%s;%s;%s"
                    .formatted(
                            content.id(),
                            content.counter(),
                            content.url(),
                            content.artifact().version());
        }

        @Override
        public int packetBytes(DeviceId device, String text) {
            return text.length();
        }

        @Override
        public String withdrawal(WithdrawContent content) {
            return "W;" + content.id() + ";" + content.counter();
        }
    }
}
