//! Checking a calendar: what is there, against what should be. Pure; `server/src/sync/check.rs` looks.

use crate::mirror::Desired;
use crate::reconcile::Located;

/// What is wrong about one class on one calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Should be there, and is not.
    Missing,
    /// Is there, and does not show what it should.
    Outdated,
    /// Is there, and should not be: once too often, or at all.
    Extra,
    /// Our own record does not say what the class's facts say.
    OutOfLine,
}

/// What a look found of one class whose record is at rest.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    pub desired: Desired,
    /// What the facts say now.
    pub wanted: bool,
    /// Under the identity our record names.
    pub current: Located,
    /// Live events with the class's mark under any other identity.
    pub others: usize,
}

/// The worst first: what is not there, then what should not be, then what is not as it should be.
pub fn compare(seen: Seen) -> Vec<Finding> {
    let mut findings = Vec::new();
    if seen.wanted != (seen.desired == Desired::Present) {
        findings.push(Finding::OutOfLine);
    }
    let there = matches!(seen.current, Located::Ours { .. });
    if seen.wanted && !there {
        findings.push(Finding::Missing);
    }
    if seen.others > 0 || (!seen.wanted && there) {
        findings.push(Finding::Extra);
    }
    if seen.wanted && seen.current == (Located::Ours { matches: false }) {
        findings.push(Finding::Outdated);
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use Desired::{Absent, Present};
    use Finding::{Extra, Missing, OutOfLine, Outdated};

    #[test]
    fn what_is_there_is_compared_with_what_should_be() {
        let right = Located::Ours { matches: true };
        let wrong = Located::Ours { matches: false };
        for (desired, wanted, current, others, expect) in [
            (Present, true, right, 0, &[][..]),
            (Present, true, wrong, 0, &[Outdated]),
            (Present, true, Located::Nowhere, 0, &[Missing]),
            (Present, true, Located::Trashed, 0, &[Missing]),
            (Present, true, Located::Foreign, 0, &[Missing]),
            (Present, true, right, 1, &[Extra]),
            (Present, true, Located::Trashed, 1, &[Missing, Extra]),
            (Absent, false, Located::Nowhere, 0, &[]),
            (Absent, false, Located::Trashed, 0, &[]),
            (Absent, false, right, 0, &[Extra]),
            (Absent, false, Located::Nowhere, 2, &[Extra]),
            (Absent, true, Located::Nowhere, 0, &[OutOfLine, Missing]),
            (Present, false, right, 0, &[OutOfLine, Extra]),
            (Present, false, Located::Nowhere, 0, &[OutOfLine]),
        ] {
            let seen = Seen {
                desired,
                wanted,
                current,
                others,
            };
            assert_eq!(compare(seen), expect, "{seen:?}");
        }
    }
}
