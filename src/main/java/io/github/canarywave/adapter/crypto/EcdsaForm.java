package io.github.canarywave.adapter.crypto;

import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The two ways to write an ECDSA P-256 signature: raw, 64 bytes r || s (JWS, RFC 7518 3.4), and DER
 * (X.509, OpenSSL). Both directions take only what the other would write.
 */
public final class EcdsaForm {
    /** Bytes of a raw signature. */
    public static final int RAW_BYTES = 64;

    private static final BigInteger ORDER = new SecP256R1Curve().getOrder();

    private EcdsaForm() {}

    /** The DER form; empty when these are not 64 bytes with r and s between 1 and the order. */
    public static Optional<byte[]> toDer(byte[] raw) {
        if (raw.length != RAW_BYTES) return Optional.empty();
        try {
            BigInteger[] rs = PlainDSAEncoding.INSTANCE.decode(ORDER, raw);
            return signedBoth(rs)
                    ? Optional.of(StandardDSAEncoding.INSTANCE.encode(ORDER, rs[0], rs[1]))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The raw form; empty when this is not the one DER form of a signature. */
    public static Optional<byte[]> toRaw(byte[] der) {
        try {
            BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(ORDER, der);
            return signedBoth(rs)
                    ? Optional.of(PlainDSAEncoding.INSTANCE.encode(ORDER, rs[0], rs[1]))
                    : Optional.empty();
        } catch (IOException | RuntimeException _) {
            // the decoder throws whatever it meets in strangers' bytes
            return Optional.empty();
        }
    }

    private static boolean signedBoth(BigInteger[] rs) {
        return rs[0].signum() > 0 && rs[1].signum() > 0;
    }
}
