-- Whether the device of a queued attempt is online, written with the device: who may go must be found without looking
-- at a million who are away.
alter table attempt add column device_online integer not null default 0;
update attempt set device_online = 1
    where state = 'Queued' and counting = 1 and device in (select id from device where online = 1);
create index attempt_ready on attempt (rollout, position)
    where state = 'Queued' and counting = 1 and device_online = 1;
