//! What an organization decided about calendars: which accounts may be connected, what an event says.
//!
//! Also what it decided before, so that the last decision can be undone.

use domain::event::EventPolicy;
use domain::id::{OrgId, UserId};
use domain::provider::Provider;
use domain::rules::AccountPolicy;

use super::Tx;
use crate::{execute, fetch_all, fetch_optional};

/// The stored policy. An organization that never saved one has version 0 and the defaults.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PolicyRow {
    pub google_allowed: i64,
    pub microsoft_allowed: i64,
    /// Space-separated, lower-case; empty = any.
    pub domains: String,
    pub tenants: String,
    pub personal_accounts: i64,
    pub use_alias: i64,
    pub show_site: i64,
    pub version: i64,
}

impl Default for PolicyRow {
    fn default() -> Self {
        PolicyRow {
            google_allowed: 1,
            microsoft_allowed: 1,
            domains: String::new(),
            tenants: String::new(),
            personal_accounts: 1,
            use_alias: 1,
            show_site: 0,
            version: 0,
        }
    }
}

impl PolicyRow {
    /// Which accounts may be connected.
    pub fn accounts(&self) -> AccountPolicy {
        let words = |list: &str| list.split_whitespace().map(str::to_owned).collect();
        let allowed = [
            (Provider::Google, self.google_allowed),
            (Provider::Microsoft, self.microsoft_allowed),
        ];
        AccountPolicy {
            providers: allowed
                .into_iter()
                .filter(|(_, allowed)| *allowed == 1)
                .map(|(provider, _)| provider)
                .collect(),
            domains: words(&self.domains),
            tenants: words(&self.tenants),
            personal_accounts: self.personal_accounts == 1,
        }
    }

    /// What an event may say.
    pub fn event(&self) -> EventPolicy {
        EventPolicy {
            use_alias: self.use_alias == 1,
            show_site: self.show_site == 1,
        }
    }
}

/// The organization's policy, or the defaults.
pub async fn of(tx: &mut Tx, org_id: &OrgId) -> Result<PolicyRow, sqlx::Error> {
    let row = fetch_optional!(
        tx,
        PolicyRow,
        "select google_allowed, microsoft_allowed, domains, tenants, personal_accounts, use_alias,
                show_site, version
         from calendar_policy
         where org_id = $1",
        org_id.as_str()
    )?;
    Ok(row.unwrap_or_default())
}

/// Stores a new version over `version`; false when somebody else saved first.
pub async fn save(
    tx: &mut Tx,
    org_id: &OrgId,
    version: i64,
    new: &PolicyRow,
) -> Result<bool, sqlx::Error> {
    let rows = execute!(
        tx,
        "insert into calendar_policy (
             org_id, google_allowed, microsoft_allowed, domains, tenants, personal_accounts,
             use_alias, show_site, version)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9 + 1
         where $9 = 0
            or exists (select 1 from calendar_policy where org_id = $1 and version = $9)
         on conflict (org_id) do update
         set google_allowed = excluded.google_allowed,
             microsoft_allowed = excluded.microsoft_allowed,
             domains = excluded.domains,
             tenants = excluded.tenants,
             personal_accounts = excluded.personal_accounts,
             use_alias = excluded.use_alias,
             show_site = excluded.show_site,
             version = excluded.version
         where calendar_policy.version = $9",
        org_id.as_str(),
        new.google_allowed,
        new.microsoft_allowed,
        &new.domains,
        &new.tenants,
        new.personal_accounts,
        new.use_alias,
        new.show_site,
        version
    )?;
    Ok(rows == 1)
}

/// Keeps what was decided before the edit that made `before.version + 1`.
pub async fn keep(
    tx: &mut Tx,
    now: i64,
    id: &str,
    org_id: &OrgId,
    editor: &UserId,
    before: &PolicyRow,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into calendar_policy_revision (
             id, org_id, version, google_allowed, microsoft_allowed, domains, tenants,
             personal_accounts, use_alias, show_site, edited_by, edited_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id,
        org_id.as_str(),
        before.version + 1,
        before.google_allowed,
        before.microsoft_allowed,
        &before.domains,
        &before.tenants,
        before.personal_accounts,
        before.use_alias,
        before.show_site,
        editor.as_str(),
        now
    )?;
    Ok(())
}

