package io.github.canarywave.adapter.cli;

import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.image.Sha256;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Uploads a firmware file with a signature made here, or made before elsewhere. */
@Command(
        name = "add",
        header = {
            "Uploads firmware: signed here, or signed before by release sign.",
            "",
            "Examples:",
            "  canarywave release add build/thermostat.bin",
            "  canarywave release add firmware.bin --product lamp --version 0.15.0",
            "  canarywave release add build/thermostat.bin --release-key ~/keys/release.pem",
            "  canarywave release add thermostat.release",
            "  canarywave release add rootfs.img --opaque --product gateway --version 3.1",
            ""
        })
final class ReleaseAddCommand extends ServerCommand {
    @Mixin ReleaseSource source = new ReleaseSource();

    @Parameters(
            paramLabel = "FILE",
            description =
                    "application image (ESP32 family, ESP8266), or what release sign wrote for one")
    Path file = Path.of("");

    @Option(
            names = "--release-key",
            paramLabel = "FILE",
            description = "private key that signs (default: keys/release.pem in the data folder)")
    Optional<Path> releaseKey = Optional.empty();

    @Option(
            names = "--draft",
            description =
                    "begin a draft, for files of several models; no campaign uses it before"
                            + " release publish")
    boolean draft;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "where the image of a signed release is (default: beside it)")
    Optional<Path> image = Optional.empty();

    ReleaseAddCommand(Session session) {
        super(session);
    }

    /**
     * What is sent.
     *
     * @param origin where the version comes from, words for people
     */
    @SuppressWarnings("ArrayRecordComponent") // sent, never compared
    private record Parcel(SignedRelease release, byte[] content, String origin) {}

    @Override
    public Integer call() {
        byte[] content = ReleaseSource.read(file);
        upload(SignedRelease.isOne(content) ? signedBefore(content) : signedHere(content));
        return Exit.DONE;
    }

    private Parcel signedBefore(byte[] text) {
        if (source.named() || releaseKey.isPresent())
            throw new Failure(
                    Exit.USAGE,
                    file
                            + " is signed: its names stand in it, and no key is needed. Leave out"
                            + " --product, --version, --model, --security-version and"
                            + " --release-key.");
        SignedRelease release = SignedFiles.parse(file, text);
        Path place = image.orElse(file.resolveSibling(release.file()));
        byte[] content = ReleaseSource.read(place);
        Manifest manifest = release.manifest();
        if (content.length != manifest.size() || !Sha256.of(content).equals(manifest.sha256()))
            throw new Failure(
                    Exit.USAGE,
                    place
                            + " is not the file that was signed: it has "
                            + content.length
                            + " bytes with SHA-256 "
                            + Sha256.of(content).abbreviated()
                            + "…, signed were "
                            + manifest.size()
                            + " bytes with "
                            + manifest.sha256().abbreviated()
                            + "…");
        source.checkRoom(place, content.length);
        return new Parcel(release, content, "as signed");
    }

    private Parcel signedHere(byte[] content) {
        ReleaseSource.Named named = source.named(file, content);
        ReleaseSigner.Signing.Signed signed = sign(named.manifest());
        named.notes().forEach(session.terminal()::note);
        SignedRelease release =
                new SignedRelease(
                        named.naming().product(),
                        String.valueOf(file.getFileName()),
                        named.manifest(),
                        List.of(new SignedRelease.OfKey(signed.key(), signed.signature())));
        return new Parcel(release, content, named.naming().source());
    }

    private void upload(Parcel parcel) {
        Terminal terminal = session.terminal();
        SignedRelease release = parcel.release();
        Manifest manifest = release.manifest();
        String path =
                ReleaseCommands.artifactPath(
                                release.product(), manifest.version(), manifest.model().value())
                        + "?securityVersion="
                        + manifest.securityVersion()
                        + "&key="
                        + OperatorClient.part(keys(release))
                        + "&signature="
                        + OperatorClient.part(signatures(release))
                        + (draft ? "&draft=true" : "")
                        + (source.opaque ? "&opaque=true" : "");
        Tree answer;
        try (Upload upload = new Upload(parcel.content(), terminal)) {
            answer = connection.open().put(path, upload.body());
        }
        if (output.printed(terminal, answer, r -> r.text("product") + " " + r.text("version")))
            return;
        answer.texts("warnings").forEach(warning -> terminal.note("! " + warning));
        terminal.print(
                "%s %s %s   %s   signed %s ✔  stored ✔%s"
                        .formatted(
                                release.product(),
                                manifest.version(),
                                parcel.origin(),
                                Words.bytes(parcel.content().length),
                                keys(release),
                                state(answer)));
    }

    private static String state(Tree answer) {
        return answer.text("state").equals("draft") ? "  draft: release publish comes next" : "";
    }

    private static String keys(SignedRelease release) {
        return String.join(",", release.signatures().stream().map(s -> s.key()).toList());
    }

    private static String signatures(SignedRelease release) {
        return String.join(",", release.signatures().stream().map(s -> s.signature()).toList());
    }

    private ReleaseSigner.Signing.Signed sign(Manifest manifest) {
        Path key = releaseKey.orElse(connection.data.resolve(Cli.RELEASE_KEY));
        if (!Files.isRegularFile(key))
            throw new Failure(
                    Exit.USAGE,
                    "there is no release key "
                            + key
                            + ". ./canarywave up makes one in its data folder; name another by"
                            + " --release-key FILE.");
        return SignedFiles.signed(
                session.ports()
                        .signer()
                        .sign(new ReleaseSigner.SecretKey.InFile(key, Optional.empty()), manifest));
    }
}
