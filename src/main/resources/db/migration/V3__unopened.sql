-- A wave of a million devices is opened a part at a time: what is left must be found without looking at all of them.
create index attempt_unopened on attempt (rollout, position)
    where state = 'Queued' and counting = 1 and deadline_ms is null;
