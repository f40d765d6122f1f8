-- Keys that sign releases: those this server was given, at its last start (given = 1) or before. What was revoked stays so.
create table trust_key (
    place       ${identity},
    id          text ${bytewise} not null unique,
    fingerprint text not null,
    pem         text not null,
    state       text not null,
    given       integer not null,
    changed_ms  bigint not null,
    why         text not null
);

-- Who signed an artifact: several keys, so that one can take over from another.
create table artifact_signature (
    place       ${identity},
    product     text not null,
    version     text not null,
    model       text not null,
    release_key text not null,
    signature   text not null,
    added_ms    bigint not null,
    unique (product, version, model, release_key),
    foreign key (product, version, model) references artifact (product, version, model)
);
insert into artifact_signature (product, version, model, release_key, signature, added_ms)
    select product, version, model, release_key, signature, added_ms from artifact;

-- What was added before there were drafts may be rolled out.
alter table release add column state text not null default 'published';
alter table release add column state_why text not null default '';
alter table release add column notes text not null default '';
alter table release add column sbom_sha256 text;
alter table release add column sbom_form text;
