package io.github.canarywave.adapter.store;

import io.github.canarywave.app.Certification.DeviceAccess;
import io.github.canarywave.app.DeviceCertificate;
import io.github.canarywave.domain.fleet.DeviceId;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of device certificates. */
final class CertificateRows {
    private final Sql sql;

    CertificateRows(Sql sql) {
        this.sql = sql;
    }

    Optional<DeviceCertificate> current(DeviceId device) {
        return sql.first(
                "select * from device_certificate where device = ? and revoked_ms is null",
                CertificateRows::read,
                device.value());
    }

    List<DeviceAccess> accessAfter(Optional<DeviceId> device, int limit) {
        return sql.list(
                "select d.id, d.token_hash, c.serial from device d left join device_certificate c"
                        + " on c.device = d.id and c.revoked_ms is null"
                        + " where d.id > ? order by d.id limit ?",
                row ->
                        new DeviceAccess(
                                new DeviceId(row.getString("id")),
                                row.getString("token_hash"),
                                Optional.ofNullable(row.findString("serial"))),
                device.map(DeviceId::value).orElse(""),
                limit);
    }

    List<DeviceCertificate> revoked(Instant now) {
        return sql.list(
                "select * from device_certificate where revoked_ms is not null"
                        + " and expires_ms > ? order by serial",
                CertificateRows::read,
                now.toEpochMilli());
    }

    void add(DeviceCertificate certificate) {
        sql.run(
                "insert into device_certificate (serial, device, issued_ms, expires_ms, revoked_ms)"
                        + " values (?, ?, ?, ?, ?)",
                certificate.serial(),
                certificate.device().value(),
                certificate.issued().toEpochMilli(),
                certificate.expires().toEpochMilli(),
                certificate.revoked().map(Instant::toEpochMilli).orElse(null));
    }

    int revokeAll(DeviceId device, Instant at) {
        return sql.run(
                "update device_certificate set revoked_ms = ?"
                        + " where device = ? and revoked_ms is null",
                at.toEpochMilli(),
                device.value());
    }

    private static DeviceCertificate read(Cells row) throws SQLException {
        Instant revoked = Columns.instant(row, "revoked_ms");
        return new DeviceCertificate(
                row.getString("serial"),
                new DeviceId(row.getString("device")),
                Columns.instant(row, "issued_ms"),
                Columns.instant(row, "expires_ms"),
                revoked.equals(Instant.MAX) ? Optional.empty() : Optional.of(revoked));
    }
}
