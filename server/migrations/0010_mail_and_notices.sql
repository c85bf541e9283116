-- Who sends a mail now, what became of it for good, and what somebody was told once.

-- A claim carries the number of its attempt: a late worker settles nothing.
alter table mail_outbox add column lease_until bigint;
-- Nobody is helped by it after this.
alter table mail_outbox add column expires_at bigint;
-- Given up: refused for good, or too late.
alter table mail_outbox add column failed_at bigint;
create index mail_by_age on mail_outbox (org_id, created_at);

-- Something was said once: the kind, whom or what it is about, and which occasion of it.
create table notice (
    kind text not null,
    subject text not null,
    occasion text not null,
    org_id text not null references organization (id),
    told_at bigint not null,
    primary key (kind, subject, occasion)
);
create index notice_of_org on notice (org_id, kind, told_at);
