-- Who an invitation is for, as a file of people said it; they may still say another name.
alter table one_time_link add column name text;
alter table one_time_link add column external_id text;

-- Files of people wait in import_draft, sealed as all others do.
drop table user_import;
