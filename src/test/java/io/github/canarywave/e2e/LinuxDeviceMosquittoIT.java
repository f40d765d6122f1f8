package io.github.canarywave.e2e;

/** The shell client through Mosquitto as we prepare it. */
class LinuxDeviceMosquittoIT extends LinuxDeviceContract {
    @Override
    Place.Broker broker() {
        return Place.Broker.MOSQUITTO;
    }
}
