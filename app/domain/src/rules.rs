//! The three questions (`wanted`, `entitled`, `reachable`) and the guards around booking.
//!
//! `mark()` in `server/src/sync/mark.rs` asks `wanted` in SQL for sets and is tested against these.

use crate::permission::{Permission, Permissions};
use crate::provider::Provider;

/// What decides whether a class belongs on a provider's calendar.
#[derive(Debug, Clone, Copy)]
pub struct ClassFacts {
    pub canceled: bool,
    pub deleted: bool,
    pub active_entries: i64,
}

/// `wanted(class, user)`: not canceled ∧ at least one active roster entry ∧ the user is a provider.
pub fn wanted(class: ClassFacts, is_provider: bool) -> bool {
    !class.canceled && !class.deleted && class.active_entries > 0 && is_provider
}

/// What an organization allows.
#[derive(Debug, Clone)]
pub struct AccountPolicy {
    pub providers: Vec<Provider>,
    /// Lower-case e-mail domains; empty = any.
    pub domains: Vec<String>,
    pub personal_accounts: bool,
}

/// The account behind a connection, as the provider named it.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    pub provider: Provider,
    pub email: &'a str,
    /// Not run by an organization (Google: no `hd`; Microsoft: the consumers tenant).
    pub personal: bool,
}

/// `entitled(user, policy, account)`: active ∧ the role has `calendar.connect` ∧ the organization
/// allows provider and account.
pub fn entitled(
    user_active: bool,
    permissions: &Permissions,
    policy: &AccountPolicy,
    account: Account<'_>,
) -> bool {
    user_active
        && permissions.allows(Permission::CalendarConnect)
        && account_allowed(policy, account)
}

/// The organization's part of `entitled`.
pub fn account_allowed(policy: &AccountPolicy, account: Account<'_>) -> bool {
    let domain = account.email.rsplit_once('@').map_or("", |(_, d)| d);
    policy.providers.contains(&account.provider)
        && (policy.personal_accounts || !account.personal)
        && (policy.domains.is_empty()
            || policy
                .domains
                .iter()
                .any(|d| d.eq_ignore_ascii_case(domain)))
}

/// *Upcoming* always means `start > now` (both epoch ms).
pub fn upcoming(starts_at: i64, now: i64) -> bool {
    starts_at > now
}

/// An alias must not point to a person: at most 40 characters, no digits or addresses, and not
/// written like a name (two capitalised words).
pub fn neutral_alias(alias: &str) -> bool {
    let alias = alias.trim();
    let capitalised = alias
        .split_whitespace()
        .filter(|word| word.starts_with(char::is_uppercase))
        .count();
    !alias.is_empty()
        && capitalised < 2
        && alias.chars().count() <= 40
        && alias.chars().any(char::is_alphabetic)
        && !alias
            .chars()
            .any(|c| c.is_numeric() || c == '@' || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_wanted_while_somebody_is_booked() {
        let booked = ClassFacts {
            canceled: false,
            deleted: false,
            active_entries: 1,
        };
        for (class, provider, expect) in [
            (booked, true, true),
            (booked, false, false),
            (
                ClassFacts {
                    canceled: true,
                    ..booked
                },
                true,
                false,
            ),
            (
                ClassFacts {
                    deleted: true,
                    ..booked
                },
                true,
                false,
            ),
            (
                ClassFacts {
                    active_entries: 0,
                    ..booked
                },
                true,
                false,
            ),
        ] {
            assert_eq!(wanted(class, provider), expect, "{class:?} {provider}");
        }
    }

    #[test]
    fn entitlement_needs_person_role_provider_and_account() {
        let role: Permissions = [Permission::CalendarConnect].into_iter().collect();
        let policy = AccountPolicy {
            providers: vec![Provider::Google],
            domains: vec!["linden.example".into()],
            personal_accounts: false,
        };
        let good = Account {
            provider: Provider::Google,
            email: "p@Linden.example",
            personal: false,
        };
        assert!(entitled(true, &role, &policy, good));
        assert!(!entitled(false, &role, &policy, good));
        assert!(!entitled(true, &Permissions::default(), &policy, good));
        for bad in [
            Account {
                provider: Provider::Microsoft,
                ..good
            },
            Account {
                email: "p@home.example",
                ..good
            },
            Account {
                personal: true,
                ..good
            },
        ] {
            assert!(!entitled(true, &role, &policy, bad), "{bad:?}");
        }
    }

    #[test]
    fn an_alias_is_a_neutral_word() {
        for (alias, ok) in [
            ("Class", true),
            ("Session", true),
            ("Group session", true),
            ("Alma Birch", false),
            ("", false),
            ("  ", false),
            ("Case 1042", false),
            ("a@b.example", false),
            (&"x".repeat(41), false),
        ] {
            assert_eq!(neutral_alias(alias), ok, "{alias:?}");
        }
    }
}
