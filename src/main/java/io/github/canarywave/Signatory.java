package io.github.canarywave;

import io.github.canarywave.adapter.crypto.DeviceCertificates;
import io.github.canarywave.adapter.crypto.DeviceCertificates.Answer;
import io.github.canarywave.app.CertificateAuthority;
import io.github.canarywave.app.DeviceCertificate;
import io.github.canarywave.domain.fleet.DeviceId;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Our root, as those who ask for certificates see it. Safe from any thread. */
record Signatory(DeviceCertificates certificates) implements CertificateAuthority {
    private static final int HEXADECIMAL = 16;

    @Override
    public Signing sign(DeviceId device, String requestPem, Duration life, Instant now) {
        return switch (certificates.sign(device, requestPem, life, now)) {
            case Answer.Refused(var why) -> new Signing.Refused(why);
            case Answer.NoKey(var why) -> new Signing.Unable(why);
            case Answer.Signed(var made, var pem) ->
                    new Signing.Signed(
                            new DeviceCertificate(
                                    serial(made.getSerialNumber()),
                                    device,
                                    now,
                                    made.getNotAfter().toInstant(),
                                    Optional.empty()),
                            pem);
        };
    }

    /** A serial number as it is stored and told. */
    static String serial(BigInteger number) {
        return number.toString(HEXADECIMAL);
    }

    @Override
    public Optional<String> revocationList(List<DeviceCertificate> revoked, Instant now) {
        Map<BigInteger, Instant> numbers = new TreeMap<>();
        for (DeviceCertificate certificate : revoked)
            numbers.put(
                    new BigInteger(certificate.serial(), HEXADECIMAL),
                    certificate.revoked().orElse(now));
        return certificates.revocationList(numbers, now);
    }
}
