package io.github.canarywave;

import io.github.canarywave.adapter.cli.ReleaseSigner;
import io.github.canarywave.adapter.crypto.KeysUnavailable;
import io.github.canarywave.adapter.crypto.ManifestJws;
import io.github.canarywave.adapter.crypto.ManifestSignature;
import io.github.canarywave.adapter.crypto.ManifestSigner;
import io.github.canarywave.adapter.crypto.SigningKey;
import io.github.canarywave.adapter.crypto.TokenKey;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.domain.image.Manifest;

import java.nio.file.Path;
import java.util.Optional;

/** Makes release keys in files, signs and verifies manifests with them, for the command line. */
final class ReleaseKeyFiles implements ReleaseSigner {
    @Override
    public Signing sign(SecretKey key, Manifest manifest) {
        Optional<String> wrong = key.id().flatMap(ReleaseKeyFiles::wrongId);
        if (wrong.isPresent()) return new Signing.Unusable(wrong.get());
        try {
            return signed(opened(key), manifest);
        } catch (KeysUnavailable e) {
            return new Signing.Unusable(String.valueOf(e.getMessage()));
        }
    }

    private static ManifestSigner opened(SecretKey key) {
        return switch (key) {
            case SecretKey.InFile(var file, var id) -> KeyNames.load(file, KeyNames.RELEASE, id);
            case SecretKey.InToken(var config, var label, var pin, var id) ->
                    TokenKey.open(
                            config,
                            label,
                            pin,
                            fingerprint -> id.orElse(KeyNames.of(KeyNames.RELEASE, fingerprint)));
        };
    }

    private static Signing signed(ManifestSigner key, Manifest manifest) {
        String signature = ManifestSignature.sign(manifest, key);
        return new Signing.Signed(
                key.kid(),
                signature,
                ManifestSignature.der(signature).orElseThrow(),
                ManifestJws.sign(manifest, key));
    }

    private static Optional<String> wrongId(String id) {
        return VerifyingKey.isKid(id)
                ? Optional.empty()
                : Optional.of(
                        "a key id has 1 to 12 letters, digits, dots, hyphens and begins with a"
                                + " letter or digit, got \""
                                + id
                                + "\"");
    }

    @Override
    public Making make(Path privateFile, Optional<String> id) {
        Optional<String> wrong = id.flatMap(ReleaseKeyFiles::wrongId);
        if (wrong.isPresent()) return new Making.Unusable(wrong.get());
        try {
            SigningKey key = KeyNames.make(privateFile, KeyNames.RELEASE, id);
            return new Making.Made(
                    key.kid(), key.verifyingKey().fingerprint(), KeyNames.publicHalf(privateFile));
        } catch (KeysUnavailable e) {
            return new Making.Unusable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Verdict verify(Path publicKey, Manifest manifest, String signature) {
        try {
            VerifyingKey known = KeyNames.loadPublic(publicKey, KeyNames.RELEASE);
            if (!ManifestSignature.verifies(manifest, signature, known))
                return new Verdict.Broken();
            return ManifestSignature.der(signature)
                    .<Verdict>map(Verdict.Holds::new)
                    .orElseGet(Verdict.Broken::new);
        } catch (KeysUnavailable e) {
            return new Verdict.Unusable(String.valueOf(e.getMessage()));
        }
    }
}
