package io.github.canarywave.adapter.crypto;

import io.github.canarywave.domain.image.Manifest;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The release key's signature over a manifest's text: ES256, 64 bytes as 86 characters of
 * base64url. Safe from any thread.
 */
public final class ManifestSignature {
    /** Characters of a signature as text. */
    public static final int CHARACTERS = 86;

    private ManifestSignature() {}

    /** Signs the text of the manifest; 86 characters. */
    public static String sign(Manifest manifest, ManifestSigner releaseKey) {
        return Base64Url.encode(releaseKey.signRaw(content(manifest)));
    }

    /**
     * Whether this release key signed this manifest; false for any other text, never an exception.
     */
    public static boolean verifies(Manifest manifest, String signature, VerifyingKey releaseKey) {
        return Base64Url.decode(signature, EcdsaForm.RAW_BYTES)
                .filter(raw -> releaseKey.verifies(content(manifest), raw))
                .isPresent();
    }

    /**
     * The signature as DER, for {@code openssl dgst -sha256 -verify KEY -signature DER TEXT}, where
     * TEXT is the file with {@link #content}; empty when the text is no signature.
     */
    public static Optional<byte[]> der(String signature) {
        return Base64Url.decode(signature, EcdsaForm.RAW_BYTES).flatMap(EcdsaForm::toDer);
    }

    /** The bytes that are signed. */
    public static byte[] content(Manifest manifest) {
        return manifest.text().getBytes(StandardCharsets.US_ASCII);
    }
}
