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
    /// Entra tenants by id; empty = any. With some named, no other account is in one.
    pub tenants: Vec<String>,
    pub personal_accounts: bool,
}

/// The account behind a connection, as the provider named it.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    pub provider: Provider,
    pub email: &'a str,
    /// Not run by an organization (Google: no `hd`; Microsoft: the consumers tenant).
    pub personal: bool,
    /// The Entra tenant it belongs to; Google accounts are in none.
    pub tenant: Option<&'a str>,
}

/// The tenant in the key of a Microsoft account: the key begins with the tenant's id, and what
/// separates it from the person's is no part of an id.
pub fn tenant_of(provider: Provider, account_key: &str) -> Option<&str> {
    let tenant = account_key
        .split(|c: char| !c.is_ascii_hexdigit() && c != '-')
        .next()?;
    (provider == Provider::Microsoft && !tenant.is_empty()).then_some(tenant)
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
        && (policy.tenants.is_empty()
            || account.tenant.is_some_and(|tenant| {
                policy
                    .tenants
                    .iter()
                    .any(|t| t.eq_ignore_ascii_case(tenant))
            }))
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
            tenants: Vec::new(),
            personal_accounts: false,
        };
        let good = Account {
            provider: Provider::Google,
            email: "p@Linden.example",
            personal: false,
            tenant: None,
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
    fn only_accounts_of_a_named_tenant_are_in_it() {
        const TENANT: &str = "5f0c2e9a-1c44-4b7e-9a53-0d3b6f21c7aa";
        let policy = AccountPolicy {
            providers: Provider::ALL.to_vec(),
            domains: Vec::new(),
            tenants: vec![TENANT.to_uppercase()],
            personal_accounts: true,
        };
        let account = |provider, key| Account {
            provider,
            email: "p@linden.example",
            personal: false,
            tenant: tenant_of(provider, key),
        };
        let key = format!("{TENANT}.00000000-0000-4000-8000-000000000001");
        for (provider, key, expect) in [
            (Provider::Microsoft, key.as_str(), true),
            (Provider::Microsoft, "", false),
            (
                Provider::Microsoft,
                "9188040d-6c67-4c5b-b112-36a304b66dad.1",
                false,
            ),
            (Provider::Google, TENANT, false),
        ] {
            assert_eq!(
                account_allowed(&policy, account(provider, key)),
                expect,
                "{provider:?} {key}"
            );
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
