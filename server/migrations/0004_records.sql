-- What happened, and what is on its way by mail.

-- Ids and codes, never names or typed text; names are looked up when shown.
create table audit_event (
    id text primary key,
    org_id text references organization (id),
    at bigint not null,
    actor_id text,
    action text not null,
    target_kind text not null default '',
    target_id text not null default '',
    detail text not null default ''
);
create index audit_when on audit_event (org_id, at);

create table mail_outbox (
    id text primary key,
    org_id text not null references organization (id),
    user_id text,
    recipient text not null,
    template text not null,
    subject text not null,
    body text not null,
    created_at bigint not null,
    next_at bigint not null,
    attempts bigint not null default 0,
    sent_at bigint,
    last_error text not null default ''
);
create index mail_pending on mail_outbox (next_at) where sent_at is null;
