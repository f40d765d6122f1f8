package io.github.canarywave.sim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.sim.Effect.Topic;
import io.github.canarywave.sim.Event.Timer;
import io.github.canarywave.sim.Memory.Firmware;
import io.github.canarywave.sim.Memory.Last;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The logic of a device as the protocol page describes it: events in, effects out, no input or
 * output of its own. Confined to one thread at a time.
 */
final class SimDevice {
    /** A device waits so long for the ack of "installing" (section 5, step 12). */
    static final Duration INSTALL_ACK_WAIT = Duration.ofSeconds(10);

    /** A device without the time waits so long for it (section 5, step 9). */
    static final Duration CLOCK_WAIT = Duration.ofSeconds(60);

    private static final Duration FIRST_RECONNECT = Duration.ofSeconds(1);

    /** The page allows 2 min; a demonstration should not wait so long for its devices. */
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(15);

    private static final Duration PROGRESS_AT_LEAST = Duration.ofSeconds(10);
    private static final Duration PROGRESS_AT_MOST = Duration.ofSeconds(1);
    private static final int PROGRESS_SHARE = 20; // 5 % of the size

    private final Profile profile;
    private final Memory memory;
    private final Script script;
    private final Results results;
    private final Map<String, Integer> installs = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private boolean connected;
    private boolean reachedBroker;
    private boolean awaitsInstallAck;
    private Optional<Incoming.Update> awaitsClock = Optional.empty();
    private Duration reconnect = FIRST_RECONNECT;
    private Instant lastProgress = Instant.EPOCH;
    private long lastProgressBytes;
    private long keptBytes;
    private int commands;
    private int ignored;

    SimDevice(Profile profile, Memory memory) {
        this.profile = profile;
        this.memory = memory;
        this.script = new Script(profile);
        this.results = new Results(memory, script);
    }

    /** Takes one event at this wall clock time; the effects are to be done in order. */
    List<Effect> on(Event event, Instant at) {
        now = at;
        if (memory.dead) return List.of();
        switch (event) {
            case Event.Started _ -> started();
            case Event.Connected _ -> connected();
            case Event.Disconnected _ -> disconnected();
            case Event.CommandCame c -> command(c.message());
            case Event.AckCame a -> ack(a.message());
            case Event.BytesKept b -> progress(b);
            case Event.Fetched f -> fetched(f);
            case Event.TimerFired t -> fired(t.timer());
        }
        return script.take();
    }

    Memory memory() {
        return memory;
    }

    boolean isConnected() {
        return connected;
    }

    DeviceView view() {
        return new DeviceView(
                profile.id(),
                connected,
                memory.dead,
                memory.running.version(),
                memory.running.image(),
                memory.securityVersion,
                memory.boot,
                memory.session,
                memory.counter,
                memory.last.id(),
                memory.last.none() ? "" : memory.last.state().word,
                commands,
                ignored,
                results.sent(),
                results.acknowledged(),
                memory.held.size(),
                Map.copyOf(installs));
    }

    // ---- power and connection

    private void started() {
        results.resume();
        if (isOff()) {
            reboot();
            return;
        }
        if (memory.boot == 0) boot("power-on");
        else resume();
        dial();
    }

    /** Goes on after the simulating process was restarted; for the device nothing happened. */
    private void resume() {
        switch (memory.last.state()) {
            case ACCEPTED, DOWNLOADING -> beginFetching();
            case INSTALLING -> awaitInstallAck();
            case PROBATION -> watchHealth();
            case REBOOTING, CONFIRMED, ROLLED_BACK, FAILED, REFUSED -> {}
        }
    }

    /** Between the end of one start and the next. */
    private boolean isOff() {
        return memory.last.state() == WireState.REBOOTING || memory.unreported;
    }

    private void boot(String reason) {
        memory.boot++;
        memory.bootReason = reason;
        memory.session = profile.sessions().get();
        memory.seq = 0;
        memory.connect = 0;
        reachedBroker = false;
        note("boot", reason);
    }

    private void reboot() {
        script.add(new Effect.Drop());
        connection(false);
        script.after(
                Timer.Kind.BOOT, memory.last.id(), jitter(profile.timing().reboot(), "reboot"));
    }

    private void booted() {
        if (memory.last.state() == WireState.REBOOTING) {
            if (happens(behaviour().brick(), "brick")) {
                memory.dead = true;
                script.keep();
                note("died", memory.running.version());
                return;
            }
            boot("update");
            state(WireState.PROBATION);
            watchHealth();
        } else {
            boot(memory.last.code() == Code.POWER_LOSS ? "power-on" : "rollback");
            memory.unreported = false;
            report(WireState.ROLLED_BACK);
        }
        dial();
    }

