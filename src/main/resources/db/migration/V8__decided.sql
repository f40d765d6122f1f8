-- What was decided for a whole rollout and on what it rested. Holds that differ in their numbers alone are one row.
create table decided (
    place   ${identity},
    rollout text not null,
    at_ms   bigint not null,
    what    text not null,
    why     text not null,
    grounds text not null
);
create index decided_rollout on decided (rollout, at_ms);
