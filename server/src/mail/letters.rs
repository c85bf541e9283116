//! Every letter we write, in plain text. The one place of their words; they are not among the app's
//! texts, because no browser shows them.
//!
//! A letter carries what its variant has a field for, and none has one for a case: times, places,
//! calendars, links. Links are absolute and made from the public address alone. The subject says the
//! thing.

use domain::connection::ConnectionState;
use domain::provider::Provider;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// From whom.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    pub product: &'a str,
    /// Without a slash at the end.
    pub public_url: &'a str,
}

/// What a letter says. Times are worded for the reader already; `path` begins with a slash.
#[derive(Debug, Clone, Copy)]
pub enum Letter<'a> {
    /// To somebody who has no account yet.
    Invitation {
        organization: &'a str,
        /// `/link/…`
        path: &'a str,
        /// "Nov 24".
        until: &'a str,
    },
    PasswordReset {
        /// `/link/…`
        path: &'a str,
    },
    /// Only the person can make the connection work again; once per transition.
    NeedsPerson {
        provider: Provider,
        state: ConnectionState,
        waiting: i64,
    },
    /// Once per class and connection.
    ClassAtRisk {
        /// "tomorrow at 9:00 am".
        when: &'a str,
        /// "Thu, Nov 19, 2026, 9:00 – 10:30 am, Chicago time".
        full: &'a str,
        /// Site and room.
        place: &'a str,
        /// `/classes/…`
        path: &'a str,
    },
    /// To everybody who waits, when IT has approved.
    ItApproved {
        provider: Provider,
    },
    /// To an IT department; always the same text.
    ApproveAccess {
        organization: &'a str,
        provider: Provider,
        /// `/it/…`
        path: &'a str,
    },
    DisconnectedByAdmin {
        provider: Provider,
    },
    /// The right to a connection was lost and the time to undo it is over.
    EntitlementOff {
        provider: Provider,
        events: i64,
    },
    /// The provider will end the grant by itself.
    GrantEndsSoon {
        provider: Provider,
        /// "Sun, Nov 22 at 9:00 am".
        when: &'a str,
    },
    /// To Org Admins: our own credentials are refused, once per outage.
    OurSide {
        provider: Provider,
    },
    /// To Org Admins: our own credentials end.
    SecretEndsSoon {
        provider: Provider,
        /// "Nov 22".
        when: &'a str,
    },
    /// Somebody set up or lost the second step at sign-in.
    SecondStepChanged {
        on: bool,
    },
}

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    pub body: String,
}

