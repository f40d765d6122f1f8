package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.app.Certification;
import io.github.canarywave.app.DeviceCertificate;
import io.github.canarywave.app.Operations.Outcome;
import io.github.canarywave.domain.fleet.DeviceId;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signs anything for device th-1, and remembers what was asked. */
record FakeCertification(List<String> asked) implements Certification {
    @Override
    public Outcome<NewCertificate> certify(
            DeviceId device, String requestPem, int days, String who) {
        asked.add("certify " + device + " " + requestPem + " " + days);
        if (!device.value().equals("th-1")) return new Outcome.NotFound<>("no " + device);
        Instant now = Instant.parse("2026-11-20T00:00:00Z");
        return new Outcome.Done<>(
                new NewCertificate(
                        new DeviceCertificate(
                                "0a1b", device, now, now.plusSeconds(60), Optional.empty()),
                        "PEM"));
    }

    @Override
    public Outcome<Integer> revoke(DeviceId device, String who) {
        asked.add("revoke " + device);
        return new Outcome.Done<>(1);
    }

    @Override
    public List<DeviceAccess> access(Optional<DeviceId> after, int limit) {
        return List.of(
                        new DeviceAccess(new DeviceId("th-1"), "aa", Optional.of("0a1b")),
                        new DeviceAccess(new DeviceId("th-2"), "bb", Optional.empty()))
                .stream()
                .filter(one -> after.isEmpty() || one.device().compareTo(after.get()) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public Outcome<String> revocationList() {
        return new Outcome.Done<>("CRL");
    }
}
