package io.github.canarywave.simulator;

import io.github.canarywave.app.DownloadDesk.Admission;
import io.github.canarywave.app.DownloadDesk.Sending;
import io.github.canarywave.domain.fleet.Birth;
import io.github.canarywave.domain.fleet.Code;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Report;
import io.github.canarywave.domain.fleet.Running;
import io.github.canarywave.domain.fleet.SessionId;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.fleet.WireState;
import io.github.canarywave.domain.image.Sha256;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A device of the simulator, after the protocol page: it knows nothing of the server's state. */
final class SimDevice {
    private static final Duration FIRST_REPEAT = Duration.ofSeconds(5);
    private static final Duration LAST_REPEAT = Duration.ofHours(1);

    record Key(SessionId session, long seq) {}

    final DeviceId id;
    final Behaviour behaviour;
    final Map<String, Integer> installs = new HashMap<>();
    String runs = World.OLD;
    private String wanted = World.NEW;
    boolean confirmedNew;
    private final World world;
    private final Map<Key, Report> unacknowledged = new LinkedHashMap<>();
    private boolean online;
    private boolean dark;
    private boolean rebooting;
    private boolean dead;
    private int boots = 1;
    private int connects;
    private long seq;
    private SessionId session;
    private long counter;
    private @Nullable String last;
    private @Nullable WireState standing;
    private @Nullable Code code;
    private String bootReason = "power-on";
    private int work; // Rises when what is under way becomes void.
    private boolean working;
    private int troubles;

    SimDevice(World world, DeviceId id, Behaviour behaviour) {
        this.world = world;
        this.id = id;
        this.behaviour = behaviour;
        this.session = newSession();
    }

    void start() {
        if (behaviour == Behaviour.NEVER_ONLINE) return;
        world.after(world.jitter(Duration.ofSeconds(20)), this::connect);
        if (behaviour == Behaviour.FLAKY)
            world.after(world.jitter(Duration.ofMinutes(3)), this::drop);
        world.after(world.jitter(Duration.ofHours(3)), this::reconnect);
    }

    boolean online() {
        return online;
    }

    private SessionId newSession() {
        return new SessionId(Integer.toString(boots, 36) + "s" + world.random.nextInt(100_000));
    }

    private void connect() {
        if (dead || dark || online || rebooting || !world.up()) return;
        online = true;
        connects++;
        birth();
        unacknowledged.values().forEach(report -> world.fromDevice(this, report));
    }

    /** Its site loses power or its line for so long; whatever it did goes on when that is back. */
    void cutOff(Duration outage) {
        if (behaviour == Behaviour.NEVER_ONLINE || dead || dark) return;
        dark = true;
        if (online) world.connectionLost(this, session, connects);
        online = false;
        world.after(
                outage,
                () -> {
                    dark = false;
                    world.after(world.jitter(Duration.ofSeconds(20)), this::connect);
                });
    }

    /** The broker has died with the server. */
    void serverGone() {
        online = false;
    }

    void serverBack() {
        if (behaviour != Behaviour.NEVER_ONLINE)
            world.after(world.jitter(Duration.ofSeconds(20)), this::connect);
    }

    /** Every link breaks now and then, and is back at once. */
    private void reconnect() {
        if (dead) return;
        if (online) {
            online = false;
            connect();
        }
        world.after(world.jitter(Duration.ofHours(3)), this::reconnect);
    }

    private void drop() {
        if (dead) return;
        // Silence after installing would speak against the firmware; that is COMES_LATE.
        if (online && !applying()) {
            online = false;
            world.connectionLost(this, session, connects);
            world.after(world.jitter(Duration.ofMinutes(25)), this::connect);
        }
        if (world.minutes() < World.FLAKY_MINUTES)
            world.after(world.jitter(Duration.ofMinutes(40)), this::drop);
    }

    boolean downloadsNext() {
        return standing == WireState.ACCEPTED;
    }

    boolean applying() {
        return standing == WireState.INSTALLING
                || standing == WireState.REBOOTING
                || standing == WireState.PROBATION;
    }

