//! A connection: one user's grant at one provider, and its states.
//!
//! What is *shown* besides (catching up, retrying, our side) is derived from mirrors and times; see
//! `server/src/backend/calendar.rs`.

use serde::{Deserialize, Serialize};

/// The stored states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Calls may be made.
    Active,
    /// The grant is dead; only the person can renew it.
    NeedsReconnect,
    /// The calendar scope was withdrawn.
    NeedsConsent,
    /// The account has no calendar we can use.
    MailboxUnusable,
    /// Entitlement lost, undo still possible; nothing is sent.
    Paused,
    /// Only token refresh and DELETE; ends in `Gone`.
    Leaving,
    /// Over: tokens destroyed. What could not be removed is counted on the row.
    Gone,
}

impl ConnectionState {
    pub const ALL: [ConnectionState; 7] = [
        ConnectionState::Active,
        ConnectionState::NeedsReconnect,
        ConnectionState::NeedsConsent,
        ConnectionState::MailboxUnusable,
        ConnectionState::Paused,
        ConnectionState::Leaving,
        ConnectionState::Gone,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ConnectionState::Active => "active",
            ConnectionState::NeedsReconnect => "needs_reconnect",
            ConnectionState::NeedsConsent => "needs_consent",
            ConnectionState::MailboxUnusable => "mailbox_unusable",
            ConnectionState::Paused => "paused",
            ConnectionState::Leaving => "leaving",
            ConnectionState::Gone => "gone",
        }
    }

    pub fn parse(text: &str) -> Option<ConnectionState> {
        ConnectionState::ALL
            .into_iter()
            .find(|s| s.as_str() == text)
    }

    /// *Current*: the one connection a user has at a time; `Leaving` and `Gone` are not.
    pub fn is_current(self) -> bool {
        !matches!(self, ConnectionState::Leaving | ConnectionState::Gone)
    }

    /// What the state becomes when `change` happens; `None` = no change.
    pub fn after(self, change: StateChange) -> Option<ConnectionState> {
        use ConnectionState as S;
        let next = match (self, change) {
            (S::Gone, _) => return None,
            (_, StateChange::Ended) => S::Gone,
            (S::Leaving, StateChange::GrantDead) => S::Gone,
            (S::Leaving, _) => return None,
            (_, StateChange::Disconnect) => S::Leaving,
            (_, StateChange::EntitlementLost) => S::Paused,
            (S::Paused, StateChange::EntitlementRegained | StateChange::Reconnected) => S::Active,
            (S::Paused, _) => return None,
            (_, StateChange::EntitlementRegained) => return None,
            (_, StateChange::GrantDead) => S::NeedsReconnect,
            (_, StateChange::ScopeMissing) => S::NeedsConsent,
            (_, StateChange::MailboxGone) => S::MailboxUnusable,
            (_, StateChange::Reconnected) => S::Active,
        };
        (next != self).then_some(next)
    }
}

/// What can happen to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateChange {
    GrantDead,
    ScopeMissing,
    MailboxGone,
    Reconnected,
    EntitlementLost,
    EntitlementRegained,
    Disconnect,
    Ended,
}

#[cfg(test)]
mod tests {
    use super::*;
    use ConnectionState as S;

    /// These words stand in databases: a changed one cannot be read any more.
    #[test]
    fn stored_words_stay_as_they_are() {
        let words = [
            "active",
            "needs_reconnect",
            "needs_consent",
            "mailbox_unusable",
            "paused",
            "leaving",
            "gone",
        ];
        assert_eq!(S::ALL.map(S::as_str), words);
        for state in S::ALL {
            assert_eq!(S::parse(state.as_str()), Some(state));
            let current = !matches!(state, S::Leaving | S::Gone);
            assert_eq!(state.is_current(), current, "{state:?}");
        }
        assert_eq!(S::parse("lost"), None);
    }

    #[test]
    fn transitions() {
        for (from, change, to) in [
            (S::Active, StateChange::GrantDead, Some(S::NeedsReconnect)),
            (S::Active, StateChange::Reconnected, None),
            (S::NeedsReconnect, StateChange::Reconnected, Some(S::Active)),
            (S::Leaving, StateChange::GrantDead, Some(S::Gone)),
            (S::Leaving, StateChange::Reconnected, None),
            (S::Leaving, StateChange::Disconnect, None),
            (S::Paused, StateChange::GrantDead, None),
            (S::Paused, StateChange::Disconnect, Some(S::Leaving)),
            (S::Gone, StateChange::Reconnected, None),
            (S::Gone, StateChange::Ended, None),
        ] {
            assert_eq!(from.after(change), to, "{from:?} {change:?}");
        }
    }
}
