-- Who keeps every campaign from commanding a device, and why; absent when nobody does.
alter table device add column held text;

-- Devices that joined the frozen cohort since; only dynamic rollouts take any.
alter table rollout add column joined integer not null default 0;
alter table rollout add column is_dynamic integer not null default 0;

-- What joined stands behind the frozen cohort, in whatever wave: what is not opened yet is found wave by wave.
drop index attempt_unopened;
create index attempt_unopened on attempt (rollout, wave, position)
    where state = 'Queued' and counting = 1 and deadline_ms is null;
