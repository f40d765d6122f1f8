package io.github.canarywave.e2e;

/** The shell client through the embedded broker. */
class LinuxDeviceIT extends LinuxDeviceContract {
    @Override
    Place.Broker broker() {
        return Place.Broker.EMBEDDED;
    }
}