impl Letter<'_> {
    /// The stored name of its kind.
    pub fn template(&self) -> &'static str {
        match self {
            Letter::Invitation { .. } => "invitation",
            Letter::PasswordReset { .. } => "password_reset",
            Letter::NeedsPerson { .. } => "needs_person",
            Letter::ClassAtRisk { .. } => "class_at_risk",
            Letter::ItApproved { .. } => "it_approved",
            Letter::ApproveAccess { .. } => "approve_access",
            Letter::DisconnectedByAdmin { .. } => "disconnected_by_admin",
            Letter::EntitlementOff { .. } => "entitlement_off",
            Letter::GrantEndsSoon { .. } => "grant_ends_soon",
            Letter::OurSide { .. } => "our_side",
            Letter::SecretEndsSoon { .. } => "secret_ends_soon",
            Letter::SecondStepChanged { .. } => "second_step_changed",
        }
    }

    /// How long it is worth sending: a reset link works for an hour, a class starts within a day.
    pub fn worth_ms(&self) -> i64 {
        match self {
            Letter::PasswordReset { .. } => HOUR_MS,
            Letter::ClassAtRisk { .. } => DAY_MS,
            Letter::Invitation { .. } => 7 * DAY_MS,
            _ => 5 * DAY_MS,
        }
    }

    pub fn write(&self, from: Sender<'_>) -> Written {
        let product = from.product;
        let profile = format!("{}/profile/external", from.public_url);
        let (subject, body) = match *self {
            Letter::Invitation {
                organization,
                path,
                until,
            } => (
                format!("{organization} invites you to {product}"),
                format!(
                    "{organization} uses {product} to plan classes, and you are invited.\n\n\
                     Choose your password here:\n\n{}{path}\n\n\
                     The link works once, until {until}. If you do not know {organization}, ignore this message.",
                    from.public_url
                ),
            ),
            Letter::PasswordReset { path } => (
                format!("Choose a new password for {product}"),
                format!(
                    "Choose a new password for {product}:\n\n{}{path}\n\n\
                     The link works once, for an hour. If you did not ask for it, ignore this message: \
                     your password stays as it is.",
                    from.public_url
                ),
            ),
            Letter::NeedsPerson {
                provider,
                state,
                waiting,
            } => needs_person(provider, state, waiting, &profile),
            Letter::ClassAtRisk {
                when,
                full,
                place,
                path,
            } => (
                format!("Your class {when} is not on your calendar"),
                format!(
                    "A class you provide is not on your calendar, although it starts soon:\n\n\
                     {full}\n{place}\n\n\
                     Open it in {product}:\n\n{}{path}\n\n\
                     What your calendar needs stands here:\n\n{profile}\n\n\
                     The class takes place as planned. We keep trying, and write only once about it.",
                    from.public_url
                ),
            ),
            Letter::ItApproved { provider } => (
                format!("Your IT department has approved {product}: connect now"),
                format!(
                    "Your IT department has approved {product} for {}.\n\n\
                     Connect your calendar once more, and you are done:\n\n{profile}",
                    provider.calendar_name()
                ),
            ),
            Letter::ApproveAccess {
                organization,
                provider,
                path,
            } => (
                format!("Please approve calendar access for {product} (one page)"),
                format!(
                    "Staff of {organization} want their booked classes on their own {} calendars. {} asks an \
                     administrator to approve this once for the organization.\n\n\
                     Everything you need is on one page, also as a PDF. Opening it approves nothing:\n\n{}{path}\n\n\
                     {product} writes neutral events only. It never sends a person’s name, and it reads only its own events.",
                    provider.calendar_name(),
                    provider.maker(),
                    from.public_url
                ),
            ),
            Letter::DisconnectedByAdmin { provider } => (
                "Your calendar was disconnected by an administrator".to_owned(),
                format!(
                    "An administrator disconnected {} from {product}. Your upcoming classes leave that calendar; \
                     the classes themselves do not change.\n\n\
                     You may connect again:\n\n{profile}",
                    provider.calendar_name()
                ),
            ),
            Letter::EntitlementOff { provider, events } => (
                format!("Your classes no longer go to {}", provider.calendar_name()),
                format!(
                    "Your organization has switched calendar integration off for you, so {} and our access ends. \
                     Classes in {product} do not change.\n\n\
                     If that is a surprise, ask an administrator. Your classes are here:\n\n{}/classes",
                    match events {
                        0 => format!("nothing more goes to {}", provider.calendar_name()),
                        1 => format!("your upcoming event leaves {}", provider.calendar_name()),
                        n => format!(
                            "your {n} upcoming events leave {}",
                            provider.calendar_name()
                        ),
                    },
                    from.public_url
                ),
            ),
            Letter::GrantEndsSoon { provider, when } => (
                format!("Reconnect {} before {when}", provider.calendar_name()),
                format!(
                    "{} ends our access to your calendar on {when}. Reconnect before then, and nothing is missed:\n\n{profile}\n\n\
                     The events already there are kept.",
                    provider.maker()
                ),
            ),
            Letter::OurSide { provider } => (
                format!(
                    "{} does not accept {product}: calendars wait",
                    provider.maker()
                ),
                format!(
                    "{} refuses the credentials {product} itself signs in with. Nobody’s connection is lost, and changes \
                     wait; they go out as soon as the operator has put it right.\n\n\
                     Who is affected stands here:\n\n{}/admin/calendar",
                    provider.maker(),
                    from.public_url
                ),
            ),
            Letter::SecretEndsSoon { provider, when } => (
                format!("The secret for {} ends on {when}", provider.maker()),
                format!(
                    "The secret {product} itself signs in to {} with ends on {when}. Ask the operator to put a new one \
                     into the settings before then; otherwise every {} calendar waits.",
                    provider.maker(),
                    provider.calendar_name()
                ),
            ),
            Letter::SecondStepChanged { on } => (
                if on {
                    format!("Signing in to {product} now asks for a code")
                } else {
                    format!("Signing in to {product} no longer asks for a code")
                },
                format!(
                    "{} If that was not you, tell an administrator and choose a new password:\n\n{}/profile/security",
                    if on {
                        "From now on you sign in with your password and a code from your authenticator app."
                    } else {
                        "The second step at sign-in was removed from your account."
                    },
                    from.public_url
                ),
            ),
        };
        Written {
            subject,
            body: format!("{body}\n\n-- \n{product}\n{}\n", from.public_url),
        }
    }
}

fn needs_person(
    provider: Provider,
    state: ConnectionState,
    waiting: i64,
    profile: &str,
) -> (String, String) {
    let (calendar, maker) = (provider.calendar_name(), provider.maker());
    let (title, reason) = match state {
        ConnectionState::NeedsConsent => (
            format!("{calendar} needs your permission"),
            format!("{maker} no longer lets us add classes to your calendar."),
        ),
        ConnectionState::MailboxUnusable => (
            format!("Your calendar cannot be found at {maker}"),
            format!("{maker} says that your account has no calendar we can use."),
        ),
        _ => (
            format!("Reconnect {calendar}"),
            format!("{maker} has ended our access to your calendar."),
        ),
    };
    let (subject, waits) = match waiting {
        0 => (title, "Nothing waits to be sent right now.".to_owned()),
        1 => (
            format!("{title}: 1 change is waiting"),
            "1 change is waiting; nothing is lost.".to_owned(),
        ),
        n => (
            format!("{title}: {n} changes are waiting"),
            format!("{n} changes are waiting; nothing is lost."),
        ),
    };
    (
        subject,
        format!("{reason} {waits}\n\nPut it right here, in about a minute:\n\n{profile}"),
    )
}

#[cfg(test)]
#[path = "letters_tests.rs"]
mod tests;
