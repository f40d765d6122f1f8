package io.github.canarywave.adapter.mqtt.probe;

import io.github.canarywave.adapter.mqtt.probe.Ears.Said;
import io.github.canarywave.adapter.mqtt.probe.ProbeClient.Will;
import io.github.canarywave.adapter.mqtt.probe.SelfTestResult.MissingRule;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.wire.OwnIds;
import io.github.canarywave.wire.Topics;
import io.github.canarywave.wire.Topics.Kind;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What device A may hear and say: its own, and nothing of device B. Each round ends with a marker
 * that comes after whatever must not come. Confined to one thread.
 */
final class Rights {
    private static final DeviceId A = OwnIds.PROBE_A;
    private static final DeviceId B = OwnIds.PROBE_B;
    private static final List<Kind> HEARS = List.of(Kind.COMMAND, Kind.ACK);
    private static final List<Kind> SAYS = List.of(Kind.REPORT, Kind.STATE, Kind.ONLINE);

    /** What took another way through the broker than the marker may come a little later. */
    private static final Duration STRAGGLERS = Duration.ofMillis(50);

    private static final Duration STRAGGLERS_MAX = Duration.ofMillis(300);

    /** A broker that is busy with the return of a fleet is given time. */
    private static final Duration PATIENTLY = Duration.ofSeconds(3);

    private static final Duration BRIEFLY = Duration.ofMillis(300);

    private static final String REMEDY =
            "Compare the broker's access rules with broker-config/ (Mosquitto: the file acl).";

    private final Dial dial;
    private final Topics topics;
    private final ProbeLogins logins;
    private final OwnLink link;
    private final Function<Dial, ProbeClient> version;
    private final Set<MissingRule> missing;
    private final String run = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private final Ears ofA = new Ears(run);
    private final Ears ofB = new Ears(run);
    private final Ears ofServer = new Ears(run);
    private final List<String> granted = new ArrayList<>();
    private ProbeClient a;
    private boolean fresh; // nothing that may make the broker hang up was done on it yet
    private Duration patience = STRAGGLERS;

    Rights(
            Dial dial,
            Topics topics,
            ProbeLogins logins,
            OwnLink link,
            Function<Dial, ProbeClient> version,
            Set<MissingRule> missing) {
        this.dial = dial;
        this.topics = topics;
        this.logins = logins;
        this.link = link;
        this.version = version;
        this.missing = missing;
        this.a = version.apply(dial);
    }

    void check() {
        link.onProbe(
                word ->
                        ofServer.hear(
                                topics.topic(word.address().device(), word.address().kind()),
                                word.payload()));
        ProbeClient b = version.apply(dial);
        try (b) {
            mustConnect(b.connect(Doors.visitorB(logins), Optional.empty(), ofB::hear));
            for (Kind kind : HEARS) b.subscribe(topics.topic(B, kind));
            connectA();
            hearing(b);
            saying();
            leaving();
            stillThere(b);
        } finally {
            forget();
            a.close();
            link.onProbe(_ -> {});
        }
    }

    private void hearing(ProbeClient b) {
        for (String filter : foreignFilters()) attempt(filter);
        List<Said> foreign = new ArrayList<>();
        for (Kind kind : HEARS) foreign.add(serverSays(B, kind, "b"));
        for (Kind kind : SAYS) foreign.add(says(b, B, kind));
        List<Said> own = new ArrayList<>();
        for (Kind kind : HEARS) own.add(serverSays(A, kind, "a"));
        long start = System.nanoTime();
        wait(ofA, own).forEach(s -> cannotHear(A, s.topic()));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (took.compareTo(STRAGGLERS_MAX) < 0) patience = STRAGGLERS.plus(took);
        wait(ofB, foreign.subList(0, HEARS.size())).forEach(s -> cannotHear(B, s.topic()));
        wait(ofServer, foreign.subList(HEARS.size(), foreign.size()))
                .forEach(s -> cannotSay(B, s.topic()));
        stragglers();
        for (Said said : ofA.all()) if (!own.contains(said)) couldHear(said.topic());
        ofA.empty();
    }

    private void saying() {
        granted.clear(); // From here on only what a device must have.
        connectA();
        List<Said> forged = new ArrayList<>();
        for (Kind kind : Kind.values()) forged.add(forge(B, kind));
        for (Kind kind : HEARS) forged.add(forge(A, kind));
        if (!fresh) connectA();
        List<Said> own = SAYS.stream().map(kind -> says(a, A, kind)).toList();
        Said after = serverSays(B, Kind.COMMAND, "after");
        Said afterA = serverSays(A, Kind.COMMAND, "after");
        wait(ofServer, own).forEach(s -> cannotSay(A, s.topic()));
        wait(ofB, List.of(after));
        wait(ofA, List.of(afterA));
        stragglers();
        for (Said said : forged)
            if (ofServer.has(said) || ofB.has(said) || ofA.has(said)) couldSay(said.topic(), "say");
    }

