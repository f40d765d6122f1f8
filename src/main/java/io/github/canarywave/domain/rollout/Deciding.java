package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.campaign.Gate;
import io.github.canarywave.domain.campaign.Gate.Action;
import io.github.canarywave.domain.campaign.Wave;
import io.github.canarywave.domain.rollout.Decision.Complete;
import io.github.canarywave.domain.rollout.Decision.Defer;
import io.github.canarywave.domain.rollout.Decision.Halt;
import io.github.canarywave.domain.rollout.Decision.Hold;
import io.github.canarywave.domain.rollout.Decision.HoldStratum;
import io.github.canarywave.domain.rollout.Decision.Notify;
import io.github.canarywave.domain.rollout.Decision.OpenWave;
import io.github.canarywave.domain.rollout.Decision.Pause;
import io.github.canarywave.domain.rollout.Decision.Publish;
import io.github.canarywave.domain.rollout.Decision.Settle;
import io.github.canarywave.domain.rollout.Decision.Watch;
import io.github.canarywave.domain.rollout.GateReading.Breached;
import io.github.canarywave.domain.rollout.GateReading.Inconclusive;
import io.github.canarywave.domain.rollout.GateReading.Passing;
import io.github.canarywave.domain.rollout.GateReading.Waiting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The decisions of one rollout at one instant of hearing time. Same arguments, same answer. */
public final class Deciding {
    private static final String PERSON = "; a person approves the wave or halts";

    private final View view;
    private final Rollout rollout;
    private final HearingTime time;
    private final Instant now;
    private final Windows windows;

    private Deciding(View view, HearingTime time) {
        this.view = view;
        this.rollout = view.rollout();
        this.time = time;
        this.now = time.now();
        this.windows = new Windows(rollout.campaign().window(), time);
    }

    /** What to do at an instant at which all clocks agree. */
    public static List<Decision> decide(View view, Instant now) {
        return decide(view, HearingTime.first(now));
    }

    /** What to do now; the last decision says why nothing more is done. */
    public static List<Decision> decide(View view, HearingTime time) {
        return switch (view.rollout().state()) {
            case RolloutState.Running _ -> new Deciding(view, time).running();
            case RolloutState.Preparing _ -> hold("the cohort is being frozen");
            case RolloutState.Paused(var why, _) ->
                    hold("paused: " + why + "; a person resumes it");
            case RolloutState.Halted(var why, _) -> hold("halted: " + why + "; a person decides");
            case RolloutState.Aborted(var why) -> hold("aborted: " + why);
            case RolloutState.Done(var why) -> hold(why);
        };
    }

    /** What each gate of a wave says at this instant, with nothing heard from outside. */
    public static List<GateReading> gates(Rollout rollout, Tally tally, int index, Instant now) {
        return gates(rollout, tally, Answers.NONE, index, HearingTime.first(now));
    }

    /** What each gate of a wave says now. */
    public static List<GateReading> gates(
            Rollout rollout, Tally tally, Answers answers, int index, HearingTime time) {
        Sample sample = Sample.of(rollout, tally, answers, index, time);
        List<GateReading> readings = new ArrayList<>();
        for (int i = 0; i < rollout.wave(index).gates().size(); i++) {
            Gate gate = rollout.wave(index).gates().get(i);
            GateReading reading = GateReading.read(gate, sample);
            boolean overruled = rollout.overruled().contains(gateName(index, i));
            if (overruled) readings.add(overruled(gate, reading));
            else readings.add(allCurrent(tally, index) ? unasked(gate, reading) : reading);
        }
        return readings;
    }

    /** The numbers that each gate of a wave decides on now, in the order of {@link #gates}. */
    public static List<GateNumbers> numbers(
            Rollout rollout, Tally tally, Answers answers, int index, HearingTime time) {
        Sample sample = Sample.of(rollout, tally, answers, index, time);
        return rollout.wave(index).gates().stream()
                .map(gate -> GateNumbers.of(gate, sample))
                .toList();
    }

    private List<GateReading> gates(int index) {
        return gates(rollout, view.tally(), view.answers(), index, time);
    }

    /** A wave of such devices adds nobody who could be asked. */
    private static boolean allCurrent(Tally tally, int wave) {
        long devices = tally.devices(wave);
        return devices > 0 && tally.in(wave, "Current") == devices;
    }