/// The edit that made the policy what it is.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Edit {
    pub id: String,
    pub edited_by: String,
    pub edited_at: i64,
    pub undone_at: Option<i64>,
    #[sqlx(flatten)]
    pub before: PolicyRow,
}

/// The edit that made `version`.
pub async fn edit(tx: &mut Tx, org_id: &OrgId, version: i64) -> Result<Option<Edit>, sqlx::Error> {
    fetch_optional!(
        tx,
        Edit,
        "select id, edited_by, edited_at, undone_at, google_allowed, microsoft_allowed, domains,
                tenants, personal_accounts, use_alias, show_site, version
         from calendar_policy_revision
         where org_id = $1 and version = $2",
        org_id.as_str(),
        version
    )
}

/// An edit is undone once, and the edit that undoes it is not undone.
pub async fn mark_undone(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &str,
    now: i64,
) -> Result<u64, sqlx::Error> {
    execute!(
        tx,
        "update calendar_policy_revision set undone_at = $3
         where org_id = $1 and id = $2 and undone_at is null",
        org_id.as_str(),
        id,
        now
    )
}

/// What stands on one calendar: upcoming events, and those whose title or place would change.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Standing {
    pub connection_id: String,
    pub events: i64,
    pub titled: i64,
}

/// Upcoming events per calendar, and how many of them have a title of their own type.
pub async fn standing(tx: &mut Tx, org_id: &OrgId, now: i64) -> Result<Vec<Standing>, sqlx::Error> {
    fetch_all!(
        tx,
        Standing,
        "select m.connection_id, count(*) as events,
                cast(sum(case when trim(t.calendar_alias) in ('', 'Class') then 0 else 1 end)
                     as bigint) as titled
         from mirror m
         join calendar_connection c on c.id = m.connection_id
         join class on class.id = m.class_id
         join class_type t on t.id = class.class_type_id
         where m.org_id = $1 and c.state not in ('leaving', 'gone') and class.starts_at > $2
           and m.desired = 'present' and m.state <> 'removed_by_user'
           and (m.delivered_hash is not null or m.intent is not null)
         group by m.connection_id",
        org_id.as_str(),
        now
    )
}

/// A booked class of the organization to show what is sent: one with a title of its type, if any.
pub async fn example(
    tx: &mut Tx,
    org_id: &OrgId,
    now: i64,
) -> Result<Option<Example>, sqlx::Error> {
    fetch_optional!(
        tx,
        Example,
        "select t.calendar_alias, s.name as site_name, class.time_zone, class.starts_at,
                class.ends_at, class.link_token
         from class
         join class_type t on t.org_id = class.org_id and t.id = class.class_type_id
         join site s on s.org_id = class.org_id and s.id = class.site_id
         where class.org_id = $1
           and class.id = coalesce(
               (select k.id from class k
                left join class_type y on y.org_id = k.org_id and y.id = k.class_type_id
                where k.org_id = $1 and k.starts_at > $2 and k.deleted_at is null
                  and k.canceled_at is null
                  and trim(y.calendar_alias) not in ('', 'Class')
                  and exists (select 1 from roster_entry r
                              where r.class_id = k.id and r.removed_at is null)
                order by k.starts_at, k.id limit 1),
               (select k.id from class k
                where k.org_id = $1 and k.starts_at > $2 and k.deleted_at is null
                  and k.canceled_at is null
                  and exists (select 1 from roster_entry r
                              where r.class_id = k.id and r.removed_at is null)
                order by k.starts_at, k.id limit 1))",
        org_id.as_str(),
        now
    )
}

/// The facts of one class that its event is drawn from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Example {
    pub calendar_alias: String,
    pub site_name: String,
    pub time_zone: String,
    pub starts_at: i64,
    pub ends_at: i64,
    pub link_token: String,
}
