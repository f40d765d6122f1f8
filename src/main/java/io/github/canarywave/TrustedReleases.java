package io.github.canarywave;

import io.github.canarywave.adapter.crypto.KeysUnavailable;
import io.github.canarywave.adapter.crypto.ManifestSignature;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.app.ManifestVerifier;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.rollout.ArtifactContent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The release keys that this server trusts, by key id. */
record TrustedReleases(Map<String, VerifyingKey> keys) implements ManifestVerifier {
    /**
     * All of these.
     *
     * @throws KeysUnavailable when two of them have one name
     */
    static TrustedReleases of(List<VerifyingKey> all) {
        Map<String, VerifyingKey> keys = new LinkedHashMap<>();
        for (VerifyingKey key : all) {
            VerifyingKey known = keys.putIfAbsent(key.kid(), key);
            if (known != null && !known.fingerprint().equals(key.fingerprint()))
                throw new KeysUnavailable(
                        "two release keys are named "
                                + key.kid()
                                + ", with fingerprints "
                                + known.fingerprint()
                                + " and "
                                + key.fingerprint()
                                + ". Name one otherwise: --release-public-key ID=FILE");
        }
        return new TrustedReleases(keys);
    }

    @Override
    public boolean verifies(ArtifactContent claim) {
        VerifyingKey key = keys.get(claim.key());
        Manifest manifest =
                new Manifest(
                        claim.model(),
                        claim.version(),
                        claim.securityVersion(),
                        claim.size(),
                        claim.sha256());
        return key != null && ManifestSignature.verifies(manifest, claim.signature(), key);
    }
}
