-- Devices counted by what they run and whether they are there, and by whom they trust: fleet numbers must not look at a
-- million devices. An empty version is that of a device that never said one.
create table fleet_tally (
    model   text not null,
    version text not null,
    online  integer not null,
    shard   integer not null,
    devices bigint not null,
    primary key (model, version, online, shard)
) ${by_key};
insert into fleet_tally (model, version, online, shard, devices)
    select model, coalesce(birth_version, ''), online, 0, count(*)
    from device group by model, coalesce(birth_version, ''), online;

create table trust_tally (
    anchors text not null,
    shard   integer not null,
    devices bigint not null,
    primary key (anchors, shard)
) ${by_key};
insert into trust_tally (anchors, shard, devices)
    select birth_anchors, 0, count(*) from device where birth_anchors is not null group by birth_anchors;

-- What the fleet ran at the end of a day (UTC); days on which nobody counted are as the one before.
create table fleet_day (
    day     text not null,
    model   text not null,
    version text not null,
    devices bigint not null,
    primary key (day, model, version)
) ${by_key};

-- By id within whatever is filtered by: as many entries as before, and written as often.
drop index device_fleet;
create index device_fleet on device (model, birth_version, online, id);
create index device_held on device (id) where held is not null;

-- One row a label, written when a device is registered or labelled. In the text of labels a line is a name or a value,
-- with a backslash in front of n and of itself.
create table device_label (
    name   text ${bytewise} not null,
    value  text ${bytewise} not null,
    device text ${bytewise} not null references device (id),
    primary key (name, value, device)
) ${by_key};
insert into device_label (name, value, device)
    with recursive part (device, name, value, rest) as (
        select id, '', '', labels from device
        union all
        select device,
               substr(rest, 1, instr(rest, char(10)) - 1),
               substr(substr(rest, instr(rest, char(10)) + 1), 1,
                      instr(substr(rest, instr(rest, char(10)) + 1), char(10)) - 1),
               substr(substr(rest, instr(rest, char(10)) + 1),
                      instr(substr(rest, instr(rest, char(10)) + 1), char(10)) + 1)
        from part where rest <> ''
    )
    select name, replace(replace(replace(value, '\\', char(1)), '\n', char(10)), char(1), '\'), device
    from part where name <> '';

-- The same entries, with what is asked for beside the state: a code that is rare among a million is found in the index.
drop index attempt_queued;
create index attempt_queued on attempt (rollout, position, wave, last_code) where state = 'Queued' and counting = 1;
drop index attempt_state;
create index attempt_state on attempt (rollout, state, position, wave, code, last_code)
    where counting = 1 and state <> 'Queued';

create index device_certificate_expires on device_certificate (expires_ms) where revoked_ms is null;