    /** What the evidence of earlier waves halts, it halts. */
    private static GateReading unasked(Gate gate, GateReading reading) {
        return gate instanceof Gate.Evidence && reading instanceof Breached
                ? reading
                : new Passing("every device of the wave ran the release already");
    }

    /** Whether a person let the next wave open though this gate says neither yes nor no. */
    private boolean approved(int gate) {
        return rollout.overruled().contains(opens(rollout.openWave(), gate));
    }

    /** A person opens the next wave in spite of a gate; what the evidence halts, it halts. */
    private static GateReading overruled(Gate gate, GateReading reading) {
        boolean halts =
                reading instanceof Breached
                        && gate instanceof Gate.Evidence
                        && gate.action() == Action.HALT;
        boolean stands = halts || reading instanceof Passing || reading instanceof Waiting;
        return stands ? reading : new Passing(reading.text() + ", overruled");
    }

    /** In an outage that others share nothing is commanded and nothing is judged. */
    private List<Decision> outage(Outage outage) {
        if (view.controls().isEmpty()) return List.of(holdHere(outage.text(now), Optional.empty()));
        ControlGroup controls = view.controls().get();
        String why = controls.text();
        return controls.vanishing(rollout.acceptable())
                ? List.of(new Watch(outage.seenAgain(now, why), why))
                : List.of(new Watch(outage.ended(now), "the outage is over: " + why));
    }

    private List<Decision> running() {
        Optional<Outage> outage = rollout.rulings().outage().filter(Outage::lasts);
        if (outage.isPresent()) return outage(outage.get());
        Optional<Decision> stop = breach();
        if (stop.isPresent()) return List.of(stop.get());
        List<Decision> held = strata();
        if (!held.isEmpty()) return held;
        if (rollout.openWave() < 0) return List.of(openNext("the rollout starts"));
        if (view.tally().pending() == 0 && rollout.nextWave().isEmpty())
            return rollout.takesJoiners() ? hold(awaitsJoiners()) : List.of(complete());
        List<Decision> decisions = new ArrayList<>();
        boolean settled = publishing(decisions) && !view.opening();
        // Behind those that may not go there may be others: nothing has settled before they came.
        if (!decisions.isEmpty()) return decisions;
        if (settled && rollout.settledAt().isEmpty())
            decisions.add(new Settle("wave " + openWave().name() + " has settled"));
        else decisions.add(settled ? soaked() : waiting());
        return decisions;
    }

    /** What the failed gates ask for, the gravest alone. */
    private Optional<Decision> breach() {
        List<Decision> stops = new ArrayList<>();
        for (int index = 0; index <= rollout.openWave(); index++) {
            List<GateReading> readings = gates(index);
            for (int i = 0; i < readings.size(); i++)
                if (readings.get(i) instanceof Breached(var text))
                    stop(index, i, text).ifPresent(stops::add);
        }
        return stops.stream().min(Comparator.comparingInt(Deciding::lightness));
    }

    private static int lightness(Decision stop) {
        return stop instanceof Halt ? 0 : stop instanceof Pause ? 1 : 2;
    }

    /** What the evidence of single strata asks for, by the gates of the open wave. */
    private List<Decision> strata() {
        if (rollout.openWave() < 0) return List.of();
        Tally tally = view.tally().ofPeriod(rollout.rulings().period());
        List<Decision> held = new ArrayList<>();
        for (Gate gate : openWave().gates())
            if (gate instanceof Gate.Evidence evidence)
                new EvidenceReading(evidence)
                        .breaches(tally)
                        .forEach((stratum, why) -> hold(stratum, why).ifPresent(held::add));
        return held;
    }

    private Optional<Decision> hold(String stratum, String why) {
        return rollout.rulings().heldStrata().containsKey(stratum)
                ? Optional.empty()
                : Optional.of(new HoldStratum(stratum, "stratum " + stratum + ": " + why));
    }

