-- Weekly availabilities, imports by external id, and cases that are closed.

create index class_series on class (org_id, series_id, starts_at);
create unique index class_external on class (org_id, external_id)
    where external_id is not null and deleted_at is null;
create unique index case_external on case_record (org_id, external_id)
    where external_id is not null and deleted_at is null;

-- No longer booked; the record stays.
alter table case_record add column closed_at bigint;

-- A file between preview and import, sealed; gone after the import or an hour.
create table import_draft (
    id text primary key,
    org_id text not null,
    user_id text not null,
    kind text not null,
    sealed text not null,
    created_at bigint not null,
    expires_at bigint not null,
    unique (org_id, id),
    foreign key (org_id, user_id) references app_user (org_id, id)
);
