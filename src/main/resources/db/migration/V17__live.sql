-- How the devices of a wave fared over time, at most some hundred points a wave: the distance of points doubles when there are too
-- many, and every other one goes. every_ms is the distance that held when the point was taken.
create table curve_point (
    rollout     text not null,
    wave        integer not null,
    at_ms       bigint not null,
    every_ms    bigint not null,
    waiting     bigint not null,
    downloading bigint not null,
    installing  bigint not null,
    confirmed   bigint not null,
    failed      bigint not null,
    primary key (rollout, wave, at_ms)
) ${by_key};
-- Who watches all rollouts hears of each fact about one of them, without looking at those of devices.
create index fact_whole on fact (place) where device is null and rollout is not null;
