package io.github.canarywave;

import io.github.canarywave.adapter.crypto.KeysUnavailable;
import io.github.canarywave.adapter.crypto.Pki;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Renews the server certificate while the server runs, and has the ports serve the new one. It must
 * be due at two looks in a row, so that a clock that jumps for a moment issues nothing. Safe from
 * any thread.
 */
final class CertificateKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);

    private static final Duration LOOK = Duration.ofHours(1);

    /** What cannot be renewed is said again so often: it has some 130 days. */
    private static final Duration COMPLAINT = Duration.ofDays(1);

    private final Function<Instant, Pki> open;
    private final InstantSource clock;
    private final List<Runnable> ports;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("certificates").factory());
    private Pki current;
    private boolean wasDue;
    private Instant complained = Instant.EPOCH;

    /**
     * @param open what {@link Pki#open} does for this server at an instant
     * @param ports read the certificate again
     */
    CertificateKeeper(
            Pki current, Function<Instant, Pki> open, InstantSource clock, List<Runnable> ports) {
        this.current = current;
        this.open = open;
        this.clock = clock;
        this.ports = List.copyOf(ports);
    }

    CertificateKeeper start() {
        var _ =
                timer.scheduleWithFixedDelay(
                        this::look, LOOK.toSeconds(), LOOK.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    /** Renews when it is due for the second time. */
    synchronized void look() {
        Instant now = clock.instant();
        boolean due = !now.isBefore(current.renewsAt());
        if (due && wasDue) renew(now);
        wasDue = due;
    }

    private void renew(Instant now) {
        try {
            Pki fresh = open.apply(now);
            // Without the key of the root there is no new one.
            if (fresh.serverCertificate().equals(current.serverCertificate())) {
                complain(now, "the key of the root is not there: put pki/root.key.pem back");
                return;
            }
            current = fresh;
            ports.forEach(Runnable::run);
            LOG.info("server certificate renewed ends={}", ends());
        } catch (KeysUnavailable | IllegalStateException e) {
            complain(now, String.valueOf(e.getMessage()));
        }
    }

    private void complain(Instant now, String why) {
        if (now.isBefore(complained.plus(COMPLAINT))) return;
        complained = now;
        LOG.error("server certificate cannot be renewed ends={} why=\"{}\"", ends(), why);
    }

    private Instant ends() {
        return current.serverCertificate().getNotAfter().toInstant();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
