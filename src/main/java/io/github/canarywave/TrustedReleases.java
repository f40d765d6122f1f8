package io.github.canarywave;

import io.github.canarywave.adapter.crypto.ManifestSignature;
import io.github.canarywave.adapter.crypto.VerifyingKey;
import io.github.canarywave.app.ManifestVerifier;
import io.github.canarywave.domain.image.Manifest;
import io.github.canarywave.domain.rollout.ArtifactContent;

import java.util.Map;

/** The release keys that this server trusts, by key id. */
record TrustedReleases(Map<String, VerifyingKey> keys) implements ManifestVerifier {
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
