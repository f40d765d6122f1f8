package io.github.canarywave.app;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.campaign.ReleaseName;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.rollout.Artifact;
import io.github.canarywave.domain.rollout.ArtifactContent;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.CommandContent;
import io.github.canarywave.domain.rollout.HearingTime;
import io.github.canarywave.domain.rollout.Rollout;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.WithdrawContent;
import io.github.canarywave.wire.CampaignFile;
import io.github.canarywave.wire.CampaignReading;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The rules on a store in memory, with a broker that takes everything and devices of paper. */
final class Bench implements CommandChannel, CommandForge, Turns.Outside {
    static final CampaignName NAME = Samples.NAME;

    final MemoryStore store = new MemoryStore();
    final Inbox inbox = new Inbox();
    final Counters counters = new Counters();
    final List<StoredCommand> published = new CopyOnWriteArrayList<>();
    final List<String> acknowledged = new CopyOnWriteArrayList<>();
    final List<Long> cut = new CopyOnWriteArrayList<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    final Turns turns = restarted();
    final Downloads downloads = new Downloads(store, tickets(), turns::isShut, inbox);
    private final AtomicLong ids = new AtomicLong();

    /** Whether there is a connection to the broker. */
    boolean ready = true;

    private HearingTime time = HearingTime.first(Samples.T0);

    /** Registered devices, and a campaign that waits to be frozen. */
    Bench(Campaign campaign, int devices) {
        store.write(
                tx -> {
                    for (int i = 0; i < devices; i++)
                        tx.register(Device.registered(Samples.id(i), Samples.MODEL, Map.of()), "");
                    tx.create(Rollout.preparing(campaign, Samples.release()), "", Samples.T0);
                    return tx;
                });
    }

    /** Everybody has said its birth, and the first commands are out. */
    static Bench started(Campaign campaign, int devices) {
        Bench bench = new Bench(campaign, devices);
        for (int i = 0; i < devices; i++) bench.born(i, Samples.OLD);
        while (bench.turns.freeze(bench.now())) bench.pass(1);
        bench.wishes();
        return bench;
    }

    /** What a start of the server makes of what is stored. */
    Turns restarted() {
        return new Turns(
                store, this, this, this, counters, BrokerVerdict.Passed::new, Bench::reading);
    }

    static CampaignReader.Reading reading(String file, String text) {
        return switch (CampaignFile.read(file, text)) {
            case CampaignReading.Parsed(var campaigns, _) ->
                    new CampaignReader.Reading.Read(campaigns.getFirst());
            case CampaignReading.Problems(var problems) ->
                    throw new AssertionError(problems.toString());
        };
    }

    /** The release before, then the one that is rolled out. */
    void addOld(int securityVersion) {
        ReleaseName name = new ReleaseName(new Product("lamp"), new Version(Samples.OLD));
        ArtifactContent content =
                new ArtifactContent(
                        Samples.MODEL,
                        new Version(Samples.OLD),
                        securityVersion,
                        1_000,
                        Samples.digest("old file"),
                        "rel-1",
                        "A".repeat(86));
        Artifact old = new Artifact(content, Samples.digest(Samples.OLD));
        store.write(
                tx -> {
                    tx.add(name, old, Samples.T0);
                    Samples.release()
                            .artifacts()
                            .values()
                            .forEach(bad -> tx.add(Samples.release().name(), bad, Samples.T0));
                    return tx;
                });
    }

    Now now() {
        return new Now(time);
    }

    /** Sets all clocks. */
    void begin(Instant at) {
        time = HearingTime.first(at);
    }

    void pass(long seconds) {
        Duration elapsed = Duration.ofSeconds(seconds);
        time =
                time.after(
                        elapsed,
                        time.wall().plus(elapsed),
                        new HearingTime.Listening(true, true, elapsed, Duration.ZERO));
    }

    /** Time in which the server could hear no device. */
    void deaf(long seconds) {
        Duration elapsed = Duration.ofSeconds(seconds);
        time =
                time.after(
                        elapsed,
                        time.wall().plus(elapsed),
                        new HearingTime.Listening(false, false, Duration.ZERO, Duration.ZERO));
    }

