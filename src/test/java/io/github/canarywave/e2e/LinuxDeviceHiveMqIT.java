package io.github.canarywave.e2e;

/** The shell client through a HiveMQ CE of its own as we prepare it. */
class LinuxDeviceHiveMqIT extends LinuxDeviceContract {
    @Override
    Place.Broker broker() {
        return Place.Broker.HIVEMQ;
    }
}
