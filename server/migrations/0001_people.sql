-- Tenancy and people. Portable types only: TEXT ids, BIGINT epoch ms, BIGINT 0/1 booleans.
-- Every tenant table carries org_id and is referenced by (org_id, id), so a row of one organization
-- can never point at a row of another.

create table installation (
    name text primary key,
    value text not null
);

create table organization (
    id text primary key,
    external_id text,
    name text not null,
    time_zone text not null,
    language text not null default 'en',
    clock text not null default '12',
    week_start text not null default 'monday',
    version bigint not null default 1,
    created_at bigint not null,
    deleted_at bigint
);

create table role (
    id text primary key,
    org_id text not null references organization (id),
    external_id text,
    name text not null,
    version bigint not null default 1,
    created_at bigint not null,
    deleted_at bigint,
    unique (org_id, id)
);
create unique index role_name on role (org_id, name) where deleted_at is null;

create table role_permission (
    org_id text not null,
    role_id text not null,
    permission text not null,
    primary key (role_id, permission),
    foreign key (org_id, role_id) references role (org_id, id)
);

-- What a role allowed before an edit, so that Undo can save it again.
create table role_revision (
    id text primary key,
    org_id text not null,
    role_id text not null,
    version bigint not null,
    permissions text not null,
    edited_by text not null,
    edited_at bigint not null,
    undone_at bigint,
    unique (org_id, id),
    foreign key (org_id, role_id) references role (org_id, id)
);

create table app_user (
    id text primary key,
    org_id text not null references organization (id),
    external_id text,
    role_id text not null,
    email text not null,
    name text not null,
    language text,
    clock text,
    appearance text not null default 'system',
    active bigint not null default 1,
    deactivated_at bigint,
    last_signed_in_at bigint,
    version bigint not null default 1,
    created_at bigint not null,
    deleted_at bigint,
    unique (org_id, id),
    foreign key (org_id, role_id) references role (org_id, id)
);
-- One e-mail per installation. Stored lower-case.
create unique index app_user_email on app_user (email) where deleted_at is null;
create index app_user_role on app_user (org_id, role_id);

-- How a person signs in: a password now, OpenID Connect later.
create table user_identity (
    id text primary key,
    org_id text not null,
    user_id text not null,
    kind text not null,
    subject text not null,
    secret_hash text,
    version bigint not null default 1,
    created_at bigint not null,
    deleted_at bigint,
    unique (org_id, id),
    foreign key (org_id, user_id) references app_user (org_id, id)
);
create unique index user_identity_subject on user_identity (kind, subject) where deleted_at is null;
create index user_identity_user on user_identity (org_id, user_id);

-- SHA-256 of the cookie's token; the token itself is stored nowhere.
create table session (
    token_hash text primary key,
    org_id text not null,
    user_id text not null,
    device text not null default '',
    created_at bigint not null,
    last_seen_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    foreign key (org_id, user_id) references app_user (org_id, id)
);
create index session_of_user on session (org_id, user_id);

-- Invitation, first Org Admin, password reset. Consumed by POST only.
create table one_time_link (
    token_hash text primary key,
    org_id text not null references organization (id),
    user_id text,
    role_id text,
    purpose text not null,
    email text,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    foreign key (org_id, user_id) references app_user (org_id, id),
    foreign key (org_id, role_id) references role (org_id, id)
);

-- Throttling with delay, not lock-out; keyed by a keyed hash of the address or client.
create table sign_in_throttle (
    key_hash text primary key,
    failures bigint not null,
    first_at bigint not null,
    not_before bigint not null
);
