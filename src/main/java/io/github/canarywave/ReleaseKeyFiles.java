package io.github.canarywave;

import io.github.canarywave.adapter.cli.ReleaseSigner;
import io.github.canarywave.adapter.crypto.KeysUnavailable;
import io.github.canarywave.adapter.crypto.ManifestSignature;
import io.github.canarywave.adapter.crypto.SigningKey;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.domain.image.Manifest;

import java.nio.file.Path;

/** Signs and verifies manifests with keys in files, for the command line. */
final class ReleaseKeyFiles implements ReleaseSigner {
    @Override
    public Signing sign(Path privateKey, Manifest manifest) {
        try {
            SigningKey key = KeyNames.load(privateKey, KeyNames.RELEASE);
            return new Signing.Signed(key.kid(), ManifestSignature.sign(manifest, key));
        } catch (KeysUnavailable e) {
            return new Signing.Unusable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Verdict verify(Path publicKey, String key, Manifest manifest, String signature) {
        try {
            VerifyingKey known = KeyNames.loadPublic(publicKey, KeyNames.RELEASE);
            if (!known.kid().equals(key) || !ManifestSignature.verifies(manifest, signature, known))
                return new Verdict.Broken();
            return ManifestSignature.der(signature)
                    .<Verdict>map(Verdict.Holds::new)
                    .orElseGet(Verdict.Broken::new);
        } catch (KeysUnavailable e) {
            return new Verdict.Unusable(String.valueOf(e.getMessage()));
        }
    }
}
