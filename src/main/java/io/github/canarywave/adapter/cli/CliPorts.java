package io.github.canarywave.adapter.cli;

/** What the commands need from the rest of the program. */
public record CliPorts(
        ServerLauncher server,
        FleetLauncher fleet,
        ImageTools images,
        ReleaseSigner signer,
        BrokerTools brokers,
        DeviceKeys deviceKeys) {}
