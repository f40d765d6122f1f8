package io.github.canarywave.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.canarywave.domain.image.Sha256;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Chance that depends on seed, device and purpose alone, so that the same devices fail the same
 * version in each run.
 */
record Chance(long seed, String device) {
    /** A number from 0 to below 1, fixed for this purpose. */
    double draw(String... purpose) {
        String text = seed + "\n" + device + "\n" + String.join("\n", purpose);
        byte[] digest = Sha256.newDigest().digest(text.getBytes(UTF_8));
        return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53;
    }

    boolean happens(double share, String... purpose) {
        return draw(purpose) < share;
    }

    /** The duration times a factor from 0.5 to 1.5. */
    Duration jitter(Duration mean, String... purpose) {
        return Duration.ofNanos((long) (mean.toNanos() * (0.5 + draw(purpose))));
    }
}