    private void dial() {
        if (connected) return;
        memory.connect++;
        script.keep();
        script.add(new Effect.Dial(Messages.online(false, memory)));
    }

    private void connected() {
        if (isOff()) return; // Was made while the power went away.
        connection(true);
        reachedBroker = true;
        reconnect = FIRST_RECONNECT;
        script.send(Topic.ONLINE, Messages.online(true, memory));
        birth();
        results.sendAll();
    }

    private void birth() {
        script.send(Topic.STATE, Messages.birth(profile, memory));
        note("birth", memory.running.version() + ' ' + memory.running.image());
    }

    private void disconnected() {
        connection(false);
        if (isOff()) return; // It connects when it has booted.
        double spread = profile.chance().draw("reconnect", memory.session, "" + memory.connect);
        Duration delay = reconnect.multipliedBy((long) (500 + 1000 * spread)).dividedBy(1000);
        script.after(Timer.Kind.RECONNECT, memory.session, delay);
        reconnect = Results.doubled(reconnect, LONGEST_RECONNECT);
    }

    // ---- commands, in the order of section 5

    private void command(String message) {
        commands++;
        switch (Incoming.read(message)) {
            case Incoming.Garbled g -> ignore("", "garbled: " + g.why());
            case Incoming.Order order -> {
                script.note("command", order.id(), heard(order, message));
                if (signedForUs(order)) obey(order);
            }
        }
    }

    /** For the ledger: which of the two it was, and its bytes in short. */
    private static String heard(Incoming.Order order, String message) {
        String kind = order instanceof Incoming.Withdrawal ? "withdrawal" : "update";
        return "%s counter %d sha256 %s"
                .formatted(kind, order.counter(), Sha256.of(message.getBytes(ISO_8859_1)).hex());
    }

    private boolean signedForUs(Incoming.Order order) {
        Code signature =
                profile.verifies() ? profile.verifier().command(order.signed()) : Code.NONE;
        boolean known = order.id().equals(memory.last.id());
        if (signature != Code.NONE) {
            if (known) ignore(order.id(), "forged repeat: " + signature.word());
            else refuse(order.id(), signature, "command signature");
        } else if (!order.device().equals(profile.id())) {
            refuse(order.id(), Code.WRONG_DEVICE, "");
        } else return true;
        return false;
    }

    private void obey(Incoming.Order order) {
        switch (order) {
            case Incoming.Withdrawal w -> withdraw(w);
            case Incoming.Update u when u.id().equals(memory.last.id()) -> sayPresentState();
            case Incoming.Update u when !isNew(u) ->
                    ignore(u.id(), "counter " + u.counter() + " is not above " + memory.counter);
            case Incoming.Update u -> take(u);
        }
    }

    private boolean isNew(Incoming.Order order) {
        return order.epoch() == 1 && order.counter() > memory.counter;
    }

    private void remember(Incoming.Order order) {
        memory.epoch = order.epoch();
        memory.counter = order.counter();
    }

    private void withdraw(Incoming.Withdrawal order) {
        boolean known = order.id().equals(memory.last.id());
        if (!isNew(order)) {
            if (known && order.counter() == memory.counter) sayPresentState();
            else ignore(order.id(), "old withdrawal");
            return;
        }
        remember(order);
        awaitsClock = awaitsClock.filter(u -> !u.id().equals(order.id()));
        if (!known) refuse(order.id(), Code.WITHDRAWN, "");
        else if (isFetching()) giveUp(WireState.REFUSED, Code.WITHDRAWN, "");
        else {
            script.keep();
            sayPresentState();
        }
    }

    private void take(Incoming.Update update) {
        remember(update);
        if (isRunning()) {
            refuse(update.id(), Code.BUSY, "");
        } else if (!profile.hardware().clockSet()) {
            script.keep();
            awaitsClock = Optional.of(update);
            script.after(Timer.Kind.CLOCK, update.id(), CLOCK_WAIT);
        } else {
            accept(update, check(update));
        }
    }

    private void accept(Incoming.Update update, Code refusal) {
        memory.last = Last.of(update);
        if (refusal != Code.NONE) {
            end(WireState.REFUSED, refusal, "");
            return;
        }
        note("accepted", update.artifact().version());
        report(WireState.ACCEPTED);
        beginFetching();
    }

