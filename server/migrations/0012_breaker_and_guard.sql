-- What keeps a bad hour at a provider, or a bad thought of ours, from becoming everybody's.

-- Why a provider is stopped ('credentials': ours are refused; 'outage': it does not answer), and how
-- many calls in a row failed, each for another connection than the one before.
alter table provider_status add column stop_kind text not null default 'credentials';
alter table provider_status add column failures bigint not null default 0;
alter table provider_status add column last_failed text not null default '';

-- When the person last consented: what a grant's life is measured from.
alter table calendar_connection add column granted_at bigint not null default 0;
update calendar_connection set granted_at = connected_at;

-- What only the operator can mend. Codes, never names.
create table operator_notice (
    code text primary key,
    detail text not null default '',
    first_at bigint not null,
    last_at bigint not null,
    -- When somebody was last told.
    told_at bigint not null,
    resolved_at bigint
);

-- Removals that nobody asked for, held until an Org Admin decides. Held mirrors have next_at at its
-- largest value; decision: '' (open), 'allowed', 'kept'.
create table removal_guard (
    id text primary key,
    org_id text not null,
    connection_id text not null,
    user_id text not null,
    held bigint not null,
    held_at bigint not null,
    decision text not null default '',
    decided_at bigint,
    decided_by text,
    unique (org_id, id),
    foreign key (org_id, connection_id) references calendar_connection (org_id, id),
    foreign key (org_id, user_id) references app_user (org_id, id),
    foreign key (org_id, decided_by) references app_user (org_id, id)
);
create unique index removal_guard_open on removal_guard (connection_id) where decision = '';
create index removal_guard_org on removal_guard (org_id, held_at);