    private Optional<Decision> stop(int index, int gate, String text) {
        Wave wave = rollout.wave(index);
        String why = "wave " + wave.name() + ": " + text;
        String name = gateName(index, gate);
        return switch (wave.gates().get(gate).action()) {
            case HALT -> Optional.of(new Halt(why));
            case PAUSE -> Optional.of(new Pause(name, why));
            case NOTIFY ->
                    rollout.rulings().notified().contains(name)
                            ? Optional.empty()
                            : Optional.of(new Notify(name, why));
        };
    }

    private Decision openNext(String why) {
        Optional<Integer> next = rollout.nextWave();
        if (next.isEmpty()) return complete();
        return Approving.hold(rollout, view.approvals(), next.get(), now)
                .orElseGet(() -> new OpenWave(next.get(), why));
    }

    private Decision complete() {
        return new Complete("every device has ended: " + ended());
    }

    private String awaitsJoiners() {
        return "every device so far has ended: "
                + ended()
                + "; devices that join are updated until a person aborts it";
    }

    private String ended() {
        long confirmed = view.tally().in("Confirmed");
        long current = view.tally().in("Current");
        String already = current == 0 ? "" : ", " + current + " ran it already";
        return confirmed + " of " + rollout.devices() + " confirmed" + already;
    }

    /** Adds what is to be commanded now; whether the wave has settled. */
    private boolean publishing(List<Decision> decisions) {
        long room = view.mute().isEmpty() ? Math.min(view.room(), startsAllowed()) : 0;
        long inFlight = view.tally().inFlight();
        long fresh = Window.fresh(rollout);
        boolean someoneMayGo = false;
        if (windows.closedForAll().isPresent()) return nobodyInFlight();
        for (Candidate candidate : view.candidates()) {
            Optional<Condition> obstacle = Eligibility.obstacle(candidate, rollout, windows, now);
            if (obstacle.isPresent()) {
                decisions.add(defer(candidate, obstacle.get()));
                continue;
            }
            someoneMayGo = true;
            if (room <= 0) break;
            boolean again = candidate.attempt().commandCounts();
            if (!again && fresh-- <= 0) continue;
            room--;
            decisions.add(new Publish(candidate.attempt(), Grounds.ofCommand(view, inFlight++)));
        }
        return !someoneMayGo && nobodyInFlight();
    }

    private long startsAllowed() {
        return rollout.pacing().allowed(rollout.campaign().pace().starts(), time.ran());
    }

    private boolean nobodyInFlight() {
        int wave = rollout.openWave();
        // Where all have ended without a word on the release, nobody else can settle it.
        boolean heard = view.tally().ofWave(wave).n() > 0 || view.tally().pending(wave) == 0;
        return heard && view.tally().inFlight(wave) == 0;
    }

    private Decision defer(Candidate candidate, Condition obstacle) {
        Instant until = obstacle.change().orElse(now.plus(Eligibility.LOOK_AGAIN));
        // Hearing time lags behind the clock that windows go by, by all we could not hear.
        Instant latest = now.plus(Eligibility.LOOK_AGAIN_AT_LATEST);
        if (until.isAfter(latest)) until = latest;
        return new Defer(candidate.attempt(), until, obstacle.value());
    }

    private Decision soaked() {
        if (rollout.nextWave().isEmpty()) return waiting();
        Instant over = rollout.soakOver().orElse(now.plus(openWave().soak()));
        List<GateReading> readings = gates(rollout.openWave());
        for (int i = 0; i < readings.size(); i++) {
            if (!holds(i, readings.get(i)) || approved(i)) continue;
            String who = readings.get(i) instanceof Inconclusive ? PERSON : "";
            return holdHere(readings.get(i).text() + who, Optional.empty());
        }
        if (now.isBefore(over))
            return holdHere(
                    "soak of "
                            + openWave().soak().toSeconds()
                            + " s"
                            + TriedAgain.text(view.tally()),
                    Optional.of(over));
        return openNext("wave " + openWave().name() + " passed its gates and its soak");
    }

    /** The evidence gate is asked when soak is over: until then more devices may count. */
    private boolean holds(int index, GateReading reading) {
        Gate gate = openWave().gates().get(index);
        boolean later = reading instanceof Waiting && gate instanceof Gate.Evidence;
        return gate.action() != Action.NOTIFY && !later && !(reading instanceof Passing);
    }

