-- What an edit of a role or of somebody's role can be taken back to, finding people by name, and
-- what waits for a yes before it is imported.

-- The name a role had before the edit, beside what it allowed.
alter table role_revision add column name text not null default '';
create index role_revision_role on role_revision (org_id, role_id, version);

-- The role somebody had before they got another one.
create table user_role_revision (
    id text primary key,
    org_id text not null,
    user_id text not null,
    old_role_id text not null,
    new_role_id text not null,
    edited_by text not null,
    edited_at bigint not null,
    undone_at bigint,
    unique (org_id, id),
    foreign key (org_id, user_id) references app_user (org_id, id),
    foreign key (org_id, old_role_id) references role (org_id, id),
    foreign key (org_id, new_role_id) references role (org_id, id)
);
create index user_role_revision_user on user_role_revision (org_id, user_id, edited_at);

-- Lower-case, made by us: SQLite's lower() knows ASCII only.
alter table app_user add column name_key text not null default '';
update app_user set name_key = lower(name);
create index app_user_name on app_user (org_id, name_key);
create unique index app_user_external on app_user (org_id, external_id)
    where external_id is not null and deleted_at is null;
create index one_time_link_open on one_time_link (org_id, purpose, email) where used_at is null;

-- A list of people as it was sent, until somebody has looked at its preview. Gone once it is
-- imported, or after a day.
create table user_import (
    id text primary key,
    org_id text not null references organization (id),
    made_by text not null,
    text text not null,
    created_at bigint not null,
    unique (org_id, id),
    foreign key (org_id, made_by) references app_user (org_id, id)
);
