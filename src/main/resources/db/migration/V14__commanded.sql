-- When the rollout that commanded a device last did so first: whoever it took over in the middle of an outage was there
-- when that began, and not commanded. 0 is long ago.
alter table device add column commanded_ms bigint not null default 0;
create index device_commanded on device (commander, commanded_ms) where commanded_ms > 0;
