-- What an organization's calendar policy was before, how far an IT department's approval is, and
-- the feed's address.

-- The columns hold what was decided before the edit that made `version`.
create table calendar_policy_revision (
    id text primary key,
    org_id text not null references organization (id),
    version bigint not null,
    google_allowed bigint not null,
    microsoft_allowed bigint not null,
    domains text not null,
    tenants text not null,
    personal_accounts bigint not null,
    use_alias bigint not null,
    show_site bigint not null,
    edited_by text not null,
    edited_at bigint not null,
    undone_at bigint,
    unique (org_id, id),
    foreign key (org_id, edited_by) references app_user (org_id, id)
);
create unique index calendar_policy_revision_version
    on calendar_policy_revision (org_id, version);

-- One page for one IT department and one provider. Its link is signed over id, generation and
-- expiry: a new generation ends the link before it.
create table it_approval (
    id text primary key,
    org_id text not null references organization (id),
    provider text not null,
    generation bigint not null default 1,
    made_at bigint not null,
    expires_at bigint not null,
    sent_at bigint,
    -- The first visit of somebody who is not signed in.
    opened_at bigint,
    -- What the provider's page told a browser: nobody vouches for it yet.
    approved_at bigint,
    -- An administrator of ours said so, or somebody's connection showed it.
    confirmed_at bigint,
    confirmed_by text,
    refused_at bigint,
    version bigint not null default 1,
    unique (org_id, id),
    unique (org_id, provider),
    foreign key (org_id, confirmed_by) references app_user (org_id, id)
);

-- An administrator on the way to Entra's consent page: single use, an hour.
create table admin_consent_request (
    state_hash text primary key,
    org_id text not null,
    approval_id text not null,
    expires_at bigint not null,
    used_at bigint,
    foreign key (org_id, approval_id) references it_approval (org_id, id)
);

-- Where the person sent the page last.
alter table approval_request add column sent_to text not null default '';

-- Sealed, so that its owner can be shown the address again.
alter table calendar_feed add column token text;
create unique index calendar_feed_current on calendar_feed (user_id) where revoked_at is null;
