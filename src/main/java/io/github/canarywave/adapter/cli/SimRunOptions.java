package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code sim run} was asked for.
 *
 * @param server where devices are registered
 * @param mqttHost where they connect
 * @param tls whether MQTT is over TLS, trusting the CA of {@code server}
 * @param devices how many, 1 or more
 * @param prefix begin of each device id; a number follows
 * @param seed with device id and version decides who fails
 * @param fails how new versions misbehave; others are good
 * @param scale factor on all times: 1 = lifelike, 0 = no waiting
 * @param verify whether devices verify signatures
 * @param data folder of the server, where the public keys are
 * @param ledger file that lists what each device saw; empty: none
 */
public record SimRunOptions(
        ServerAddress server,
        String mqttHost,
        int mqttPort,
        boolean tls,
        int devices,
        String prefix,
        Model model,
        Version version,
        long seed,
        List<FailRate> fails,
        double scale,
        boolean verify,
        Path data,
        Optional<Path> ledger) {
    public SimRunOptions {
        fails = List.copyOf(fails);
    }
}
