package io.github.canarywave.app;

import io.github.canarywave.app.CertificateAuthority.Signing.Refused;
import io.github.canarywave.app.CertificateAuthority.Signing.Signed;
import io.github.canarywave.app.CertificateAuthority.Signing.Unable;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.app.Operations.Outcome.Conflict;
import io.github.canarywave.app.Operations.Outcome.Done;
import io.github.canarywave.app.Operations.Outcome.Invalid;
import io.github.canarywave.app.Operations.Outcome.NotFound;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives certificates to devices and takes them back. Safe from any thread. */
public final class CertificateDesk implements Certification {
    private final Store store;
    private final CertificateAuthority authority;
    private final Supplier<Instant> wallClock;

    public CertificateDesk(
            Store store, CertificateAuthority authority, Supplier<Instant> wallClock) {
        this.store = store;
        this.authority = authority;
        this.wallClock = wallClock;
    }

    @Override
    public Outcome<NewCertificate> certify(
            DeviceId device, String requestPem, int days, String who) {
        if (days < 1 || days > MAX_DAYS)
            return new Invalid<>(List.of("days must be from 1 to " + MAX_DAYS + ", got " + days));
        if (missing(device)) return none(device);
        Instant now = wallClock.get();
        return switch (authority.sign(device, requestPem, Duration.ofDays(days), now)) {
            case Refused(var why) -> new Invalid<>(List.of(why));
            case Unable(var why) -> new Conflict<>(why);
            case Signed(var certificate, var pem) -> {
                keep(certificate, now, who);
                yield new Done<>(new NewCertificate(certificate, pem));
            }
        };
    }

    /** On disk before it is told: what nobody knows of, nobody could take back. */
    private void keep(DeviceCertificate certificate, Instant now, String who) {
        store.write(
                tx -> {
                    tx.revokeCertificates(certificate.device(), now);
                    tx.add(certificate);
                    audit(tx, who, "certified", certificate.device(), now);
                    return certificate;
                });
    }

    @Override
    public Outcome<Integer> revoke(DeviceId device, String who) {
        if (missing(device)) return none(device);
        Instant now = wallClock.get();
        return new Done<>(store.write(tx -> revoke(tx, device, now, who)));
    }

    private static int revoke(Store.Tx tx, DeviceId device, Instant now, String who) {
        int revoked = tx.revokeCertificates(device, now);
        if (revoked > 0) audit(tx, who, "certificate-revoked", device, now);
        return revoked;
    }

    private static void audit(Store.Tx tx, String who, String what, DeviceId device, Instant at) {
        tx.people().audit(AuditLine.of(at, who, what, "device/" + device, ""));
    }

    @Override
    public List<DeviceAccess> access(Optional<DeviceId> after, int limit) {
        return store.read(reads -> reads.accessAfter(after, limit));
    }

    @Override
    public Outcome<String> revocationList() {
        Instant now = wallClock.get();
        List<DeviceCertificate> revoked = store.read(reads -> reads.revokedCertificates(now));
        return authority
                .revocationList(revoked, now)
                .<Outcome<String>>map(Done::new)
                .orElseGet(
                        () ->
                                new Conflict<>(
                                        "the key of the root is not on this machine, so no list"
                                                + " can be signed. Put it into pki/ for one start."));
    }

    private boolean missing(DeviceId device) {
        return store.read(reads -> reads.device(device)).isEmpty();
    }

    private static <T> Outcome<T> none(DeviceId device) {
        return new NotFound<>("there is no device " + device);
    }
}
