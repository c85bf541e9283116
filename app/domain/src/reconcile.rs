//! What to do next for one mirror: the engine's pure core.
//!
//! [`first`] decides from what we know; when that is not enough it says [`Next::Locate`], and
//! [`located`] decides from what was found. [`answered`] turns a provider's answer to a write into
//! a rest or a further look. Nothing here knows a provider's JSON, ids or HTTP.
//!
//! Two rules shape it. An open intent means *unknown*: look, then act. A deleted event is never
//! revived: what is in the trash is left there and a new incarnation is created.

use crate::mirror::{Desired, Intent};

/// What we know of one mirror and its class at this moment.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub desired: Desired,
    /// A generation is not applied yet: something changed.
    pub changed: bool,
    /// A write was announced and never settled.
    pub intent: Option<Intent>,
    /// Hash of the content we last confirmed at the provider; `None` = not there.
    pub delivered: Option<&'a str>,
    /// Hash of what the event should say now.
    pub content: &'a str,
    /// The class is over.
    pub ended: bool,
    /// Somebody or something asked to look (verification after an ambiguous answer, *Check my
    /// calendar*, reconnect, restore).
    pub look: bool,
    /// The provider said of this identity that it was used before.
    pub taken: bool,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Rest(Rest),
    Locate,
    Insert(Incarnation),
    Patch,
    Delete,
}

/// Which identity an insert uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incarnation {
    /// The one stored on the mirror.
    Current,
    /// The next one; it is stored before the insert is sent.
    New,
}

/// How a mirror comes to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// The event is there and says what it should.
    Present,
    /// It is not there. `burned`: the identity was used and must not be used again.
    Absent {
        burned: bool,
    },
    RemovedByUser,
    Expired,
}

/// What a look at the provider found under the current identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Located {
    Nowhere,
    /// Deleted there, still findable.
    Trashed,
    /// There, with our marker. `matches`: it shows what it should.
    Ours {
        matches: bool,
    },
    /// There, without our marker: somebody else's.
    Foreign,
}

/// A provider's answer to a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done and confirmed.
    Confirmed,
    /// The event is not there (any more).
    Gone,
    /// The identity exists already.
    Duplicate,
    /// The provider would not say whether it happened.
    Unclear,
}

/// Which write an [`Answer`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    Insert,
    Patch,
    Delete,
}

/// The first step for a mirror that was picked up.
pub fn first(facts: Facts<'_>) -> Next {
    if facts.ended {
        return Next::Rest(match (facts.desired, facts.delivered, facts.intent) {
            (Desired::Present, Some(hash), None) if hash == facts.content => Rest::Present,
            (Desired::Absent, None, None) => Rest::Absent { burned: false },
            _ => Rest::Expired,
        });
    }
    if facts.intent.is_some() || facts.look {
        return Next::Locate;
    }
    match (facts.desired, facts.delivered) {
        (Desired::Present, None) => Next::Insert(Incarnation::Current),
        (Desired::Present, Some(hash)) if hash == facts.content => Next::Rest(Rest::Present),
        (Desired::Present, Some(_)) => Next::Patch,
        (Desired::Absent, None) => Next::Rest(Rest::Absent { burned: false }),
        (Desired::Absent, Some(_)) => Next::Delete,
    }
}

