package io.github.canarywave.domain.rollout;

/**
 * A release key's signature over the manifest of an artifact.
 *
 * @param key id of the key
 * @param signature 86 characters of base64url
 */
public record ReleaseSignature(String key, String signature) {}
