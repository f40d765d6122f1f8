package io.github.canarywave.adapter.mqtt.probe;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;

import io.github.canarywave.adapter.mqtt.MqttOptions;
import io.github.canarywave.adapter.mqtt.probe.SelfTestResult.MissingRule;
import io.github.canarywave.wire.Topics;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds out as two throw-away devices whether a broker keeps devices apart and lets each do its
 * work, in both versions of MQTT. Judged is what is delivered: a broker may grant a subscription
 * and deliver nothing. Confined to one thread.
 */
public final class SelfTest {
    /** The longest packet of a device; brokers that allow less drop it. */
    private static final int PACKET_BYTES = 1_024;

    /** Brokers that allow so little unacknowledged run with the defaults of their makers. */
    private static final int RECEIVE_MAXIMUM_SMALL = 100;

    private final Dial dial;
    private final Topics topics;
    private final ProbeLogins logins;
    private final OwnLink link;
    private final Set<MissingRule> missing = new LinkedHashSet<>();
    private final List<String> hints = new ArrayList<>();

    /** A test of the broker of these options, over which {@code link} stands. */
    public SelfTest(MqttOptions options, ProbeLogins logins, OwnLink link) {
        this.dial = new Dial(options.host(), options.port(), options.tls());
        this.topics = options.topics();
        this.logins = logins;
        this.link = link;
    }

    /** Runs the whole test; takes some seconds at most when the broker answers. */
    public SelfTestResult run() {
        missing.clear();
        hints.clear();
        try {
            limits();
            for (Function<Dial, ProbeClient> version : versions()) {
                new Doors(dial, topics, logins, link, version, missing).check();
                if (!cannotComeIn())
                    new Rights(dial, topics, logins, link, version, missing).check();
            }
        } catch (ProbeClient.NoAnswer e) {
            return new SelfTestResult.Inconclusive(String.valueOf(e.getMessage()));
        }
        return missing.isEmpty()
                ? new SelfTestResult.Passed(hints)
                : new SelfTestResult.Failed(List.copyOf(missing));
    }

    private static List<Function<Dial, ProbeClient>> versions() {
        return List.of(ProbeClient5::new, ProbeClient3::new);
    }

    private boolean cannotComeIn() {
        return missing.stream().anyMatch(rule -> rule.rule().equals(Doors.OWN_PASSWORD));
    }

    /** What a broker of MQTT 5 says of itself when it lets a device in. */
    private void limits() {
        ProbeClient5 device = new ProbeClient5(dial);
        try (device) {
            device.connect(Doors.visitorA(logins), Optional.empty(), (_, _) -> {});
            device.greeting().ifPresent(greeting -> judge(greeting.getRestrictions()));
        }
    }

    private void judge(Mqtt5ConnAckRestrictions broker) {
        if (broker.getMaximumQos() == MqttQos.AT_MOST_ONCE)
            missing.add(limit("the broker allows QoS 0 only", "QoS 1 for commands and reports"));
        if (!broker.isRetainAvailable())
            missing.add(
                    limit(
                            "the broker keeps no retained messages",
                            "state and online are retained, so that a server that comes later knows"));
        if (!broker.isWildcardSubscriptionAvailable())
            missing.add(
                    limit(
                            "the broker allows no wildcards",
                            "the server hears all devices by " + topics.serverFilters()));
        if (broker.getMaximumPacketSize() < PACKET_BYTES)
            missing.add(
                    limit(
                            "the broker takes packets of at most "
                                    + broker.getMaximumPacketSize()
                                    + " bytes",
                            "a state message may have " + PACKET_BYTES));
        if (broker.getReceiveMaximum() < RECEIVE_MAXIMUM_SMALL)
            hints.add(
                    "the broker takes only "
                            + broker.getReceiveMaximum()
                            + " unacknowledged messages of a client: it seems to run with its"
                            + " default limits, which lose reports in a burst; see"
                            + " broker-config/README.md");
    }

    private static MissingRule limit(String seen, String rule) {
        return new MissingRule(
                seen, rule, "Set the broker's limits as broker-config/README.md says.");
    }
}
