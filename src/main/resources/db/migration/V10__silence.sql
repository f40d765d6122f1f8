-- Who is there, counted by what devices share when they fall silent together: model, site, and the rollout that commanded
-- them last. Whoever is connected says so again after this start.
alter table evidence add column excused integer not null default 0;
alter table rollout add column outage text not null default '';
alter table device add column site text not null default '';
alter table device add column commander text not null default '';
alter table device add column gone_ms bigint not null default 0;
update device set online = 0;
update attempt set device_ready = 0 where device_ready = 1;
create index device_gone on device (gone_ms) where online = 0 and gone_ms > 0;
create table presence (
    model     text not null,
    site      text not null,
    commander text not null,
    shard     integer not null,
    devices   bigint not null,
    primary key (model, site, commander, shard)
) ${by_key};
