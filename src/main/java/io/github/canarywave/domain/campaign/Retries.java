package io.github.canarywave.domain.campaign;

import java.time.Duration;

/**
 * When a device is tried again.
 *
 * @param max attempts on one device that may end with a burning cause, at least 1
 * @param backoff wait before the first retry, doubled for each further one
 * @param maxBackoff longest wait
 * @param jitter part of the wait by which it is shortened or lengthened
 */
public record Retries(int max, Duration backoff, Duration maxBackoff, Share jitter) {
    public static final Retries DEFAULT =
            new Retries(3, Duration.ofMinutes(5), Duration.ofHours(6), Share.percent(20));

    public Retries {
        if (max < 1) throw new IllegalArgumentException("retries.max is at least 1, got " + max);
    }
}
