-- Whether a device whose attempt was withdrawn has said that it does not go on.
alter table attempt add column stopped integer;
