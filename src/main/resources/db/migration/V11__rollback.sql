-- What became of going back from the release of a rollout: the campaign that does it, or why it cannot be.
alter table rollout add column rollback_by text;
alter table rollout add column rollback_refused text;
