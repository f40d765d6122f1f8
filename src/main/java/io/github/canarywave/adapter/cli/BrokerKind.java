package io.github.canarywave.adapter.cli;

/** A broker for which we ship a configuration. */
public enum BrokerKind {
    MOSQUITTO,
    HIVEMQ
}
