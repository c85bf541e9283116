//! Microsoft 365: the identity platform's v2.0 endpoints and Graph v1.0.

pub mod assertion;
pub mod calendar;
pub mod oauth;
pub mod wire;

/// Everything we ever ask for, in the order of the consent page. `Calendars.ReadWrite` is "Have full
/// access to your calendars"; no narrower permission can add an event.
pub const SCOPES: [&str; 6] = [
    "openid",
    "profile",
    "email",
    "offline_access",
    "User.Read",
    CALENDAR_SCOPE,
];

/// The one calendar permission, without Graph's prefix.
pub const CALENDAR_SCOPE: &str = "Calendars.ReadWrite";

/// What Graph's permissions are called outside of Graph.
pub const GRAPH_SCOPE_PREFIX: &str = "https://graph.microsoft.com/";

/// The tenant of every personal account.
pub const PERSONAL_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Where a person ends our access: Microsoft has no endpoint for that.
pub fn consent_page(personal: bool) -> &'static str {
    if personal {
        "https://account.live.com/consent/Manage"
    } else {
        "https://myapps.microsoft.com/"
    }
}

/// A connection's account key: the tenant and the person's id in it (`domain::rules::tenant_of` reads
/// the tenant back).
pub fn account_key(tenant: &str, object: &str) -> String {
    format!("{tenant}.{object}")
}
