package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.campaign.Role;
import io.github.canarywave.domain.fleet.DeviceId;
import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The command line: reads arguments, does what they say, answers with an exit code. */
public final class Cli {
    /** Where {@code release add} looks for the private release key, below the data folder. */
    public static final Path RELEASE_KEY = Path.of("keys", "release.pem");

    /** Where {@code release verify} looks for the public release key, below the data folder. */
    public static final Path RELEASE_PUBLIC_KEY = Path.of("keys", "release.pub.pem");

    /** The file in the data folder that tells the commands where the server is. */
    public static final Path CONTEXT = Path.of(ContextFile.NAME);

    /** The file of a prepared broker folder that holds what the server shows to the broker. */
    public static final String BROKER_ACCESS = BrokerAccessFile.NAME;

    private static final int MOST_COLUMNS = 120;

    private Cli() {}

    /**
     * Runs one command to its end; never throws for what people do wrong.
     *
     * @return 0 done, 1 error, 2 wrong use or invalid file, 3 halted or aborted, 4 login, 5 not
     *     found or conflict, 124 time-out, 130 interrupted
     */
    public static int run(String[] args, Terminal terminal, CliPorts ports) {
        int exit = commandLine(new Session(terminal, ports)).execute(args);
        terminal.out().flush();
        terminal.err().flush();
        return exit;
    }

    /**
     * The text of a context file.
     *
     * @param server HTTPS URL of the operator port
     * @param ca PEM text, or the path of a PEM file, relative to the file's folder
     */
    public static String contextText(String server, String ca, String token) {
        return ContextFile.text(server, ca, token);
    }

    /** The text of a file for {@code --broker-access}. */
    public static String accessText(BrokerAccess access) {
        return BrokerAccessFile.text(access);
    }

    private static CommandLine commandLine(Session session) {
        Terminal terminal = session.terminal();
        CommandLine line = new CommandLine(RootCommand.class, new CommandFactory(session));
        line.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()));
        line.setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()));
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpWidth(Math.min(MOST_COLUMNS, Math.max(80, terminal.columns())));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Duration.class, reading(Words::parseDuration));
        line.registerConverter(FailRate.class, reading(FailRate::parse));
        line.registerConverter(Goal.class, reading(Goal::parse));
        line.registerConverter(DeviceId.class, reading(DeviceId::new));
        line.registerConverter(Model.class, reading(Model::new));
        line.registerConverter(Product.class, reading(Product::new));
        line.registerConverter(Role.class, reading(Role::of));
        line.registerConverter(SlotSize.class, reading(SlotSize::new));
        line.registerConverter(Version.class, reading(Version::new));
        line.getSubcommands().values().forEach(Cli::addHelp);
        line.setParameterExceptionHandler((e, _) -> wrongUse(e, terminal));
        line.setExecutionExceptionHandler((e, _, _) -> failed(e, terminal));
        return line;
    }

    /** Not picocli's standard options: --version is a version of firmware below the root. */
    private static void addHelp(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.findOption("--help") == null && !spec.helpCommand())
            spec.addOption(
                    OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("show this help")
                            .build());
        command.getSubcommands().values().forEach(Cli::addHelp);
    }

    /** Wrong values are told in our words, without the name of an exception. */
    private static <T> ITypeConverter<T> reading(Function<String, T> reader) {
        return text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(message(e));
            }
        };
    }

    private static int wrongUse(ParameterException e, Terminal terminal) {
        CommandLine command = e.getCommandLine();
        terminal.note("error: " + Words.harmless(message(e)));
        List<String> near =
                e instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions()
                        : List.of();
        if (!near.isEmpty()) terminal.note("Did you mean: " + String.join(" or ", near) + "?");
        terminal.note("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }

    private static int failed(Exception e, Terminal terminal) {
        switch (e) {
            case Failure failure -> {
                terminal.note(message(failure));
                return failure.exit();
            }
            case Unreachable unreachable -> terminal.note("error: " + message(unreachable));
            default -> {
                terminal.note("error: this is a bug in canarywave, please report it: " + e);
                e.printStackTrace(terminal.err());
            }
        }
        return Exit.ERROR;
    }

    private static String message(Exception e) {
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }
}
