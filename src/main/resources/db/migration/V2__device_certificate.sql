-- Client certificates given to devices, by serial number in hexadecimal. Of a device at most one is not revoked: the
-- one that counts. Rows stay until they expire, because brokers outside need the revoked ones as a list.
create table device_certificate (
    serial     text ${bytewise} not null primary key,
    device     text ${bytewise} not null references device (id),
    issued_ms  bigint not null,
    expires_ms bigint not null,
    revoked_ms bigint
);
create index device_certificate_device on device_certificate (device);
