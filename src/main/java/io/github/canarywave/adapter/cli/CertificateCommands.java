package io.github.canarywave.adapter.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;

/** Client certificates of devices. */
final class CertificateCommands {
    private CertificateCommands() {}

    /** Makes a key and has it certified. */
    @Command(
            name = "certificate",
            header = {
                "Makes a key for a device here and has the server certify it.",
                "With the certificate the device needs no token. Those it had before count no more.",
                "",
                "Examples:",
                "  canarywave device certificate th-00a1f2 --out th-00a1f2",
                ""
            })
    static final class Issue extends DeviceCommands.OfOne {
        @Option(
                names = "--out",
                required = true,
                paramLabel = "DIR",
                description = "folder for key, certificate and CA")
        Path out = Path.of("");

        @Option(
                names = "--days",
                paramLabel = "N",
                description = "its life (default: ${DEFAULT-VALUE})")
        int days = 730;

        Issue(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Path keyFile = out.resolve(device + ".key.pem");
            Path certificateFile = out.resolve(device + ".pem");
            if (Files.exists(keyFile))
                throw new Failure(
                        Exit.CONFLICT,
                        keyFile + " is there already. Name another folder, or remove it first.");
            OperatorClient client = connection.open();
            DeviceKeys.Made made = session.ports().deviceKeys().make(device);
            // Before the server knows: a certificate whose key is lost would lock the device out.
            SecretFiles.write(keyFile, made.keyPem());
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("request", made.requestPem()).put("days", days);
            Tree answer = certified(client, body, keyFile);
            SecretFiles.write(certificateFile, answer.text("certificate"));
            client.address()
                    .caPem()
                    .ifPresent(pem -> SecretFiles.write(out.resolve("ca.pem"), pem));
            if (!output.printed(session.terminal(), answer, a -> a.text("serial")))
                tell(answer, keyFile, certificateFile);
            return Exit.DONE;
        }

        private Tree certified(OperatorClient client, ObjectNode body, Path keyFile) {
            try {
                return client.post(path() + "/certificates", body);
            } catch (RuntimeException e) {
                remove(keyFile);
                throw e;
            }
        }

        private static void remove(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (java.io.IOException e) {
                throw new Failure(Exit.ERROR, "cannot remove " + file + ": " + e);
            }
        }

        private void tell(Tree answer, Path keyFile, Path certificateFile) {
            Terminal terminal = session.terminal();
            terminal.note("✔ device/" + device + " certified until " + answer.text("expiresAt"));
            terminal.print("key (0600):       " + keyFile);
            terminal.print("certificate:      " + certificateFile);
            terminal.print("CA certificate:   " + out.resolve("ca.pem"));
            terminal.print("serial number:    " + answer.text("serial"));
            terminal.note(
                    "Put the three onto the device. It connects with client id "
                            + device
                            + ", with this user name or none, and without password. Brokers outside"
                            + " learn of it by: canarywave broker devices");
        }
    }

    /** Takes certificates back. */
    @Command(
            name = "revoke-certificate",
            header = {
                "Makes all certificates of a device count no more; its token does still.",
                "",
                "Examples:",
                "  canarywave device revoke-certificate th-00a1f2",
                ""
            })
    static final class Revoke extends DeviceCommands.OfOne {
        Revoke(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            Tree answer = connection.open().post(path() + "/certificates:revoke", body);
            if (output.printed(session.terminal(), answer, a -> a.text("revoked")))
                return Exit.DONE;
            long revoked = answer.number("revoked");
            session.terminal()
                    .note(
                            revoked == 0
                                    ? "device/" + device + " had no certificate that counts"
                                    : "✔ device/"
                                            + device
                                            + ": its certificate counts no more, from its next"
                                            + " connection on. For brokers outside: canarywave"
                                            + " broker devices, canarywave broker crl");
            return Exit.DONE;
        }
    }
}
