package io.github.canarywave.adapter.mqtt.probe;

/** How a broker took what a device did. */
enum Reply {
    TAKEN,
    /** Said so, or granted less than was asked for. */
    REFUSED,
    /** The connection is closed, which is how some refuse. */
    HUNG_UP
}