    /** The wall clock jumps, as a person or a time server makes it. */
    void jump(Duration by) {
        time =
                time.after(
                        Duration.ofSeconds(1),
                        time.wall().plus(by),
                        new HearingTime.Listening(true, true, Duration.ofDays(1), Duration.ZERO));
    }

    void fold(Heard... heard) {
        turns.facts(List.of(heard), now());
    }

    void wishes() {
        turns.wishes(now());
    }

    void born(int device, String version) {
        fold(new Heard.Born(Samples.id(device), Samples.birth(version, 2), Heard.Receipt.NONE));
    }

    /** A device after a restart. */
    void rebooted(int device, String version, String session, long boot) {
        rebooted(device, version, session, boot, false);
    }

    /** A device after a restart, heard at once or kept by the broker. */
    void rebooted(int device, String version, String session, long boot, boolean kept) {
        Birth b = Samples.birth(version, 3);
        fold(
                new Heard.Born(
                        Samples.id(device),
                        new Birth(
                                b.model(),
                                b.running(),
                                b.slot(),
                                boot,
                                "update",
                                new SessionId(session),
                                1,
                                1,
                                1,
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                Map.of()),
                        kept,
                        Heard.Receipt.NONE));
    }

    Heard.Reported report(int device, CommandId command, long seq, WireState state, Code... why) {
        Optional<Code> code = why.length == 0 ? Optional.empty() : Optional.of(why[0]);
        Report report =
                new Report(
                        new SessionId("s1"),
                        state.numbered() ? OptionalLong.of(seq) : OptionalLong.empty(),
                        command,
                        state,
                        0,
                        code,
                        Optional.empty(),
                        Samples.digest(command + " " + seq + " " + state + " " + code));
        return new Heard.Reported(Samples.id(device), report, () -> told.add("device " + device));
    }

    /** The number in the name of a device. */
    static int number(DeviceId device) {
        return Integer.parseInt(device.value().substring(4));
    }

    Attempt attempt(int device) {
        return store.read(reads -> reads.attempt(NAME, Samples.id(device))).orElseThrow();
    }

    Optional<StoredCommand> stored(CommandId id) {
        return store.read(reads -> reads.command(id));
    }

    boolean registered(int device) {
        return store.read(reads -> reads.device(Samples.id(device))).isPresent();
    }

    Device device(int device) {
        return store.read(reads -> reads.device(Samples.id(device))).orElseThrow();
    }

    Rollout rollout() {
        return store.read(reads -> reads.rollout(NAME)).orElseThrow();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public Duration subscribedFor() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void publish(StoredCommand command) {
        published.add(command);
    }

    @Override
    public void settle() {
        // Nothing is under way between two lines of a test.
    }

    @Override
    public void acknowledge(DeviceId device, SessionId session, long seq) {
        acknowledged.add(number(device) + "/" + session + "/" + seq);
    }

    @Override
    public void cut(long attemptKey) {
        cut.add(attemptKey);
        downloads.cut(attemptKey);
    }

    @Override
    public void changed(CampaignName rollout, boolean atOnce) {
        // Nobody watches.
    }

    @Override
    public CommandId newCommandId(Instant wall) {
        return new CommandId("%026d".formatted(ids.incrementAndGet()));
    }

    @Override
    public long newAttemptKey() {
        return ids.incrementAndGet();
    }

    @Override
    public String url(long attemptKey, Instant expires) {
        return "url:" + attemptKey;
    }

    @Override
    public String command(CommandContent content) {
        return content.device().value() + content.artifact().model() + content.artifact().key();
    }

    @Override
    public int packetBytes(DeviceId device, String text) {
        return text.length();
    }

    @Override
    public String withdrawal(WithdrawContent content) {
        return "withdraw " + content.id() + " " + content.counter();
    }

    static DownloadTickets tickets() {
        return token ->
                token.startsWith("url:")
                        ? Optional.of(
                                new DownloadTickets.Ticket(
                                        Long.parseLong(token.substring(4)), Samples.at(86_400)))
                        : Optional.empty();
    }
}
