//! What each letter says.

use super::*;

const FROM: Sender<'_> = Sender {
    product: "Classbook",
    public_url: "https://classes.example.org",
};

fn every() -> Vec<Letter<'static>> {
    let provider = Provider::Google;
    vec![
        Letter::Invitation {
            organization: "Linden",
            path: "/link/t",
            until: "Nov 24",
        },
        Letter::PasswordReset { path: "/link/t" },
        Letter::NeedsPerson {
            provider,
            state: ConnectionState::NeedsReconnect,
            waiting: 3,
        },
        Letter::ClassAtRisk {
            when: "tomorrow at 9:00 am",
            full: "Thu, Nov 19, 2026, 9:00 – 10:30 am, Chicago time",
            place: "Main Street Center, Room 2",
            path: "/classes/c",
        },
        Letter::ItApproved { provider },
        Letter::ApproveAccess {
            organization: "Linden",
            provider: Provider::Microsoft,
            path: "/it/t",
        },
        Letter::DisconnectedByAdmin { provider },
        Letter::EntitlementOff {
            provider,
            events: 4,
        },
        Letter::GrantEndsSoon {
            provider,
            when: "Nov 22 at 9:00 am",
        },
        Letter::OurSide { provider },
        Letter::SecretEndsSoon {
            provider: Provider::Microsoft,
            when: "Nov 22",
        },
        Letter::SecondStepChanged { on: true },
    ]
}

#[test]
fn the_subject_says_the_thing() {
    let subjects: Vec<String> = every().iter().map(|l| l.write(FROM).subject).collect();
    assert_eq!(
        subjects,
        [
            "Linden invites you to Classbook",
            "Choose a new password for Classbook",
            "Reconnect Google Calendar: 3 changes are waiting",
            "Your class tomorrow at 9:00 am is not on your calendar",
            "Your IT department has approved Classbook: connect now",
            "Please approve calendar access for Classbook (one page)",
            "Your calendar was disconnected by an administrator",
            "Your classes no longer go to Google Calendar",
            "Reconnect Google Calendar before Nov 22 at 9:00 am",
            "Google does not accept Classbook: calendars wait",
            "The secret for Microsoft ends on Nov 22",
            "Signing in to Classbook now asks for a code",
        ]
    );
}

#[test]
fn every_link_is_ours_and_every_letter_is_signed() {
    let mut templates = std::collections::BTreeSet::new();
    for letter in every() {
        assert!(templates.insert(letter.template()), "{}", letter.template());
        let body = letter.write(FROM).body;
        for (at, _) in body.match_indices("http") {
            assert!(
                body[at..].starts_with("https://classes.example.org"),
                "{}: {body}",
                letter.template()
            );
        }
        assert!(
            body.ends_with("-- \nClassbook\nhttps://classes.example.org\n"),
            "{body}"
        );
        assert!(!body.contains('{'), "{body}");
    }
}

#[test]
fn a_count_and_its_verb_agree() {
    let write = |waiting, state| {
        Letter::NeedsPerson {
            provider: Provider::Microsoft,
            state,
            waiting,
        }
        .write(FROM)
    };
    for (waiting, state, subject) in [
        (
            0,
            ConnectionState::NeedsReconnect,
            "Reconnect Microsoft 365",
        ),
        (
            1,
            ConnectionState::NeedsReconnect,
            "Reconnect Microsoft 365: 1 change is waiting",
        ),
        (
            2,
            ConnectionState::NeedsConsent,
            "Microsoft 365 needs your permission: 2 changes are waiting",
        ),
        (
            0,
            ConnectionState::MailboxUnusable,
            "Your calendar cannot be found at Microsoft",
        ),
    ] {
        assert_eq!(write(waiting, state).subject, subject);
    }
}