    private void birth() {
        Optional<Birth.Standing> known =
                last == null || standing == null
                        ? Optional.empty()
                        : Optional.of(
                                new Birth.Standing(
                                        new CommandId(last), standing, Optional.ofNullable(code)));
        world.fromDevice(
                this,
                new Birth(
                        World.MODEL,
                        new Running(new Version(runs), Optional.of(World.image(runs)), 0),
                        Optional.of("a"),
                        boots,
                        bootReason,
                        session,
                        connects,
                        1,
                        counter,
                        known,
                        List.of(),
                        List.of(),
                        Map.of()));
    }

    /** A command or withdrawal has reached the device. */
    void hears(String text) {
        if (!online) return;
        String[] parts = text.split(";", -1);
        String command = parts[1];
        long number = Long.parseLong(parts[2]);
        if (parts[0].equals("W")) withdrawn(command, number);
        else if (command.equals(last)) presentState();
        else if (number > counter) commanded(command, number, parts[3], parts[4]);
    }

    private void presentState() {
        birth();
        unacknowledged.values().forEach(report -> world.fromDevice(this, report));
    }

    private void withdrawn(String command, long number) {
        counter = Math.max(counter, number);
        if (command.equals(last) && working && !applying()) refuse(Code.WITHDRAWN);
    }

    private void commanded(String command, long number, String url, String version) {
        counter = number;
        if (working) {
            world.fromDevice(this, numbered(command, WireState.REFUSED, Code.BUSY));
            return;
        }
        last = command;
        wanted = version;
        code = null;
        working = true;
        if (behaviour == Behaviour.BUSY_ONCE && troubles++ == 0) refuse(Code.BUSY);
        else if (behaviour == Behaviour.DECLINES) refuse(Code.DECLINED);
        else {
            say(WireState.ACCEPTED, null);
            if (behaviour == Behaviour.SLEEPS_ONCE && troubles++ == 0) sleep(url);
            else next(Duration.ofSeconds(4), () -> download(url, false));
        }
    }

    private void sleep(String url) {
        int mine = work;
        // Not before its word is out.
        next(
                Duration.ofSeconds(2),
                () -> {
                    world.connectionLost(this, session, connects);
                    online = false;
                });
        world.after(
                world.jitter(Duration.ofMinutes(40)),
                () -> {
                    connect();
                    if (mine == work) next(Duration.ofSeconds(4), () -> download(url, false));
                });
    }

    private void refuse(Code why) {
        work++;
        working = false;
        say(WireState.REFUSED, why);
    }

    private void fail(Code why) {
        work++;
        working = false;
        say(WireState.FAILED, why);
    }

    private void download(String url, boolean resumed) {
        if (behaviour == Behaviour.LOSES_NETWORK_ONCE && troubles++ == 0) {
            fail(Code.TIMEOUT);
            return;
        }
        Optional<Admission> admission = dark ? Optional.empty() : world.request(url);
        if (admission.isEmpty()) {
            next(Duration.ofSeconds(30), () -> download(url, resumed));
            return;
        }
        switch (admission.get()) {
            case Admission.Admitted admitted -> transfer(url, admitted, resumed);
            case Admission.Gone _ -> refuse(Code.WITHDRAWN);
            case Admission.Unknown _ -> fail(Code.HTTP_404);
            case Admission.Busy(var seconds, _) -> {
                // Some devices understand that they shall wait, others give up.
                if (world.random.nextBoolean()) fail(Code.HTTP_5XX);
                else next(Duration.ofSeconds(Math.max(10, seconds)), () -> download(url, resumed));
            }
        }
    }

