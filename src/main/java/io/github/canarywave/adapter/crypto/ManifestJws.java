package io.github.canarywave.adapter.crypto;

import io.github.canarywave.domain.image.Manifest;

import java.nio.charset.StandardCharsets;

/**
 * A manifest as a JWS in compact form (RFC 7515, 7.1), for tools that know JOSE: ES256, the payload
 * is the manifest's text. Devices verify the signature over the bare text instead.
 */
public final class ManifestJws {
    private ManifestJws() {}

    /** Header, text and signature, with dots between them; ASCII. */
    public static String sign(Manifest manifest, ManifestSigner signer) {
        String header =
                "{\"alg\":\"ES256\",\"typ\":\""
                        + Manifest.FORM
                        + "\",\"kid\":\""
                        + signer.kid()
                        + "\"}";
        String input =
                Base64Url.encode(header.getBytes(StandardCharsets.US_ASCII))
                        + "."
                        + Base64Url.encode(ManifestSignature.content(manifest));
        byte[] signature = signer.signRaw(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64Url.encode(signature);
    }
}
