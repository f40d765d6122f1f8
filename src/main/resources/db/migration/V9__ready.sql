-- Whether the device of a queued attempt is online and not on hold, written with the device: who may go must be found
-- without looking at a million who are away.
alter table attempt add column device_ready integer not null default 0;
update attempt set device_ready = 1
    where state = 'Queued' and counting = 1 and device in (select id from device where online = 1 and held is null);
create index attempt_ready on attempt (rollout, position)
    where state = 'Queued' and counting = 1 and device_ready = 1;
