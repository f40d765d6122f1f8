package io.github.canarywave.adapter.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** All that is about release keys. */
@Command(
        name = "key",
        header = {
            "Makes release keys, and says what the server thinks of them.",
            "",
            "Examples:",
            "  canarywave release key new ~/keys/release.pem",
            "  canarywave release key list",
            "  canarywave release key revoke rel-69ab861d --reason \"laptop was stolen\"",
            ""
        },
        subcommands = {
            ReleaseKeyCommands.New.class,
            ReleaseKeyStateCommands.ListAll.class,
            ReleaseKeyStateCommands.Retire.class,
            ReleaseKeyStateCommands.Activate.class,
            ReleaseKeyStateCommands.Revoke.class
        })
final class ReleaseKeyCommands implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command? new, list, retire, activate or revoke");
    }

    /** Makes a key. */
    @Command(
            name = "new",
            header = {
                "Makes a release key (P-256) and its public half, both in files.",
                "Only you may read the private one (0600). Do it where you build, not on a server.",
                "",
                "Examples:",
                "  canarywave release key new ~/keys/release.pem",
                ""
            })
    static final class New implements Callable<Integer> {
        private final Session session;

        @Parameters(paramLabel = "FILE", description = "private key to make, such as release.pem")
        Path file = Path.of("");

        @Option(
                names = "--key-id",
                paramLabel = "ID",
                description = "how devices name it (default: rel- and 8 digits of its digest)")
        Optional<String> keyId = Optional.empty();

        New(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            switch (session.ports().signer().make(file, keyId)) {
                case ReleaseSigner.Making.Made made -> tell(made);
                case ReleaseSigner.Making.Unusable(String why) ->
                        throw new Failure(Exit.CONFLICT, why);
            }
            return Exit.DONE;
        }

        private void tell(ReleaseSigner.Making.Made made) {
            Terminal terminal = session.terminal();
            terminal.print("key id:             " + made.key());
            terminal.print("fingerprint:        " + made.fingerprint());
            terminal.print("private key (0600): " + file);
            terminal.print("public key:         " + made.publicFile());
            String named = keyId.map(id -> id + "=").orElse("");
            terminal.note(
                    "Whoever has the private key decides what devices install: keep it off the"
                            + " server, and a copy in a safe place.");
            terminal.note(
                    "Give the public key to devices, and to the server: canarywave serve"
                            + " --release-public-key "
                            + named
                            + made.publicFile());
        }
    }
}
