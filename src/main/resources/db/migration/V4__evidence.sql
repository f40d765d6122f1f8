-- How each device counts as evidence: ACCEPTED or STARTED while nothing is decided, then GOOD or BAD for good. Devices
-- count in the period in which they accepted; a person who accepts the evidence so far opens a new one.
alter table evidence add column period integer not null default 1;
alter table evidence add column started_ms bigint;

alter table evidence_tally rename to evidence_tally_before;
create table evidence_tally (
    rollout text not null,
    wave    integer not null,
    stratum text not null,
    verdict text not null,
    period  integer not null,
    shard   integer not null,
    devices bigint not null,
    primary key (rollout, wave, stratum, verdict, period, shard)
) ${by_key};
insert into evidence_tally (rollout, wave, stratum, verdict, period, shard, devices)
    select rollout, wave, stratum, verdict, 1, shard, devices from evidence_tally_before;
drop table evidence_tally_before;

-- What gates and people have ruled beyond the state of the rollout.
alter table rollout add column evidence_period integer not null default 1;
alter table rollout add column held_strata text not null default '';
alter table rollout add column notified text not null default '';
alter table rollout add column opened text not null default '';

-- How long devices took from the start of installation to confirmed, on a scale of two digits.
create table install_tally (
    rollout         text not null,
    wave            integer not null,
    install_seconds bigint not null,
    shard           integer not null,
    devices         bigint not null,
    primary key (rollout, wave, install_seconds, shard)
) ${by_key};