    private Decision waiting() {
        Tally tally = view.tally();
        long inFlight = tally.inFlight();
        if (view.mute().isPresent()) return holdHere(view.mute().get(), Optional.empty());
        Optional<Condition> closed = windows.closedForAll();
        if (closed.isPresent() && openQueued() > 0) return closed(closed.get(), inFlight);
        boolean slowStart = Window.fresh(rollout) == 0;
        if (inFlight == 0 && !rollout.rulings().heldStrata().isEmpty() && !slowStart)
            return holdHere(heldStrata(), Optional.empty());
        if (inFlight == 0 && startsAllowed() == 0)
            return holdHere(openQueued() + " devices wait, " + pace(), Optional.empty());
        if (inFlight == 0 && !slowStart) {
            String forWindow =
                    rollout.campaign().window().isAlways() ? "" : " or for their window to open";
            return holdHere(
                    openQueued()
                            + " devices are offline, held or wait for a retry"
                            + forWindow
                            + TriedAgain.text(tally),
                    Optional.empty());
        }
        return slowStart
                ? holdHere(slowStart(inFlight) + TriedAgain.text(tally), Optional.empty())
                : holdHere(
                        inFlight
                                + " devices are between command and outcome, window "
                                + Window.size(rollout)
                                + ", "
                                + pace()
                                + TriedAgain.text(tally),
                        Optional.empty());
    }

    private String heldStrata() {
        return openQueued()
                + " devices are offline, wait for a retry or are held, "
                + String.join("; ", new TreeMap<>(rollout.rulings().heldStrata()).values())
                + "; a person accepts the evidence or ends the campaign";
    }

    private Hold closed(Condition window, long inFlight) {
        String busy = inFlight == 0 ? "" : "; " + inFlight + " are between command and outcome";
        return holdHere(
                window.value() + " for " + openQueued() + " devices" + busy, window.change());
    }

    private String pace() {
        int rate = rollout.pacing().rate(rollout.campaign().pace().starts());
        return "at most " + rate + " starts a minute";
    }

    private String slowStart(long inFlight) {
        String seen = rollout.commanded() + " devices were commanded and none has confirmed yet";
        return inFlight > 0
                ? seen
                : seen
                        + ", none is between command and outcome; it goes on when one of them is"
                        + " tried again and confirms, otherwise a person ends it";
    }

    private long openQueued() {
        long queued = 0;
        for (int i = 0; i <= rollout.openWave(); i++) queued += view.tally().in(i, "Queued");
        return queued;
    }

    private Wave openWave() {
        return rollout.wave(rollout.openWave());
    }

    private Hold holdHere(String why, Optional<Instant> until) {
        return new Hold("wave " + openWave().name() + ": " + why, until);
    }

    private static List<Decision> hold(String why) {
        return List.of(new Hold(why, Optional.empty()));
    }

    /**
     * Gates that say neither yes nor no though the open wave has settled and its soak is over, by
     * the names under which a person lets the next wave open past them.
     */
    public static List<String> undecided(
            Rollout rollout, Tally tally, Answers answers, HearingTime time) {
        Instant now = time.now();
        int wave = rollout.openWave();
        if (wave < 0 || rollout.nextWave().isEmpty()) return List.of();
        boolean over =
                rollout.settledAt()
                        .filter(at -> !now.isBefore(at.plus(rollout.wave(wave).soak())))
                        .isPresent();
        if (!over) return List.of();
        List<GateReading> readings = gates(rollout, tally, answers, wave, time);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++)
            if (!(readings.get(i) instanceof Passing) && !(readings.get(i) instanceof Breached))
                names.add(opens(wave, i));
        names.removeAll(rollout.overruled());
        return names;
    }

    /** The wave in the name of a gate, if it is one. */
    public static OptionalInt waveOfGate(String name) {
        return name.matches("[0-9]+/[0-9]+")
                ? OptionalInt.of(Integer.parseInt(name.substring(0, name.indexOf('/'))))
                : OptionalInt.empty();
    }

    /** The name under which a person lets the next wave open past a gate that says nothing. */
    public static String opens(int wave, int gate) {
        return gateName(wave, gate) + "/opens";
    }

    /** The name under which a person overrules a gate. */
    public static String gateName(int wave, int gate) {
        return wave + "/" + gate;
    }
}
