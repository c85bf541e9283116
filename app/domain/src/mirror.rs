//! A mirror: our record of one class on one connection, and why it last changed.

use serde::{Deserialize, Serialize};

/// Whether the event should be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desired {
    Present,
    Absent,
}

impl Desired {
    pub fn as_str(self) -> &'static str {
        match self {
            Desired::Present => "present",
            Desired::Absent => "absent",
        }
    }

    pub fn parse(text: &str) -> Option<Desired> {
        [Desired::Present, Desired::Absent]
            .into_iter()
            .find(|d| d.as_str() == text)
    }
}

/// A write that was announced and not settled: until it is settled, what happened is *unknown*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    Put,
    Delete,
}

impl Intent {
    pub fn as_str(self) -> &'static str {
        match self {
            Intent::Put => "put",
            Intent::Delete => "delete",
        }
    }

    pub fn parse(text: &str) -> Option<Intent> {
        [Intent::Put, Intent::Delete]
            .into_iter()
            .find(|i| i.as_str() == text)
    }
}

/// How one mirror came to rest. Whether something waits is derived from its generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MirrorState {
    /// Nothing was settled yet.
    New,
    /// The event is there as it should be.
    Delivered,
    /// It is not there, as it should be.
    Removed,
    /// The person deleted our event in their calendar.
    RemovedByUser,
    /// The class ended before the change could be delivered.
    Expired,
    /// The provider refuses this event for good.
    Rejected,
}

impl MirrorState {
    pub const ALL: [MirrorState; 6] = [
        MirrorState::New,
        MirrorState::Delivered,
        MirrorState::Removed,
        MirrorState::RemovedByUser,
        MirrorState::Expired,
        MirrorState::Rejected,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            MirrorState::New => "new",
            MirrorState::Delivered => "delivered",
            MirrorState::Removed => "removed",
            MirrorState::RemovedByUser => "removed_by_user",
            MirrorState::Expired => "expired",
            MirrorState::Rejected => "rejected",
        }
    }

    pub fn parse(text: &str) -> Option<MirrorState> {
        MirrorState::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// Who waits for this change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// A person changed one class.
    Person,
    /// Backfill, cleanup, policy, repair.
    Bulk,
}

impl Lane {
    pub fn as_i64(self) -> i64 {
        match self {
            Lane::Person => 0,
            Lane::Bulk => 1,
        }
    }
}

/// Why a desire changed. Stored with the mirror and shown in the class's delivery history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    FirstBooked,
    LastRemoved,
    Offered,
    Canceled,
    Uncanceled,
    Deleted,
    Moved,
    Reassigned,
    ShownFieldChanged,
    PolicyChanged,
    Connected,
    Disconnected,
    EntitlementLost,
    EntitlementRegained,
    PutBack,
    Repair,
}