    private void transfer(String url, Admission.Admitted admitted, boolean resumed) {
        if (standing != WireState.DOWNLOADING) standing = WireState.DOWNLOADING;
        boolean[] cut = {false};
        Sending sending = world.sending(admitted.attemptKey(), () -> cut[0] = true);
        boolean breaks = !resumed && world.random.nextInt(3) == 0;
        next(
                Duration.ofSeconds(6),
                () -> {
                    long upTo = breaks ? admitted.size() / 2 : admitted.size();
                    if (cut[0] || dark || breaks) {
                        world.ended(sending, cut[0] || dark ? 0 : upTo, false);
                        say(WireState.DOWNLOADING, null);
                        next(Duration.ofSeconds(5), () -> download(url, true));
                    } else {
                        world.ended(sending, upTo, true);
                        install();
                    }
                });
    }

    private void install() {
        installs.merge(String.valueOf(last), 1, Integer::sum);
        say(WireState.INSTALLING, null);
        next(Duration.ofSeconds(12), this::reboot);
    }

    private void reboot() {
        say(WireState.REBOOTING, null);
        if (online) world.connectionLost(this, session, connects);
        online = false;
        rebooting = true;
        if (behaviour == Behaviour.BRICKS) {
            dead = true;
            return;
        }
        boolean powerLost = behaviour == Behaviour.LOSES_POWER_ONCE && troubles++ == 0;
        Duration away =
                behaviour == Behaviour.COMES_LATE ? Duration.ofMinutes(50) : Duration.ofSeconds(8);
        next(away, () -> booted(powerLost));
    }

    private void booted(boolean powerLost) {
        rebooting = false;
        newBoot(powerLost ? "power-on" : "update");
        if (powerLost) {
            ends(WireState.ROLLED_BACK, Code.POWER_LOSS);
            return;
        }
        runs = wanted;
        standing = WireState.PROBATION;
        connect();
        next(Duration.ofSeconds(30), this::checked);
    }

    private void checked() {
        if (behaviour == Behaviour.FAILS_HEALTH_CHECK && wanted.equals(World.NEW)) {
            if (online) world.connectionLost(this, session, connects);
            online = false;
            runs = World.OLD;
            newBoot("rollback");
            ends(WireState.ROLLED_BACK, Code.HEALTH_CHECK);
        } else {
            confirmedNew |= wanted.equals(World.NEW);
            working = false;
            say(WireState.CONFIRMED, null);
        }
    }

    private void ends(WireState state, Code why) {
        working = false;
        standing = state;
        code = why;
        connect();
        say(state, why);
    }

    private void newBoot(String reason) {
        boots++;
        connects = 0;
        seq = 0;
        session = newSession();
        bootReason = reason;
    }

    private void say(WireState state, @Nullable Code why) {
        standing = state;
        code = why;
        world.fromDevice(this, numbered(String.valueOf(last), state, why));
    }

    private Report numbered(String command, WireState state, @Nullable Code why) {
        OptionalLong number = state.numbered() ? OptionalLong.of(++seq) : OptionalLong.empty();
        String bytes = session + "/" + number + "/" + command + "/" + state + "/" + why;
        Report report =
                new Report(
                        session,
                        number,
                        new CommandId(command),
                        state,
                        state == WireState.DOWNLOADING ? World.SIZE / 2 : 0,
                        Optional.ofNullable(why),
                        Optional.empty(),
                        Sha256.of(bytes.getBytes(StandardCharsets.UTF_8)));
        if (number.isPresent()) {
            Key key = new Key(session, seq);
            unacknowledged.put(key, report);
            repeat(key, FIRST_REPEAT);
        }
        return report;
    }

    private void repeat(Key key, Duration wait) {
        world.after(
                wait,
                () -> {
                    Report report = unacknowledged.get(key);
                    if (report == null || dead) return;
                    world.fromDevice(this, report);
                    Duration longer = wait.multipliedBy(2);
                    repeat(key, longer.compareTo(LAST_REPEAT) > 0 ? LAST_REPEAT : longer);
                });
    }

    /** The server says that a report is on disk. */
    void acknowledged(Key key) {
        if (online) unacknowledged.remove(key);
    }

    /** Goes on with the work under way, unless it becomes void before. */
    private void next(Duration delay, Runnable step) {
        int mine = work;
        world.after(
                world.jitter(delay),
                () -> {
                    if (mine == work && !dead) step.run();
                });
    }
}
