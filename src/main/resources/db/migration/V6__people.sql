-- Persons are named tokens, stored as SHA-256 in hexadecimal. Of a person at most one token counts; rows stay, because
-- approvals and the audit name them.
create table principal (
    name     text ${bytewise} not null primary key,
    added_ms bigint not null
);

create table token (
    place      ${identity},
    hash       text ${bytewise} not null unique,
    person     text ${bytewise} not null references principal (name),
    role       text not null,
    issued_ms  bigint not null,
    issued_by  text not null,
    revoked_ms bigint
);
create unique index token_counting on token (person) where revoked_ms is null;

-- Who changed what, when and why; written in the transaction of the change.
create table audit (
    place  ${identity},
    at_ms  bigint not null,
    who    text not null,
    what   text not null,
    object text not null,
    why    text not null
);

-- Every revision of a campaign as it was applied; the highest is in force.
create table campaign_revision (
    campaign      text not null references campaign (name),
    revision      integer not null,
    campaign_text text not null,
    author        text ${bytewise} not null,
    applied_ms    bigint not null,
    primary key (campaign, revision)
);
-- Whoever had the one token there was is called admin.
insert into campaign_revision (campaign, revision, campaign_text, author, applied_ms)
    select name, 1, campaign_text, 'admin', applied_ms from campaign;

-- Creator and reviser are what they were when it was given: nobody approves what is his own.
create table approval (
    rollout text not null references rollout (name),
    wave    text not null,
    subject text not null,
    person  text ${bytewise} not null,
    role    text not null,
    token   text ${bytewise} not null references token (hash),
    at_ms   bigint not null,
    why     text not null,
    creator text ${bytewise} not null,
    reviser text ${bytewise} not null,
    primary key (rollout, wave, subject, person),
    constraint approval_by_another check (person <> creator and person <> reviser)
);

-- Since when it waits for an approval, in hearing time and by the wall clock.
alter table rollout add column asked_ms bigint;
alter table rollout add column asked_wall_ms bigint;
