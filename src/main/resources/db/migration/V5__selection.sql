-- Who keeps every campaign from commanding a device, and why; absent when nobody does.
alter table device add column held text;
