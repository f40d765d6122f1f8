-- All state there is. Times are milliseconds since 1970 (…_ms); an absent deadline is never.
-- Placeholders hold what differs between databases: ${identity}, ${bytes}, ${bytewise}, ${by_key}.

create table device (
    id                     text ${bytewise} not null primary key,
    model                  text not null,
    token_hash             text not null,
    labels                 text not null,
    left_sessions          text not null,
    online                 integer not null,
    heard_ms               bigint not null,
    counter                bigint not null,
    busy                   text,
    ignored                bigint not null,
    revision               bigint not null,
    birth_model            text,
    birth_version          text,
    birth_image            text,
    birth_security_version integer,
    birth_slot             text,
    birth_boot             bigint,
    birth_boot_reason      text,
    birth_session          text,
    birth_connect          integer,
    birth_epoch            integer,
    birth_counter          bigint,
    birth_command          text,
    birth_command_state    text,
    birth_command_code     text,
    birth_anchors          text,
    birth_can              text,
    birth_labels           text
);
create index device_fleet on device (birth_version, online);

create table report (
    device  text not null,
    session text not null,
    seq     bigint not null,
    digest  ${bytes} not null,
    primary key (device, session, seq, digest)
) ${by_key};

create table release (
    place    ${identity},
    product  text not null,
    version  text not null,
    added_ms bigint not null,
    unique (product, version)
);

create table artifact (
    product          text not null,
    version          text not null,
    model            text not null,
    content_version  text not null,
    security_version integer not null,
    size_bytes       bigint not null,
    sha256           text not null,
    release_key      text not null,
    signature        text not null,
    image            text not null,
    added_ms         bigint not null,
    primary key (product, version, model),
    foreign key (product, version) references release (product, version)
);
create index artifact_file on artifact (sha256);

create table campaign (
    name          text not null primary key,
    campaign_text text not null,
    applied_ms    bigint not null
);

create table rollout (
    place            ${identity},
    name             text not null unique references campaign (name),
    state            text not null,
    state_why        text not null,
    state_gate       text not null,
    state_by_gate    integer not null,
    product          text not null,
    version          text not null,
    cohort           integer not null,
    open_wave        integer not null,
    settled_ms       bigint,
    prefix_order     bigint not null,
    prefix_confirmed integer not null,
    started          bigint not null,
    commanded        integer not null,
    confirmed        integer not null,
    overruled        text not null,
    reason           text not null,
    revision         bigint not null
);

-- What the release was when the rollout began: a model added to the release later changes nothing.
create table rollout_artifact (
    rollout          text not null references rollout (name),
    model            text not null,
    content_version  text not null,
    security_version integer not null,
    size_bytes       bigint not null,
    sha256           text not null,
    release_key      text not null,
    signature        text not null,
    image            text not null,
    primary key (rollout, model)
);

create table attempt (
    rollout        text not null references rollout (name),
    device         text not null references device (id),
    number         integer not null,
    counting       integer not null,
    position       integer not null,
    wave           integer not null,
    stratum        text not null,
    state          text not null,
    not_before_ms  bigint,
    deadline_ms    bigint,
    download_bytes bigint,
    born           integer,
    marked_valid   integer,
    ended_ms       bigint,
    code           text,
    inferred       integer,
    expired_in     text,
    command        text,
    download_key   bigint,
    start_order    bigint,
    burned         integer not null,
    backoffs       integer not null,
    last_code      text,
    give_up_ms     bigint,
    command_counts integer not null,
    revision       bigint not null,
    primary key (rollout, device, number)
);
create unique index attempt_counting on attempt (device, rollout) where counting = 1;
create index attempt_queued on attempt (rollout, position) where state = 'Queued' and counting = 1;
create index attempt_state on attempt (rollout, state, position)
    where counting = 1 and state <> 'Queued';
create index attempt_due on attempt (deadline_ms, rollout, position)
    where counting = 1 and deadline_ms is not null;
create unique index attempt_started on attempt (rollout, start_order) where start_order is not null;
create unique index attempt_download_key on attempt (download_key) where download_key is not null;
create unique index attempt_command on attempt (command) where command is not null;

-- The shard lets many writers count the same thing without waiting for each other.
create table tally (
    rollout text not null,
    wave    integer not null,
    stratum text not null,
    state   text not null,
    cause   text not null,
    code    text not null,
    shard   integer not null,
    devices bigint not null,
    primary key (rollout, wave, stratum, state, cause, code, shard)
) ${by_key};

create table evidence (
    rollout text not null,
    device  text not null,
    wave    integer not null,
    stratum text not null,
    verdict text not null,
    primary key (rollout, device)
) ${by_key};

create table evidence_tally (
    rollout text not null,
    wave    integer not null,
    stratum text not null,
    verdict text not null,
    shard   integer not null,
    devices bigint not null,
    primary key (rollout, wave, stratum, verdict, shard)
) ${by_key};

create table command (
    place      ${identity},
    id         text not null,
    withdraws  integer not null,
    rollout    text not null,
    device     text not null,
    attempt    integer not null,
    payload    text not null,
    expires_ms bigint not null,
    sent       integer not null,
    unique (id, withdraws)
);
create index command_unsent on command (place) where sent = 0;

create table fact (
    place   ${identity},
    at_ms   bigint not null,
    rollout text,
    device  text,
    attempt integer not null,
    what    text not null,
    why     text not null
);
create index fact_device on fact (device, place) where device is not null;
create index fact_rollout on fact (rollout, place) where device is null;

create table setting (
    name  text not null primary key,
    value text not null
);
