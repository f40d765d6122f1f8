package io.github.canarywave.e2e;

import java.io.IOException;
import java.nio.file.Path;

/** The shell client through the embedded broker. */
class LinuxDeviceIT extends LinuxDeviceContract {
    @Override
    Place start(Path folder) throws IOException {
        return new Embedded(Site.up(folder, 0));
    }

    private record Embedded(Site site) implements Place {
        @Override
        public int brokerPort() {
            return site.mqttPort;
        }

        @Override
        public Path brokerCa() {
            return site.caFile();
        }

        @Override
        public String register(String device) {
            return site.register(device);
        }

        @Override
        public void close() {
            site.close();
        }
    }
}
