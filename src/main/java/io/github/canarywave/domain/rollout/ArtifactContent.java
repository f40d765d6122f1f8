package io.github.canarywave.domain.rollout;

import io.github.canarywave.domain.fleet.Model;
import io.github.canarywave.domain.fleet.Version;
import io.github.canarywave.domain.image.Sha256;

/**
 * The signed claim about an artifact that travels in a command.
 *
 * @param size bytes
 * @param sha256 of the whole file
 * @param key id of the release key that signed
 * @param signature over the manifest text, 86 characters of base64url
 */
public record ArtifactContent(
        Model model,
        Version version,
        int securityVersion,
        long size,
        Sha256 sha256,
        String key,
        String signature) {}
