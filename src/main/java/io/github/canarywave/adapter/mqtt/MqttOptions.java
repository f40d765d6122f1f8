package io.github.canarywave.adapter.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import io.github.canarywave.wire.OwnIds;
import io.github.canarywave.wire.Topics;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How to reach the broker, and who we are there.
 *
 * @param trust PEM file of the certificates that the broker's must descend from; empty = no TLS
 * @param hears who we are on the connection that hears devices
 * @param speaks who we are on the connection that speaks to them
 * @param ownBroker whether the broker began with this process: what it keeps for us was said since
 * @param clock wall clock that commands expire by
 */
public record MqttOptions(
        String host,
        int port,
        Optional<Path> trust,
        Identity hears,
        Identity speaks,
        Topics topics,
        Gatekeeper gatekeeper,
        boolean ownBroker,
        InstantSource clock) {
    private static final String NODE_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int NODE_CHARACTERS = 6;

    /** What the broker knows us by. */
    public record Login(String userName, String password) {
        @Override
        public String toString() {
            return "Login[userName=" + userName + ", password=(hidden)]";
        }
    }

    /** Who one connection is. */
    public record Identity(String clientId, Optional<Login> login) {
        Identity with(Login other) {
            return new Identity(clientId, Optional.of(other));
        }
    }

    /** Without TLS and login, with default topics and client ids that end randomly. */
    public static MqttOptions of(String host, int port, Gatekeeper gatekeeper) {
        String node = randomNode();
        return new MqttOptions(
                host,
                port,
                Optional.empty(),
                new Identity(OwnIds.PREFIX + "sub-" + node, Optional.empty()),
                new Identity(OwnIds.PREFIX + "pub-" + node, Optional.empty()),
                new Topics(Topics.DEFAULT_PREFIX),
                gatekeeper,
                false,
                InstantSource.system());
    }

    /** The same with TLS; the broker's certificate must name the host. */
    public MqttOptions trusting(Path pem) {
        return new MqttOptions(
                host, port, Optional.of(pem), hears, speaks, topics, gatekeeper, ownBroker, clock);
    }

    /** The same, both connections logged in as one user. */
    public MqttOptions as(String userName, String password) {
        Login login = new Login(userName, password);
        return identified(hears.with(login), speaks.with(login));
    }

    /**
     * The same, each connection as a user of its own whose name is the client id too: a broker that
     * allows no other ids for its users takes it, and a restarted server finds its session.
     */
    public MqttOptions as(Login hearing, Login speaking) {
        return identified(
                new Identity(hearing.userName(), Optional.of(hearing)),
                new Identity(speaking.userName(), Optional.of(speaking)));
    }

    private MqttOptions identified(Identity hearing, Identity speaking) {
        return new MqttOptions(
                host, port, trust, hearing, speaking, topics, gatekeeper, ownBroker, clock);
    }

    /** The same under another topic prefix. */
    public MqttOptions withTopics(Topics other) {
        return new MqttOptions(
                host, port, trust, hears, speaks, other, gatekeeper, ownBroker, clock);
    }

    /** The same over a broker that began with this process. */
    public MqttOptions overOwnBroker() {
        return new MqttOptions(host, port, trust, hears, speaks, topics, gatekeeper, true, clock);
    }

    /** The same with another clock. */
    public MqttOptions withClock(InstantSource other) {
        return new MqttOptions(
                host, port, trust, hears, speaks, topics, gatekeeper, ownBroker, other);
    }

    /** TLS as the broker is trusted; empty = none. */
    public Optional<MqttClientSslConfig> tls() {
        return trust.map(Trust::in);
    }

    private static String randomNode() {
        StringBuilder node = new StringBuilder();
        new SecureRandom()
                .ints(NODE_CHARACTERS, 0, NODE_LETTERS.length())
                .forEach(i -> node.append(NODE_LETTERS.charAt(i)));
        return node.toString();
    }
}
