package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

import java.util.Optional;
import java.util.concurrent.Callable;

/** Says which version this is. */
@Command(name = "version", header = "Says which version this is.")
final class VersionCommand implements Callable<Integer> {
    private final Session session;

    VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal().print(text());
        return Exit.DONE;
    }

    private static String text() {
        String version =
                Optional.ofNullable(Cli.class.getPackage().getImplementationVersion())
                        .orElse("development build");
        return "canarywave " + version + " (Java " + Runtime.version() + ")";
    }

    /** The same for {@code --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }
    }
}