/// The step after a look.
pub fn located(facts: Facts<'_>, found: Located) -> Next {
    match (facts.desired, found) {
        // Our own delete may still arrive: finish it, then create the next one.
        (Desired::Present, Located::Ours { .. }) if facts.intent == Some(Intent::Delete) => {
            Next::Delete
        }
        (Desired::Present, Located::Ours { matches: true }) => Next::Rest(Rest::Present),
        (Desired::Present, Located::Ours { matches: false }) => Next::Patch,
        // Nobody asked for anything new, we only looked: it was the person who took it away.
        (Desired::Present, Located::Trashed | Located::Nowhere)
            if !facts.changed && facts.intent.is_none() && facts.delivered.is_some() =>
        {
            Next::Rest(Rest::RemovedByUser)
        }
        (Desired::Present, Located::Nowhere) => {
            Next::Insert(if facts.delivered.is_some() || facts.taken {
                // It was there once and is not even in the trash: a new one, never the old id.
                Incarnation::New
            } else {
                Incarnation::Current
            })
        }
        (Desired::Present, Located::Trashed | Located::Foreign) => Next::Insert(Incarnation::New),
        (Desired::Absent, Located::Ours { .. }) => Next::Delete,
        // An insert that has not arrived may arrive later: its identity stays the one we look under.
        (Desired::Absent, Located::Nowhere) => Next::Rest(Rest::Absent {
            burned: facts.delivered.is_some(),
        }),
        (Desired::Absent, Located::Trashed | Located::Foreign) => {
            Next::Rest(Rest::Absent { burned: true })
        }
    }
}

