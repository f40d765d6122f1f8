package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program itself: without a command it says which there are. */
@Command(
        name = "canarywave",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        header = {
            "Firmware rollouts over MQTT, canary first.",
            "",
            "Examples:",
            "  canarywave up --devices 500 --seed 7 --fail 1.1.0=0.15",
            "  canarywave release add data/demo/thermostat-1.1.0.bin",
            "  canarywave plan campaigns/1-thermostat.yaml",
            "  canarywave apply campaigns/1-thermostat.yaml --yes",
            "  canarywave watch thermostat-1.1.0",
            "  canarywave halt thermostat-1.1.0 --reason \"sensors drift\"",
            ""
        },
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Exit codes: 0 done, 1 error, 2 wrong use or invalid file, 3 halted or aborted,",
            "  4 login needed or refused, 5 not found or conflict, 124 time-out, 130 Ctrl+C"
        },
        subcommands = {
            LoginCommands.Login.class,
            LoginCommands.Logout.class,
            LoginCommands.Whoami.class,
            ContextCommands.class,
            UpCommand.class,
            ServeCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            WatchCommand.class,
            ControlCommands.Halt.class,
            ControlCommands.Pause.class,
            ControlCommands.Resume.class,
            ControlCommands.Approve.class,
            RetryCommand.class,
            RollbackCommand.class,
            ControlCommands.Abort.class,
            UpdateCommand.class,
            CampaignCommands.class,
            DeviceCommands.class,
            ReleaseCommands.class,
            TokenCommands.class,
            SessionCommands.class,
            AuditCommands.class,
            BrokerCommands.class,
            SimCommands.class,
            ExplainCommand.class,
            SchemaCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
final class RootCommand implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command? plan, apply, watch, halt, up, and more");
    }
}
