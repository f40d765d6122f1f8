alter table setting add column later text;
