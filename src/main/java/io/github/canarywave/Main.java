package io.github.canarywave;

import io.github.canarywave.adapter.cli.Cli;
import io.github.canarywave.adapter.cli.CliPorts;
import io.github.canarywave.adapter.cli.DeviceKeys;
import io.github.canarywave.adapter.cli.ImageTools;
import io.github.canarywave.adapter.cli.Terminal;
import io.github.canarywave.adapter.crypto.DeviceCertificates;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.sim.SimImage;

/** Entry point of the program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        ImageTools images =
                (project, version, securityVersion, size, seed) ->
                        SimImage.esp32(
                                project.value(), version.value(), securityVersion, size, seed);
        CliPorts ports =
                new CliPorts(
                        new ServerProcess(terminal),
                        new SimProcess(terminal),
                        images,
                        new ReleaseKeyFiles(),
                        new BrokerFolders(),
                        Main::deviceKey);
        System.exit(Cli.run(args, terminal, ports));
    }

    private static DeviceKeys.Made deviceKey(DeviceId device) {
        DeviceCertificates.Made made = DeviceCertificates.make(device);
        return new DeviceKeys.Made(made.keyPem(), made.requestPem());
    }
}
