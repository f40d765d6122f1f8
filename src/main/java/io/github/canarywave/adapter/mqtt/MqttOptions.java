package io.github.canarywave.adapter.mqtt;

import io.github.canarywave.wire.Topics;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How to reach the broker, and who we are there.
 *
 * @param trust PEM file of the certificates that the broker's must descend from; empty = no TLS
 * @param node tells servers of one broker apart: the end of both client ids
 * @param clock wall clock that commands expire by
 */
public record MqttOptions(
        String host,
        int port,
        Optional<Path> trust,
        Optional<Login> login,
        Topics topics,
        String node,
        Gatekeeper gatekeeper,
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

    /** Without TLS and login, with default topics and a random node name. */
    public static MqttOptions of(String host, int port, Gatekeeper gatekeeper) {
        return new MqttOptions(
                host,
                port,
                Optional.empty(),
                Optional.empty(),
                new Topics(Topics.DEFAULT_PREFIX),
                randomNode(),
                gatekeeper,
                InstantSource.system());
    }

    /** The same with TLS; the broker's certificate must name the host. */
    public MqttOptions trusting(Path pem) {
        return new MqttOptions(
                host, port, Optional.of(pem), login, topics, node, gatekeeper, clock);
    }

    /** The same, logged in. */
    public MqttOptions as(String userName, String password) {
        Login other = new Login(userName, password);
        return new MqttOptions(
                host, port, trust, Optional.of(other), topics, node, gatekeeper, clock);
    }

    /** The same under another topic prefix. */
    public MqttOptions withTopics(Topics other) {
        return new MqttOptions(host, port, trust, login, other, node, gatekeeper, clock);
    }

    /** The same with another clock. */
    public MqttOptions withClock(InstantSource other) {
        return new MqttOptions(host, port, trust, login, topics, node, gatekeeper, other);
    }

    private static String randomNode() {
        StringBuilder node = new StringBuilder();
        new SecureRandom()
                .ints(NODE_CHARACTERS, 0, NODE_LETTERS.length())
                .forEach(i -> node.append(NODE_LETTERS.charAt(i)));
        return node.toString();
    }
}
