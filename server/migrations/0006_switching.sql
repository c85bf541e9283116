-- Switching from one calendar to another without a gap, and being asked for more by a provider.

-- The connection that takes this one's place: this one keeps what it shows up to date until the other
-- has confirmed everything, or until replace_at.
alter table calendar_connection add column successor_id text;
alter table calendar_connection add column replace_at bigint;

-- What the provider wants to be asked for at the next sign-in (a claims challenge), as it sent it.
alter table calendar_connection add column claims text;

-- Whose account was chosen, to be named on the way back.
alter table oauth_request add column account_email text not null default '';

-- At most one current connection per user; the one being replaced is not current.
drop index connection_current;
create unique index connection_current on calendar_connection (user_id)
    where state <> 'leaving' and state <> 'gone' and successor_id is null;
create index connection_successor on calendar_connection (successor_id) where successor_id is not null;
