package io.github.canarywave.adapter.mqtt.probe;

/** The passwords of the two throw-away devices, whose user names and client ids are their ids. */
public record ProbeLogins(String passwordA, String passwordB) {
    @Override
    public String toString() {
        return "ProbeLogins[(hidden)]";
    }
}