impl Cause {
    pub const ALL: [Cause; 16] = [
        Cause::FirstBooked,
        Cause::LastRemoved,
        Cause::Offered,
        Cause::Canceled,
        Cause::Uncanceled,
        Cause::Deleted,
        Cause::Moved,
        Cause::Reassigned,
        Cause::ShownFieldChanged,
        Cause::PolicyChanged,
        Cause::Connected,
        Cause::Disconnected,
        Cause::EntitlementLost,
        Cause::EntitlementRegained,
        Cause::PutBack,
        Cause::Repair,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Cause::FirstBooked => "first_booked",
            Cause::LastRemoved => "last_removed",
            Cause::Offered => "offered",
            Cause::Canceled => "canceled",
            Cause::Uncanceled => "uncanceled",
            Cause::Deleted => "deleted",
            Cause::Moved => "moved",
            Cause::Reassigned => "reassigned",
            Cause::ShownFieldChanged => "shown_field_changed",
            Cause::PolicyChanged => "policy_changed",
            Cause::Connected => "connected",
            Cause::Disconnected => "disconnected",
            Cause::EntitlementLost => "entitlement_lost",
            Cause::EntitlementRegained => "entitlement_regained",
            Cause::PutBack => "put_back",
            Cause::Repair => "repair",
        }
    }

    /// A *material* change is one the event would show (or that asks for the event again): an event
    /// the person deleted is created again by it.
    pub fn is_material(self) -> bool {
        matches!(
            self,
            Cause::Moved
                | Cause::ShownFieldChanged
                | Cause::PolicyChanged
                | Cause::PutBack
                | Cause::Repair
        )
    }

    /// Whatever should be there and is not is sent, but for what the person took away.
    pub fn fills_gaps(self) -> bool {
        matches!(self, Cause::Connected | Cause::EntitlementRegained)
    }

    /// Somebody doubts what we believe is there: look before deciding.
    pub fn asks_to_look(self) -> bool {
        matches!(self, Cause::PutBack | Cause::Repair)
    }

    /// Somebody's deed, of which a removal is what they meant (*put back*: of their own calendar). A
    /// removal with any other cause is something the system found out by itself.
    pub fn means_removal(self) -> bool {
        matches!(
            self,
            Cause::LastRemoved
                | Cause::Canceled
                | Cause::Deleted
                | Cause::Reassigned
                | Cause::Disconnected
                | Cause::EntitlementLost
                | Cause::PutBack
        )
    }

    pub fn lane(self) -> Lane {
        match self {
            Cause::PolicyChanged
            | Cause::Connected
            | Cause::Disconnected
            | Cause::EntitlementLost
            | Cause::EntitlementRegained
            | Cause::Repair => Lane::Bulk,
            _ => Lane::Person,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These words stand in databases: a changed one cannot be read any more.
    #[test]
    fn stored_words_stay_as_they_are() {
        assert_eq!(Desired::parse("present"), Some(Desired::Present));
        assert_eq!(Desired::parse("absent"), Some(Desired::Absent));
        assert_eq!(Desired::parse("gone"), None);
        assert_eq!(
            [Desired::Present, Desired::Absent].map(Desired::as_str),
            ["present", "absent"]
        );
        assert_eq!(Intent::parse("put"), Some(Intent::Put));
        assert_eq!(Intent::parse("delete"), Some(Intent::Delete));
        assert_eq!(Intent::parse(""), None);
        assert_eq!(
            [Intent::Put, Intent::Delete].map(Intent::as_str),
            ["put", "delete"]
        );
        assert_eq!(
            MirrorState::ALL.map(MirrorState::as_str),
            [
                "new",
                "delivered",
                "removed",
                "removed_by_user",
                "expired",
                "rejected"
            ],
        );
        for state in MirrorState::ALL {
            assert_eq!(MirrorState::parse(state.as_str()), Some(state));
        }
        assert_eq!(MirrorState::parse("lost"), None);
        assert_eq!([Lane::Person, Lane::Bulk].map(Lane::as_i64), [0, 1]);
    }

    #[test]
    fn what_the_system_finds_out_is_nobodys_removal() {
        let meant: Vec<_> = Cause::ALL
            .into_iter()
            .filter(|cause| cause.means_removal())
            .map(Cause::as_str)
            .collect();
        assert_eq!(
            meant,
            [
                "last_removed",
                "canceled",
                "deleted",
                "reassigned",
                "disconnected",
                "entitlement_lost",
                "put_back"
            ]
        );
    }

    #[test]
    fn every_cause_has_its_consequences() {
        use Lane::{Bulk, Person};
        // material, fills gaps, asks to look, lane
        for (cause, word, material, fills, looks, lane) in [
            (
                Cause::FirstBooked,
                "first_booked",
                false,
                false,
                false,
                Person,
            ),
            (
                Cause::LastRemoved,
                "last_removed",
                false,
                false,
                false,
                Person,
            ),
            (Cause::Offered, "offered", false, false, false, Person),
            (Cause::Canceled, "canceled", false, false, false, Person),
            (Cause::Uncanceled, "uncanceled", false, false, false, Person),
            (Cause::Deleted, "deleted", false, false, false, Person),
            (Cause::Moved, "moved", true, false, false, Person),
            (Cause::Reassigned, "reassigned", false, false, false, Person),
            (
                Cause::ShownFieldChanged,
                "shown_field_changed",
                true,
                false,
                false,
                Person,
            ),
            (
                Cause::PolicyChanged,
                "policy_changed",
                true,
                false,
                false,
                Bulk,
            ),
            (Cause::Connected, "connected", false, true, false, Bulk),
            (
                Cause::Disconnected,
                "disconnected",
                false,
                false,
                false,
                Bulk,
            ),
            (
                Cause::EntitlementLost,
                "entitlement_lost",
                false,
                false,
                false,
                Bulk,
            ),
            (
                Cause::EntitlementRegained,
                "entitlement_regained",
                false,
                true,
                false,
                Bulk,
            ),
            (Cause::PutBack, "put_back", true, false, true, Person),
            (Cause::Repair, "repair", true, false, true, Bulk),
        ] {
            assert_eq!(cause.as_str(), word);
            assert_eq!(
                (
                    cause.is_material(),
                    cause.fills_gaps(),
                    cause.asks_to_look(),
                    cause.lane()
                ),
                (material, fills, looks, lane),
                "{word}"
            );
        }
    }
}
