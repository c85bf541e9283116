-- What is taught, where, when, by whom and for whom.

create table class_type (
    id text primary key,
    org_id text not null references organization (id),
    external_id text,
    name text not null,
    -- The neutral word a calendar may show; empty = the default.
    calendar_alias text not null default '',
    version bigint not null default 1,
    created_at bigint not null,
    deleted_at bigint,
    unique (org_id, id)
);
create unique index class_type_name on class_type (org_id, name) where deleted_at is null;

create table site (
    id text primary key,
    org_id text not null references organization (id),
    external_id text,
    name text not null,
    time_zone text not null,
    version bigint not null default 1,
    created_at bigint not null,
    deleted_at bigint,
    unique (org_id, id)
);
create unique index site_name on site (org_id, name) where deleted_at is null;

-- An availability; with at least one active roster entry it is a class. Local time, zone and fold
-- are the truth; the instants are derived with the named tzdb version.
create table class (
    id text primary key,
    org_id text not null references organization (id),
    external_id text,
    series_id text,
    class_type_id text not null,
    site_id text not null,
    room text not null default '',
    local_start text not null,
    local_end text not null,
    time_zone text not null,
    start_fold bigint not null default 0,
    end_fold bigint not null default 0,
    starts_at bigint not null,
    ends_at bigint not null,
    tzdb text not null,
    capacity bigint not null,
    -- 128 random bits for /c/…, which shows nothing without sign-in.
    link_token text not null unique,
    canceled_at bigint,
    canceled_by text,
    cancel_reason text,
    created_by text not null,
    version bigint not null default 1,
    created_at bigint not null,
    deleted_at bigint,
    unique (org_id, id),
    foreign key (org_id, class_type_id) references class_type (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, created_by) references app_user (org_id, id),
    foreign key (org_id, canceled_by) references app_user (org_id, id),
    check (ends_at > starts_at),
    check (capacity between 1 and 500)
);
create index class_when on class (org_id, starts_at);
create index class_by_type on class (org_id, class_type_id, starts_at);
create index class_by_site on class (org_id, site_id, starts_at);

create table class_provider (
    org_id text not null,
    class_id text not null,
    user_id text not null,
    primary key (class_id, user_id),
    foreign key (org_id, class_id) references class (org_id, id),
    foreign key (org_id, user_id) references app_user (org_id, id)
);
create index class_provider_user on class_provider (org_id, user_id, class_id);

-- "case" is a reserved word in SQL.
create table case_record (
    id text primary key,
    org_id text not null references organization (id),
    external_id text,
    reference text not null,
    name text not null,
    date_of_birth text not null default '',
    contact text not null default '',
    -- Lower-case, made by us: SQLite's lower() knows ASCII only.
    reference_key text not null,
    name_key text not null,
    erased_at bigint,
    version bigint not null default 1,
    created_at bigint not null,
    deleted_at bigint,
    unique (org_id, id)
);
create unique index case_reference on case_record (org_id, reference) where deleted_at is null;
create index case_name on case_record (org_id, name);

-- Added and removed, never deleted; one active entry per case and class.
create table roster_entry (
    id text primary key,
    org_id text not null,
    class_id text not null,
    case_id text not null,
    added_at bigint not null,
    added_by text not null,
    removed_at bigint,
    removed_by text,
    removed_reason text,
    unique (org_id, id),
    foreign key (org_id, class_id) references class (org_id, id),
    foreign key (org_id, case_id) references case_record (org_id, id),
    foreign key (org_id, added_by) references app_user (org_id, id),
    foreign key (org_id, removed_by) references app_user (org_id, id)
);
create unique index roster_active on roster_entry (class_id, case_id) where removed_at is null;
create index roster_case on roster_entry (org_id, case_id);
