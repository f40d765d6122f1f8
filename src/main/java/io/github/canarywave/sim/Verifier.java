package io.github.canarywave.sim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.canarywave.domain.image.Sha256;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The device's half of both signatures (protocol page, 4.1 and 4.2). Safe from any thread.
 *
 * @param commandKeys public halves of the keys that may sign commands, by key id
 * @param releaseKeys public halves of the keys that may sign manifests, by key id
 */
record Verifier(Map<String, PublicKey> commandKeys, Map<String, PublicKey> releaseKeys) {
    /** ES256 signatures are r and s, 32 bytes each. */
    private static final int SIGNATURE_BYTES = 64;

    /** The first 8 bytes in hexadecimal. */
    private static final int ANCHOR_CHARACTERS = 16;

    /** {@link Code#NONE} when a command key signed the line. */
    Code command(Incoming.Signed signed) {
        String jws = signed.jws().strip();
        int dots = jws.indexOf("..");
        if (dots < 0) return Code.SIGNATURE_INVALID;
        String header = jws.substring(0, dots);
        try {
            JsonNode fields = Incoming.JSON.readTree(Base64.getUrlDecoder().decode(header));
            if (!headerIsOurs(fields)) return Code.SIGNATURE_INVALID;
            PublicKey key = commandKeys.get(fields.path("kid").asText());
            if (key == null) return Code.KEY_UNKNOWN;
            return verify(key, jws.substring(dots + 2), header + '.' + signed.payload());
        } catch (IOException | IllegalArgumentException e) {
            return Code.SIGNATURE_INVALID; // No base64url, or no JSON in it.
        }
    }

    /** {@link Code#NONE} when the release key that the artifact names signed its manifest. */
    Code manifest(Incoming.Artifact artifact) {
        PublicKey key = releaseKeys.get(artifact.key());
        if (key == null) return Code.KEY_UNKNOWN;
        return verify(key, artifact.signature(), artifact.manifest());
    }

    /** How its births tell which release keys it trusts (protocol page, 7). */
    List<String> anchors() {
        return releaseKeys.values().stream()
                .map(key -> Sha256.of(key.getEncoded()).hex().substring(0, ANCHOR_CHARACTERS))
                .sorted()
                .toList();
    }

    private static boolean headerIsOurs(JsonNode header) {
        return header.path("alg").asText().equals("ES256")
                && header.path("b64").isBoolean()
                && !header.path("b64").booleanValue()
                && header.path("crit").size() == 1
                && header.path("crit").path(0).asText().equals("b64");
    }

    private static Code verify(PublicKey key, String signature, String bytes) {
        try {
            byte[] raw = Base64.getUrlDecoder().decode(signature);
            if (raw.length != SIGNATURE_BYTES) return Code.SIGNATURE_INVALID;
            Signature es256 = Signature.getInstance("SHA256withECDSAinP1363Format");
            es256.initVerify(key);
            es256.update(bytes.getBytes(ISO_8859_1));
            return es256.verify(raw) ? Code.NONE : Code.SIGNATURE_INVALID;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Code.SIGNATURE_INVALID;
        }
    }
}