/// The step after a write was answered.
pub fn answered(facts: Facts<'_>, write: Write, answer: Answer) -> Next {
    match (write, answer) {
        (Write::Insert | Write::Patch, Answer::Confirmed) => Next::Rest(Rest::Present),
        (Write::Delete, Answer::Confirmed | Answer::Gone) => match facts.desired {
            Desired::Absent => Next::Rest(Rest::Absent { burned: true }),
            Desired::Present => Next::Insert(Incarnation::New),
        },
        // The patch is a material change, so an event the person deleted is created again.
        (Write::Patch, Answer::Gone) => Next::Insert(Incarnation::New),
        (Write::Insert, Answer::Gone) => Next::Locate,
        (_, Answer::Duplicate | Answer::Unclear) => Next::Locate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(desired: Desired) -> Facts<'static> {
        Facts {
            desired,
            changed: true,
            intent: None,
            delivered: None,
            content: "new",
            ended: false,
            look: false,
            taken: false,
        }
    }

    #[test]
    fn what_we_know_decides_the_first_step() {
        use Desired::{Absent, Present};
        let f = facts;
        for (case, facts, expect) in [
            (
                "first booking",
                f(Present),
                Next::Insert(Incarnation::Current),
            ),
            (
                "same again",
                Facts {
                    delivered: Some("new"),
                    ..f(Present)
                },
                Next::Rest(Rest::Present),
            ),
            (
                "moved",
                Facts {
                    delivered: Some("old"),
                    ..f(Present)
                },
                Next::Patch,
            ),
            (
                "last one out",
                Facts {
                    delivered: Some("old"),
                    ..f(Absent)
                },
                Next::Delete,
            ),
            (
                "in and out at once",
                f(Absent),
                Next::Rest(Rest::Absent { burned: false }),
            ),
            (
                "killed in between",
                Facts {
                    intent: Some(Intent::Put),
                    ..f(Present)
                },
                Next::Locate,
            ),
            (
                "killed, then unwanted",
                Facts {
                    intent: Some(Intent::Put),
                    ..f(Absent)
                },
                Next::Locate,
            ),
            (
                "too late",
                Facts {
                    ended: true,
                    ..f(Present)
                },
                Next::Rest(Rest::Expired),
            ),
            (
                "over and delivered",
                Facts {
                    ended: true,
                    delivered: Some("new"),
                    ..f(Present)
                },
                Next::Rest(Rest::Present),
            ),
            (
                "asked to look",
                Facts {
                    look: true,
                    changed: false,
                    delivered: Some("new"),
                    ..f(Present)
                },
                Next::Locate,
            ),
        ] {
            assert_eq!(first(facts), expect, "{case}");
        }
    }

    #[test]
    fn what_is_found_decides_the_step_after_a_look() {
        use Desired::{Absent, Present};
        let open = |d| Facts {
            intent: Some(Intent::Put),
            ..facts(d)
        };
        let quiet = Facts {
            changed: false,
            look: true,
            delivered: Some("new"),
            ..facts(Present)
        };
        for (case, facts, found, expect) in [
            (
                "the insert had arrived",
                open(Present),
                Located::Ours { matches: true },
                Next::Rest(Rest::Present),
            ),
            (
                "it had not",
                open(Present),
                Located::Nowhere,
                Next::Insert(Incarnation::Current),
            ),
            (
                "it arrived, and is unwanted by now",
                open(Absent),
                Located::Ours { matches: true },
                Next::Delete,
            ),
            (
                "deleted before, wanted again",
                Facts {
                    intent: Some(Intent::Delete),
                    ..facts(Present)
                },
                Located::Trashed,
                Next::Insert(Incarnation::New),
            ),
            (
                "our delete may still arrive, wanted again",
                Facts {
                    intent: Some(Intent::Delete),
                    ..facts(Present)
                },
                Located::Ours { matches: true },
                Next::Delete,
            ),
            (
                "the insert may still arrive, unwanted by now",
                open(Absent),
                Located::Nowhere,
                Next::Rest(Rest::Absent { burned: false }),
            ),
            (
                "used, they say, and nowhere to be seen",
                Facts {
                    taken: true,
                    ..open(Present)
                },
                Located::Nowhere,
                Next::Insert(Incarnation::New),
            ),
            (
                "somebody else's id",
                open(Present),
                Located::Foreign,
                Next::Insert(Incarnation::New),
            ),
            (
                "the person deleted it",
                quiet,
                Located::Trashed,
                Next::Rest(Rest::RemovedByUser),
            ),
            (
                "unknown, and what was there before is gone",
                Facts {
                    intent: Some(Intent::Put),
                    ..quiet
                },
                Located::Nowhere,
                Next::Insert(Incarnation::New),
            ),
            (
                "changed, and what was there before is gone",
                Facts {
                    changed: true,
                    ..quiet
                },
                Located::Trashed,
                Next::Insert(Incarnation::New),
            ),
            (
                "looked for what was never there",
                Facts {
                    delivered: None,
                    ..quiet
                },
                Located::Nowhere,
                Next::Insert(Incarnation::Current),
            ),
            (
                "the delete had arrived",
                Facts {
                    intent: Some(Intent::Delete),
                    ..facts(Absent)
                },
                Located::Trashed,
                Next::Rest(Rest::Absent { burned: true }),
            ),
        ] {
            assert_eq!(located(facts, found), expect, "{case}");
        }
    }

    #[test]
    fn a_class_that_is_over_rests_as_it_is() {
        use Desired::{Absent, Present};
        let ended = |desired, delivered, intent| {
            first(Facts {
                ended: true,
                delivered,
                intent,
                ..facts(desired)
            })
        };
        for (desired, delivered, intent, expect) in [
            (Present, Some("new"), None, Rest::Present),
            (Present, Some("old"), None, Rest::Expired),
            (Present, Some("new"), Some(Intent::Put), Rest::Expired),
            (Present, None, None, Rest::Expired),
            (Absent, None, None, Rest::Absent { burned: false }),
            (Absent, Some("new"), None, Rest::Expired),
            (Absent, None, Some(Intent::Put), Rest::Expired),
        ] {
            let rest = ended(desired, delivered, intent);
            assert_eq!(
                rest,
                Next::Rest(expect),
                "{desired:?} {delivered:?} {intent:?}"
            );
        }
    }

    #[test]
    fn a_deleted_event_is_never_revived() {
        use Desired::{Absent, Present};
        let gone = |desired, write| answered(facts(desired), write, Answer::Gone);
        assert_eq!(gone(Present, Write::Patch), Next::Insert(Incarnation::New));
        assert_eq!(gone(Present, Write::Delete), Next::Insert(Incarnation::New));
        assert_eq!(
            gone(Absent, Write::Delete),
            Next::Rest(Rest::Absent { burned: true })
        );
        for write in [Write::Insert, Write::Patch, Write::Delete] {
            assert_eq!(
                answered(facts(Present), write, Answer::Unclear),
                Next::Locate
            );
        }
    }
}