    /** A last will is said by the broker: some look at its topic too late or never. */
    private void leaving() {
        Said will = new Said(topics.command(B), "will " + run);
        a.close();
        if (!tryConnect(Optional.of(new Will(will.topic(), will.payload())))) return;
        a.leaveWithWill();
        wait(ofB, List.of(serverSays(B, Kind.COMMAND, "will-after")));
        stragglers();
        if (ofB.has(will)) couldSay(will.topic(), "leave a last will for");
    }

    private List<String> foreignFilters() {
        List<String> filters = new ArrayList<>();
        for (Kind kind : Kind.values()) filters.add(topics.topic(B, kind));
        for (Kind kind : Kind.values()) filters.add(topics.filter(kind));
        filters.addAll(
                List.of(
                        "#",
                        topics.prefix() + "/#",
                        topics.prefix() + "/" + B + "/#",
                        "$share/canarywave-probe/" + topics.filter(Kind.COMMAND),
                        "$share/canarywave-probe/" + topics.filter(Kind.REPORT)));
        return filters;
    }

    /** Subscribes to what it may not; a broker may grant, refuse or hang up. */
    private void attempt(String filter) {
        Reply reply = daring(() -> a.subscribe(filter));
        if (reply == Reply.TAKEN) granted.add(filter);
    }

    /** Does what A may not, on a connection that is not about to be closed for what was before. */
    private Reply daring(Supplier<Reply> act) {
        Reply reply = act.get();
        if (reply == Reply.HUNG_UP && !fresh) {
            connectA();
            reply = act.get();
        }
        if (reply == Reply.HUNG_UP) connectA();
        else fresh = false;
        return reply;
    }

    private void connectA() {
        mustConnect(tryConnect(Optional.empty()));
        for (Kind kind : HEARS)
            if (a.subscribe(topics.topic(A, kind)) != Reply.TAKEN)
                cannotHear(A, topics.topic(A, kind));
        granted.forEach(a::subscribe);
        fresh = true;
    }

    private boolean tryConnect(Optional<Will> will) {
        a.close();
        a = version.apply(dial);
        return a.connect(Doors.visitorA(logins), will, ofA::hear);
    }

    private static void mustConnect(boolean in) {
        if (!in) throw new ProbeClient.NoAnswer("a throw-away device was let in, and then not");
    }

    private Said forge(DeviceId under, Kind kind) {
        Said said = new Said(topics.topic(under, kind), "forged " + run);
        daring(() -> a.publish(said.topic(), said.payload(), false));
        return said;
    }

    private Said says(ProbeClient device, DeviceId as, Kind kind) {
        Said said = new Said(topics.topic(as, kind), "own " + run);
        device.publish(said.topic(), said.payload(), kind != Kind.REPORT);
        return said;
    }

    private Said serverSays(DeviceId to, Kind kind, String what) {
        Said said = new Said(topics.topic(to, kind), "self-test " + what + " " + run);
        ProbeClient.answer(link.say(to, kind, bytes(said.payload())));
        return said;
    }

    /** When one thing is known to be missing, nobody waits long for the next. */
    private List<Said> wait(Ears ears, List<Said> wanted) {
        return ears.missing(wanted, missing.isEmpty() ? PATIENTLY : BRIEFLY);
    }

    private void stragglers() {
        ofA.missing(List.of(new Said("", "")), patience);
    }

    /** A device that was cut off would make all that follows look well kept. */
    private void stillThere(ProbeClient b) {
        if (!b.connected()) throw new ProbeClient.NoAnswer("a connection was lost during the test");
    }

    /** Takes away what both left retained. */
    private void forget() {
        for (DeviceId device : List.of(A, B)) {
            ProbeClient client = version.apply(dial);
            try (client) {
                boolean in =
                        client.connect(
                                device.equals(A) ? Doors.visitorA(logins) : Doors.visitorB(logins),
                                Optional.empty(),
                                (_, _) -> {});
                for (Kind kind : List.of(Kind.STATE, Kind.ONLINE))
                    if (in) client.publish(topics.topic(device, kind), "", true);
            }
        }
    }

    private void cannotHear(DeviceId device, String topic) {
        missing.add(
                new MissingRule(
                        "device " + device + " did not get what the server said under " + topic,
                        "a device reads its own command and ack, and the server writes them",
                        "Allow both. " + REMEDY));
    }

    private void cannotSay(DeviceId device, String topic) {
        missing.add(
                new MissingRule(
                        "the server did not hear what device " + device + " said under " + topic,
                        "a device writes its own report, state and online, and the server reads"
                                + " them",
                        "Allow both. " + REMEDY));
    }

    private void couldHear(String topic) {
        missing.add(
                new MissingRule(
                        "device " + A + " could read " + topic,
                        "a device reads its own command and ack, nothing else",
                        "Deny it. " + REMEDY));
    }

    private void couldSay(String topic, String how) {
        missing.add(
                new MissingRule(
                        "device " + A + " could " + how + " " + topic,
                        "a device writes its own report, state and online, nothing else",
                        "Deny it. " + REMEDY));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
