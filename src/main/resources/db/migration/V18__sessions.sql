-- Open sessions of browsers: the digest of the secret in the cookie, never the secret. One that ends is deleted; the audit
-- keeps that there was one.
create table browser_session (
    digest    text ${bytewise} not null primary key,
    token     text ${bytewise} not null references token (hash),
    opened_ms bigint not null,
    until_ms  bigint not null,
    address   text not null,
    browser   text not null
);

-- The audit is asked by person and by thing, newest first.
create index audit_who on audit (who, place);
create index audit_object on audit (object, place);
