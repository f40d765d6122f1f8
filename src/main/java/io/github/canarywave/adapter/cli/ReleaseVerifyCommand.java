package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Product;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.image.Sha256;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Proves that the server holds what the release key signed. */
@Command(
        name = "verify",
        header = {
            "Downloads a release and proves that it is what the release key signed.",
            "",
            "Examples:",
            "  canarywave release verify thermostat-esp32 1.1.0",
            "  canarywave release verify thermostat-esp32 1.1.0 --export /tmp/check",
            ""
        })
final class ReleaseVerifyCommand implements Callable<Integer> {
    private final Session session;

    @Mixin Connection connection;

    @Parameters(index = "0", paramLabel = "PRODUCT", description = "what it is for")
    Product product = new Product("unset");

    @Parameters(index = "1", paramLabel = "VERSION", description = "its version")
    Version version = new Version("unset");

    @Option(
            names = "--release-public-key",
            paramLabel = "FILE",
            description =
                    "public half of the release key (default: keys/release.pub.pem in the data"
                            + " folder)")
    Optional<Path> publicKey = Optional.empty();

    @Option(
            names = "--export",
            paramLabel = "DIR",
            description = "write image, manifest text and DER signature for openssl")
    Optional<Path> export = Optional.empty();

    ReleaseVerifyCommand(Session session) {
        this.session = session;
        this.connection = new Connection(session);
    }

    @Override
    public Integer call() {
        OperatorClient client = connection.open();
        Tree release = client.get(ReleaseCommands.path(product, version));
        List<Tree> artifacts = release.list("artifacts");
        if (artifacts.isEmpty())
            throw new Failure(Exit.CONFLICT, product + " " + version + " has no file to verify");
        int exit = Exit.DONE;
        for (Tree artifact : artifacts) exit = Math.max(exit, verify(client, artifact));
        return exit;
    }

    private int verify(OperatorClient client, Tree artifact) {
        String name = artifact.text("model");
        byte[] content = client.file(ReleaseCommands.artifactPath(product, version, name));
        String signature = artifact.text("signature");
        Manifest manifest = manifest(artifact, content);
        if (!manifest.sha256().hex().equals(artifact.text("sha256")))
            return broken(
                    name,
                    "the file has SHA-256 "
                            + manifest.sha256().abbreviated()
                            + "…, the release says "
                            + Words.cut(artifact.text("sha256"), 13));
        return switch (session.ports().signer().verify(publicKey(), manifest, signature)) {
            case ReleaseSigner.Verdict.Holds(byte[] der) -> holds(artifact, manifest, content, der);
            case ReleaseSigner.Verdict.Broken() ->
                    broken(
                            name,
                            "the key in "
                                    + publicKey()
                                    + " did not sign this manifest; the release names key "
                                    + artifact.text("key"));
            case ReleaseSigner.Verdict.Unusable(String why) -> throw new Failure(Exit.ERROR, why);
        };
    }

    /** The manifest of what was really downloaded, under the names that we asked for. */
    private Manifest manifest(Tree artifact, byte[] content) {
        try {
            return new Manifest(
                    new Model(artifact.text("model")),
                    version,
                    Math.toIntExact(artifact.number("securityVersion")),
                    content.length,
                    Sha256.of(content));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new Failure(
                    Exit.ERROR, "the server names an artifact that can not be: " + e.getMessage());
        }
    }

    private Path publicKey() {
        Path key = publicKey.orElse(connection.data.resolve(Cli.RELEASE_PUBLIC_KEY));
        if (!Files.isRegularFile(key))
            throw new Failure(
                    Exit.USAGE,
                    "there is no public release key "
                            + key
                            + ". Name it by --release-public-key FILE.");
        return key;
    }

    private int holds(Tree artifact, Manifest manifest, byte[] content, byte[] der) {
        session.terminal()
                .print(
                        "%s %s %s   %s   sha256:%s… ✔  signed %s ✔"
                                .formatted(
                                        product,
                                        version,
                                        manifest.model(),
                                        Words.bytes(content.length),
                                        manifest.sha256().abbreviated(),
                                        artifact.text("key")));
        export.ifPresent(folder -> write(folder, manifest, content, der));
        return Exit.DONE;
    }

    private int broken(String model, String why) {
        session.terminal().note("error: %s %s %s: ✖ %s".formatted(product, version, model, why));
        return Exit.ERROR;
    }

    private void write(Path folder, Manifest manifest, byte[] content, byte[] der) {
        Path text = folder.resolve("manifest-" + manifest.model() + ".txt");
        Path signature = folder.resolve("manifest-" + manifest.model() + ".der");
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("image-" + manifest.model() + ".bin"), content);
            Files.write(text, manifest.text().getBytes(StandardCharsets.US_ASCII));
            Files.write(signature, der);
        } catch (IOException e) {
            throw new Failure(Exit.ERROR, "cannot write into " + folder + ": " + e);
        }
        session.terminal()
                .print(
                        "openssl dgst -sha256 -verify "
                                + publicKey()
                                + " -signature "
                                + signature
                                + " "
                                + text);
    }
}
