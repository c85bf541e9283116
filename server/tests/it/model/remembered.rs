//! Stories that once ended badly, or that are too rare to wait for.

use super::{Fault, Method, Step};
use crate::test_app::HOUR;

const KEEP: Step = Step::Disconnect {
    person: 0,
    remove: false,
};
const REMOVE: Step = Step::Disconnect {
    person: 0,
    remove: true,
};
const BOOK: Step = Step::Book { class: 0, case: 0 };
const UNBOOK: Step = Step::Remove { class: 0, case: 0 };
const CONNECT: Step = Step::Connect(0);
const SETTLED: Step = Step::Jump(3_100);
const MOVE: Step = Step::Move { class: 0, slot: 1 };

fn lost(method: Method) -> Step {
    Step::Fault(Fault::Dropped {
        method,
        effect: true,
    })
}

pub fn stories() -> Vec<(&'static str, Vec<Step>)> {
    use Step::{Fault as Disturb, Jump, Permission, Rest, Revoke, Sweep, Work};
    vec![
        (
            "disconnected before it was delivered, then connected again",
            vec![BOOK, CONNECT, KEEP, Work, CONNECT],
        ),
        (
            "the answer to an insert is lost, then disconnected, unbooked and connected again",
            vec![
                CONNECT,
                BOOK,
                lost(Method::Post),
                SETTLED,
                Work,
                KEEP,
                Work,
                UNBOOK,
                CONNECT,
            ],
        ),
        (
            "the answer to a delete is lost, then booked, disconnected and connected again",
            vec![
                CONNECT,
                BOOK,
                Rest,
                lost(Method::Delete),
                UNBOOK,
                SETTLED,
                Work,
                BOOK,
                KEEP,
                Work,
                CONNECT,
            ],
        ),
        (
            "the answer to an insert is lost, and the patch after it refused; then unbooked",
            vec![
                CONNECT,
                BOOK,
                lost(Method::Post),
                Disturb(Fault::Refused(Method::Patch)),
                SETTLED,
                Work,
                MOVE,
                Jump(HOUR),
                Work,
                UNBOOK,
            ],
        ),
        (
            "the answer to an insert is lost, and the patch after it put off; then unbooked",
            vec![
                CONNECT,
                BOOK,
                lost(Method::Post),
                Disturb(Fault::Busy(Method::Patch)),
                SETTLED,
                Work,
                MOVE,
                Jump(HOUR),
                Work,
                UNBOOK,
            ],
        ),
        (
            "removed while the right is lost",
            vec![CONNECT, BOOK, Rest, Permission(false), Sweep, REMOVE],
        ),
        (
            "the answer to an insert is lost and the grant is dead; then unbooked and connected again",
            vec![
                CONNECT,
                BOOK,
                lost(Method::Post),
                SETTLED,
                Work,
                Revoke(0),
                Jump(HOUR),
                Work,
                Jump(HOUR),
                Work,
                KEEP,
                Work,
                UNBOOK,
                CONNECT,
            ],
        ),
        (
            "waiting behind a dead grant, disconnected and connected again",
            vec![
                CONNECT,
                Revoke(0),
                BOOK,
                Jump(HOUR),
                Work,
                Jump(HOUR),
                Work,
                REMOVE,
                Work,
                CONNECT,
            ],
        ),
    ]
}
