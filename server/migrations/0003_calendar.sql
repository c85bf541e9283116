-- The integration: grants, mirrors, what was disclosed, what waits for IT.

create table calendar_policy (
    org_id text primary key references organization (id),
    google_allowed bigint not null default 1,
    microsoft_allowed bigint not null default 1,
    -- Space-separated, lower-case; empty = any.
    domains text not null default '',
    tenants text not null default '',
    personal_accounts bigint not null default 1,
    use_alias bigint not null default 1,
    show_site bigint not null default 0,
    version bigint not null default 1
);

-- A started connect: single use, bound to the browser session, ten minutes.
create table oauth_request (
    state_hash text primary key,
    org_id text not null,
    user_id text not null,
    session_hash text not null,
    provider text not null,
    verifier text not null,
    nonce text not null,
    backfill bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    foreign key (org_id, user_id) references app_user (org_id, id)
);

create table calendar_connection (
    id text primary key,
    org_id text not null,
    user_id text not null,
    provider text not null,
    -- Google: sub. Microsoft: tid + oid.
    account_key text not null,
    account_email text not null,
    personal bigint not null default 0,
    state text not null,
    state_reason text not null default '',
    state_since bigint not null,
    -- Ciphertexts; null once destroyed.
    refresh_token text,
    refresh_expires_at bigint,
    access_token text,
    access_expires_at bigint,
    scope text not null default '',
    connected_at bigint not null,
    last_success_at bigint,
    leave_deadline bigint,
    left_behind bigint not null default 0,
    -- The engine's own columns: see server/src/sync.rs.
    lane bigint not null default 1,
    due_at bigint,
    lease_until bigint,
    fence bigint not null default 0,
    wake bigint not null default 0,
    not_before bigint not null default 0,
    attempts bigint not null default 0,
    last_error text not null default '',
    -- Quota units spent since window_at, a minute at a time.
    window_at bigint not null default 0,
    window_units bigint not null default 0,
    version bigint not null default 1,
    created_at bigint not null,
    unique (org_id, id),
    foreign key (org_id, user_id) references app_user (org_id, id)
);
-- At most one current connection per user.
create unique index connection_current on calendar_connection (user_id)
    where state <> 'leaving' and state <> 'gone';
create index connection_due on calendar_connection (lane, due_at) where due_at is not null;
create index connection_account on calendar_connection (provider, account_key);
create index connection_user on calendar_connection (org_id, user_id);

-- One class on one connection: whether the event should be there and that something changed, never
-- what it says. Outlives classes and connections; nothing cascades.
create table mirror (
    class_id text not null,
    connection_id text not null,
    org_id text not null,
    user_id text not null,
    desired text not null,
    cause text not null,
    lane bigint not null,
    generation bigint not null,
    applied_generation bigint not null,
    changed_at bigint not null,
    incarnation bigint not null,
    intent text,
    intent_at bigint,
    delivered_hash text,
    transaction_id text,
    remote_id text,
    state text not null,
    look_at bigint,
    attempts bigint not null default 0,
    next_at bigint not null,
    delivered_at bigint,
    settled_at bigint,
    last_error text not null default '',
    primary key (class_id, connection_id),
    foreign key (org_id, class_id) references class (org_id, id),
    foreign key (org_id, connection_id) references calendar_connection (org_id, id)
);
create index mirror_pending on mirror (connection_id, next_at)
    where generation <> applied_generation or intent is not null or look_at is not null;
create index mirror_connection on mirror (connection_id, class_id);

-- Each write's disclosure: ids, hashes and times, never names. Written with the intent.
create table disclosure (
    id text primary key,
    org_id text not null references organization (id),
    user_id text not null,
    connection_id text not null,
    class_id text,
    provider text not null,
    operation text not null,
    fields text not null,
    content_hash text not null,
    starts_at bigint,
    ends_at bigint,
    created_at bigint not null,
    answer text,
    answered_at bigint
);
create index disclosure_user on disclosure (org_id, user_id, created_at);
create index disclosure_class on disclosure (org_id, class_id, created_at);

-- Rows shared by replicas: provider-wide stops (our credentials refused) and rate buckets.
create table provider_status (
    provider text primary key,
    stopped_at bigint,
    stop_reason text not null default '',
    probe_at bigint not null default 0,
    -- Quota units spent since window_at by everybody together, a minute at a time.
    window_at bigint not null default 0,
    window_units bigint not null default 0
);

-- Beside whatever connection there is.
create table approval_request (
    id text primary key,
    org_id text not null,
    user_id text not null,
    provider text not null,
    reason text not null,
    created_at bigint not null,
    sent_at bigint,
    sent_count bigint not null default 0,
    resolved_at bigint,
    told_at bigint,
    unique (org_id, id),
    foreign key (org_id, user_id) references app_user (org_id, id)
);
create unique index approval_open on approval_request (user_id, provider) where resolved_at is null;

create table calendar_feed (
    token_hash text primary key,
    org_id text not null,
    user_id text not null,
    created_at bigint not null,
    revoked_at bigint,
    right_ended_at bigint,
    foreign key (org_id, user_id) references app_user (org_id, id)
);
