package io.github.canarywave.adapter.mqtt.probe;

import io.github.canarywave.adapter.mqtt.probe.Ears.Said;
import io.github.canarywave.adapter.mqtt.probe.ProbeClient.Visitor;
import io.github.canarywave.adapter.mqtt.probe.SelfTestResult.MissingRule;
import io.github.canarywave.wire.OwnIds;
import io.github.canarywave.wire.Topics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Whether the broker lets in whom it should and nobody else. Confined to one thread. */
final class Doors {
    static final String OWN_PASSWORD = "a device logs in with its id, its user name and its token";

    private static final String NOBODY_ELSE = "nobody comes in without the password of a user";
    private static final String OWN_ID = "the client id of a device is its user name";

    /** Also the time that a device that was cut off costs. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final String REMEDY =
            "Compare the broker's authentication with broker-config/ (Mosquitto: mosquitto.conf and"
                    + " passwords).";

    private final Dial dial;
    private final Topics topics;
    private final ProbeLogins logins;
    private final OwnLink link;
    private final Function<Dial, ProbeClient> version;
    private final Set<MissingRule> missing;

    Doors(
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
    }

    static Visitor visitorA(ProbeLogins logins) {
        return visitor(OwnIds.PROBE_A.value(), logins.passwordA());
    }

    static Visitor visitorB(ProbeLogins logins) {
        return visitor(OwnIds.PROBE_B.value(), logins.passwordB());
    }

    private static Visitor visitor(String id, String password) {
        return new Visitor(id, Optional.of(id), password);
    }

    void check() {
        String a = OwnIds.PROBE_A.value();
        String b = OwnIds.PROBE_B.value();
        boolean in = comesIn(visitorA(logins)) && comesIn(visitorB(logins));
        if (!in)
            missing.add(
                    new MissingRule(
                            "the throw-away devices " + a + " and " + b + " are refused",
                            OWN_PASSWORD,
                            "Give both the passwords of the file of --broker-access. " + REMEDY));
        if (comesIn(visitor(a, logins.passwordA() + "x")))
            missing.add(new MissingRule(a + " came in with a wrong password", NOBODY_ELSE, REMEDY));
        if (comesIn(new Visitor(a, Optional.empty(), "")))
            missing.add(
                    new MissingRule(
                            "somebody came in without user name and password (anonymous)",
                            NOBODY_ELSE,
                            REMEDY));
        if (in) underAnotherId(a, b);
    }

    private boolean comesIn(Visitor visitor) {
        ProbeClient client = version.apply(dial);
        try (client) {
            return client.connect(visitor, Optional.empty(), (_, _) -> {});
        }
    }

    /** A knows its own password and says that its client is B. */
    private void underAnotherId(String a, String b) {
        String run = Long.toString(System.nanoTime(), Character.MAX_RADIX);
        Ears ofB = new Ears(run);
        Ears ofA = new Ears(run);
        String command = topics.command(OwnIds.PROBE_B);
        ProbeClient real = version.apply(dial);
        ProbeClient wrong = version.apply(dial);
        try (real;
                wrong) {
            real.connect(visitorB(logins), Optional.empty(), ofB::hear);
            real.subscribe(command);
            Visitor liar = new Visitor(b, Optional.of(a), logins.passwordA());
            if (!wrong.connect(liar, Optional.empty(), ofA::hear)) return;
            if (wrong.connected()) wrong.subscribe(command);
            Said marker = new Said(command, "self-test id " + run);
            ProbeClient.answer(
                    link.say(OwnIds.PROBE_B, Topics.Kind.COMMAND, Rights.bytes(marker.payload())));
            boolean cut = !ofB.missing(List.of(marker), LIMIT).isEmpty();
            if (cut || !real.connected())
                missing.add(
                        idRule(
                                a + " connected with the client id " + b + " and cut it off",
                                "Mosquitto: use_username_as_clientid true"));
            if (ofA.has(marker))
                missing.add(
                        idRule(
                                a + " connected with the client id " + b + " and read its command",
                                "Make access rules of user names"));
        }
    }

    private static MissingRule idRule(String seen, String remedy) {
        return new MissingRule(seen, OWN_ID, remedy + ". " + REMEDY);
    }
}