    private Code check(Incoming.Update update) {
        Incoming.Artifact artifact = update.artifact();
        long seconds = now.getEpochSecond();
        if (seconds >= update.expires()) return Code.EXPIRED;
        if (seconds < update.notBefore().orElse(0)) return Code.NOT_YET;
        if (!artifact.model().equals(profile.model())) return Code.WRONG_MODEL;
        if (artifact.securityVersion() < memory.securityVersion) return Code.SECURITY_VERSION_LOW;
        Code signature = profile.verifies() ? profile.verifier().manifest(artifact) : Code.NONE;
        if (signature != Code.NONE) return signature;
        if (artifact.size() > profile.hardware().slotBytes()) return Code.NO_SPACE;
        return conditions(update.wishes());
    }

    private Code conditions(Incoming.Wishes wishes) {
        Profile.Hardware hardware = profile.hardware();
        boolean power = hardware.externalPower() || !wishes.externalPower();
        if (hardware.batteryPercent() < wishes.batteryMin() || !power) return Code.BATTERY_LOW;
        boolean signal = wishes.rssiMin() == 0 || hardware.rssiDbm() >= wishes.rssiMin();
        boolean idle = hardware.idle() || !wishes.mode().equals("when-idle");
        if (!signal || !idle) return Code.BUSY;
        return hardware.declines() ? Code.DECLINED : Code.NONE;
    }

    private void clockWaited(String id) {
        Optional<Incoming.Update> waiting = awaitsClock.filter(u -> u.id().equals(id));
        awaitsClock = Optional.empty();
        waiting.ifPresent(update -> accept(update, Code.CLOCK_UNSET));
    }

    private boolean isRunning() {
        return !memory.last.none() && !memory.last.state().end;
    }

    private boolean isFetching() {
        return memory.last.state() == WireState.ACCEPTED
                || memory.last.state() == WireState.DOWNLOADING;
    }

    // ---- download, installation, probation

    /** The download begins inside a window; what began there may end outside. */
    private void beginFetching() {
        long seconds = now.getEpochSecond();
        Duration own = jitter(profile.timing().begin(), "begin");
        if (memory.last.open(seconds)) {
            script.after(Timer.Kind.BEGIN, memory.last.id(), own);
            return;
        }
        OptionalLong opens = memory.last.opensAfter(seconds);
        if (opens.isEmpty()) end(WireState.REFUSED, Code.EXPIRED, "no window left");
        else
            script.after(
                    Timer.Kind.BEGIN,
                    memory.last.id(),
                    own.plusSeconds(opens.getAsLong() - seconds));
    }

    private void begin() {
        if (memory.last.open(now.getEpochSecond())) fetch();
        else beginFetching();
    }

    private void fetch() {
        lastProgress = now;
        lastProgressBytes = 0;
        keptBytes = 0;
        script.add(new Effect.Fetch(memory.last.id(), memory.last.url(), memory.last.size()));
    }

    private void progress(Event.BytesKept kept) {
        if (!isFetching() || !kept.command().equals(memory.last.id())) return;
        if (keptBytes == 0) note("bytes", "first of a download");
        keptBytes = kept.bytes();
        memory.last = memory.last.to(WireState.DOWNLOADING); // Not worth a flash write.
        Duration since = Duration.between(lastProgress, now);
        boolean much = (keptBytes - lastProgressBytes) * PROGRESS_SHARE >= memory.last.size();
        if (since.compareTo(PROGRESS_AT_LEAST) < 0
                && !(much && since.compareTo(PROGRESS_AT_MOST) >= 0)) return;
        lastProgress = now;
        lastProgressBytes = keptBytes;
        report(WireState.DOWNLOADING);
    }

    private void fetched(Event.Fetched fetched) {
        if (!isFetching() || !fetched.command().equals(memory.last.id())) return;
        switch (fetched.result()) {
            case Transfer.Whole w when !w.sha256().equals(memory.last.sha256()) ->
                    end(WireState.FAILED, Code.DIGEST_MISMATCH, "got " + w.sha256());
            case Transfer.Whole w -> {
                memory.other = new Firmware(memory.last.version(), w.appendedDigest());
                report(WireState.INSTALLING);
                awaitInstallAck();
            }
            case Transfer.Gone _ -> end(WireState.REFUSED, Code.WITHDRAWN, "410");
            case Transfer.Broken b -> end(WireState.FAILED, b.code(), b.detail());
        }
    }

    private void awaitInstallAck() {
        awaitsInstallAck = true;
        if (holdsInstalling())
            script.after(Timer.Kind.INSTALL_ACK, memory.last.id(), INSTALL_ACK_WAIT);
        else install();
    }

    private boolean holdsInstalling() {
        return results.holds(memory.last.id(), WireState.INSTALLING);
    }

    private void install() {
        if (!awaitsInstallAck) return;
        awaitsInstallAck = false;
        script.after(
                Timer.Kind.INSTALL,
                memory.last.id(),
                jitter(profile.timing().install(), "install"));
    }

