-- How fast a rollout starts devices now, so that a restart counts on; rollouts of before begin at their campaign's start.
alter table rollout add column pace_per_minute integer not null default 0;
alter table rollout add column pace_paid_ms bigint not null default 0;
alter table rollout add column pace_starts bigint not null default 0;
alter table rollout add column pace_failures bigint not null default 0;

-- Until when a command may be handed over: the end of the window in which it was made; absent for any time.
alter table command add column closes_ms bigint;
