//! What an organization decided about calendars: which accounts may be connected, what an event says.
//!
//! Also what it decided before, so that the last decision can be undone.

use domain::event::EventPolicy;
use domain::id::OrgId;
use domain::provider::Provider;
use domain::rules::AccountPolicy;

use super::Tx;
use crate::fetch_optional;

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