    private void switchSlot() {
        String version = memory.last.version();
        if (!memory.powerLostAt.equals(version) && happens(behaviour().powerLoss(), "power")) {
            memory.powerLostAt = version;
            note("power lost", version);
            rollBack(Code.POWER_LOSS, "power lost while installing");
            return;
        }
        swapSlots();
        installs.merge(memory.last.id(), 1, Integer::sum);
        state(WireState.REBOOTING);
        script.keep();
        note("installed", version);
        report(WireState.REBOOTING);
        reboot();
    }

    private void watchHealth() {
        Duration own = jitter(profile.timing().health(), "health");
        Duration asked = Duration.ofSeconds(memory.last.probationSeconds());
        script.after(Timer.Kind.HEALTH, memory.last.id(), own.compareTo(asked) > 0 ? own : asked);
    }

    private void healthKnown() {
        if (happens(behaviour().fail(), "fail")) {
            swapSlots();
            long seconds = 61 + (long) (30 * draw("seconds"));
            rollBack(Code.HEALTH_CHECK, "wifi reconnect " + seconds + " s > 60 s");
        } else if (!reachedBroker) {
            script.after(Timer.Kind.HEALTH, memory.last.id(), FIRST_RECONNECT);
        } else {
            memory.securityVersion =
                    Math.max(memory.securityVersion, memory.last.securityVersion());
            note("confirmed", memory.running.version());
            report(WireState.CONFIRMED);
        }
    }

    private void rollBack(Code code, String detail) {
        memory.last = memory.last.to(WireState.ROLLED_BACK, code, detail);
        memory.unreported = true;
        script.keep();
        note("rolled back", code.word());
        reboot();
    }

    private void swapSlots() {
        Firmware was = memory.running;
        memory.running = memory.other;
        memory.other = was;
        memory.inSlotB = !memory.inSlotB;
    }

    private void giveUp(WireState end, Code code, String detail) {
        script.add(new Effect.StopFetching());
        end(end, code, detail);
    }

    private void end(WireState end, Code code, String detail) {
        memory.last = memory.last.to(end, code, detail);
        note(end.word, code.word());
        report(end);
    }

    // ---- reports

    /** Reports that the last command is now in this state. */
    private void report(WireState state) {
        state(state);
        Last last = memory.last;
        if (state.kept) results.hold(last.id(), state, last.code(), last.detail());
        else if (connected)
            script.send(Topic.REPORT, Messages.progress(memory, last.id(), state, keptBytes));
    }

    /** Refuses a command that does not become the last one. */
    private void refuse(String id, Code code, String detail) {
        script.note("refused", id, code.word());
        results.hold(id, WireState.REFUSED, code, detail);
    }

    private void sayPresentState() {
        if (connected) birth();
        if (!results.sendNewestOf(memory.last.id())) report(memory.last.state());
    }

    private void ack(String message) {
        boolean ours = results.acknowledge(message);
        if (ours && memory.last.state() == WireState.INSTALLING && !holdsInstalling()) install();
    }

    // ---- small things

    private void fired(Timer timer) {
        boolean current = timer.key().equals(memory.last.id());
        WireState state = memory.last.state();
        switch (timer.kind()) {
            case REPEAT -> results.repeat(timer.key());
            case CLOCK -> clockWaited(timer.key());
            case RECONNECT -> {
                if (timer.key().equals(memory.session)) dial();
            }
            case BEGIN -> {
                if (current && isFetching()) begin();
            }
            case INSTALL_ACK -> {
                if (current && state == WireState.INSTALLING) install();
            }
            case INSTALL -> {
                if (current && state == WireState.INSTALLING) switchSlot();
            }
            case HEALTH -> {
                if (current && state == WireState.PROBATION) healthKnown();
            }
            case BOOT -> {
                if (current && isOff()) booted();
            }
        }
    }

    private void connection(boolean made) {
        connected = made;
        results.connected(made);
    }

    private void state(WireState state) {
        memory.last = memory.last.to(state);
    }

    private void ignore(String id, String why) {
        ignored++;
        script.note("ignored", id, why);
    }

    private void note(String what, String text) {
        script.note(what, memory.last.id(), text);
    }

    private Behaviour behaviour() {
        return profile.behaviour().apply(memory.last.version());
    }

    private double draw(String purpose) {
        return profile.chance().draw(purpose, memory.last.version());
    }

    private boolean happens(double share, String purpose) {
        return draw(purpose) < share;
    }

    private Duration jitter(Duration mean, String purpose) {
        return profile.chance().jitter(mean, purpose, memory.last.version());
    }
}
