package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.image.Manifest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Signs a firmware file where the release key is; asks no server. */
@Command(
        name = "sign",
        header = {
            "Signs firmware without a server, for release add to upload.",
            "Of what was signed before, it adds the signature of another key.",
            "",
            "Examples:",
            "  canarywave release sign build/thermostat.bin --key release.pem",
            "  canarywave release sign fw.bin --product lamp --version 1.5 --key release.pem",
            "  canarywave release sign thermostat.bin.release --key next.pem",
            "  canarywave release sign fw.bin --pkcs11 hsm.cfg --key-label rel-2026 --pin-file pin",
            ""
        })
final class ReleaseSignCommand implements Callable<Integer> {
    private final Session session;

    @Mixin ReleaseSource source = new ReleaseSource();

    @Parameters(
            paramLabel = "FILE",
            description = "application image (ESP32 family, ESP8266), or what this command wrote")
    Path file = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "KEYFILE",
            description = "private release key, PEM, mode 0600")
    Optional<Path> key = Optional.empty();

    @Option(
            names = "--pkcs11",
            paramLabel = "CONFIG",
            description = "instead: token that has the key, a configuration file for SunPKCS11")
    Optional<Path> token = Optional.empty();

    @Option(
            names = "--key-label",
            paramLabel = "LABEL",
            description = "label of key and certificate in the token")
    Optional<String> label = Optional.empty();

    @Option(
            names = "--pin-file",
            paramLabel = "FILE",
            description = "file with the PIN of the token, mode 0600")
    Optional<Path> pinFile = Optional.empty();

    @Option(
            names = "--key-id",
            paramLabel = "ID",
            description = "how devices name the key (default: rel- and 8 digits of its digest)")
    Optional<String> keyId = Optional.empty();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "signed release to write (default: FILE.release)")
    Optional<Path> out = Optional.empty();

    ReleaseSignCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        byte[] content = ReleaseSource.read(file);
        if (SignedRelease.isOne(content)) signAgain(content);
        else signFirst(content);
        return Exit.DONE;
    }

    private void signAgain(byte[] text) {
        if (source.named())
            throw new Failure(
                    Exit.USAGE,
                    file + " is signed: its names stand in it and cannot be given again.");
        SignedRelease known = SignedFiles.parse(file, text);
        source.checkRoom(file.resolveSibling(known.file()), known.manifest().size());
        ReleaseSigner.Signing.Signed signed = signed(known.manifest());
        write(out.orElse(file), known.with(ofKey(signed)), signed);
    }

    private void signFirst(byte[] content) {
        ReleaseSource.Named named = source.named(file, content);
        named.notes().forEach(session.terminal()::note);
        ReleaseSigner.Signing.Signed signed = signed(named.manifest());
        String name = String.valueOf(file.getFileName());
        write(
                out.orElse(file.resolveSibling(name + ".release")),
                new SignedRelease(
                        named.naming().product(), name, named.manifest(), List.of(ofKey(signed))),
                signed);
    }

    private static SignedRelease.OfKey ofKey(ReleaseSigner.Signing.Signed signed) {
        return new SignedRelease.OfKey(signed.key(), signed.signature());
    }

    private ReleaseSigner.Signing.Signed signed(Manifest manifest) {
        return SignedFiles.signed(session.ports().signer().sign(secretKey(), manifest));
    }

    private ReleaseSigner.SecretKey secretKey() {
        if (key.isPresent() && token.isEmpty())
            return new ReleaseSigner.SecretKey.InFile(key.get(), keyId);
        if (key.isEmpty() && token.isPresent() && label.isPresent() && pinFile.isPresent())
            return new ReleaseSigner.SecretKey.InToken(
                    token.get(), label.get(), pinFile.get(), keyId);
        throw new Failure(
                Exit.USAGE,
                "which key signs? --key KEYFILE, or --pkcs11 CONFIG --key-label LABEL --pin-file"
                        + " FILE");
    }

    private void write(Path release, SignedRelease content, ReleaseSigner.Signing.Signed signed) {
        SignedFiles.write(release, content, signed);
        Manifest manifest = content.manifest();
        Terminal terminal = session.terminal();
        terminal.note(
                "✔ %s %s for %s, security version %d, %s, signed by %s"
                        .formatted(
                                content.product(),
                                manifest.version(),
                                manifest.model(),
                                manifest.securityVersion(),
                                Words.bytes(manifest.size()),
                                signed.key()));
        terminal.print(release.toString());
        terminal.note("Upload it: canarywave release add " + release);
        terminal.note(
                "Check it: openssl dgst -sha256 -verify PUBLIC-KEY -signature "
                        + SignedFiles.der(release, signed.key())
                        + " "
                        + SignedFiles.manifest(release));
    }
}
