//! The one error the screens know.
//!
//! A [`Problem`] is something a person can act on; its sentence is a translation key
//! (`text/en/errors.rs`). Anything else is [`AppError::Broke`] with a reference, logged once on the
//! server. No database or provider message ever gets in here.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What a server function answers when it does not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    #[error("signed out")]
    SignedOut,
    /// The permission's text form (`cases.manage`) names what is missing.
    #[error("not allowed: {permission}")]
    NotAllowed { permission: String },
    #[error("not found")]
    NotFound,
    /// Form input: one problem per field.
    #[error("invalid input")]
    Invalid(Vec<FieldProblem>),
    /// The state of things forbids it.
    #[error("refused: {0:?}")]
    Refused(Problem),
    /// Somebody else saved in between.
    #[error("changed meanwhile")]
    Stale { by: String, at: String },
    #[error("too many attempts")]
    TooMany { again_at: String },
    /// A bug or an outage of ours; the reference is in the log.
    #[error("broke: {reference}")]
    Broke { reference: String },
    /// The browser could not reach the server, or did not understand it.
    #[error("unreachable")]
    Unreachable,
}

/// A problem with one form field, named as the form names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    pub field: String,
    pub problem: Problem,
}

/// Something a person can act on. Times and places are already text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    Required,
    TooLong {
        max: i64,
    },
    TooShort {
        min: i64,
    },
    OutOfRange {
        min: i64,
        max: i64,
    },
    NotADate,
    NotATime,
    NotAnEmail,
    NotATimeZone,
    NotADomain,
    NotATenant,
    NotAChoice,
    AlreadyUsed,
    BadAlias,
    EndBeforeStart,
    InThePast,
    TimeDoesNotExist {
        time: String,
        site: String,
        date: String,
        from: String,
        to: String,
    },
    TimeHappensTwice {
        time: String,
        date: String,
        first: String,
        second: String,
    },
    CredentialsDoNotMatch,
    Deactivated,
    LinkExpired,
    /// The page for IT, until when it worked.
    ItLinkExpired {
        until: String,
    },
    LinkUsed,
    WrongPassword,
    /// A code at sign-in, or a recovery code.
    WrongCode,
    /// The password was shown too long ago.
    SignInAgain,
    /// The second step is on already.
    AlreadyOn,
    /// Another administrator has to do it.
    NotForYourself,
    ClassFull {
        taken: i64,
        capacity: i64,
    },
    AlreadyInClass {
        reference: String,
    },
    BookedElsewhere {
        reference: String,
        class: String,
    },
    NotInClass,
    ProviderBusy {
        provider: String,
        class: String,
        when: String,
    },
    RoomTaken {
        room: String,
    },
    ClassStarted,
    ClassOver,
    ClassCanceled,
    NotConnected,
    AlreadyConnected,
    BelowBooked {
        booked: i64,
    },
    /// More than the viewer's own role allows.
    BeyondYou,
    /// Nobody could change roles any more.
    LastRolesRole,
    /// Nobody could change roles and users any more.
    LastAdmin,
    RoleInUse {
        people: i64,
    },
    TooMany {
        max: i64,
    },
    ChangedSince,
    /// One of several addresses: somebody has it already.
    AddressTaken {
        email: String,
    },
    NotTheseAddresses {
        typed: String,
    },
    TooLateToUndo {
        events: i64,
        at: String,
    },
    // Scheduling
    CasesElsewhere {
        count: i64,
    },
    UntilBeforeStart,
    TooManyDates {
        max: i64,
    },
    DatesUndecided {
        count: i64,
        of: i64,
    },
    LookAtDates {
        count: i64,
    },
    EveryDateSkipped,
    CaseClosed {
        reference: String,
    },
    // Imports
    /// Somebody who is there already; a file changes nobody's role.
    HasAnotherRole {
        role: String,
    },
    IsDeactivated,
    NotKnown {
        text: String,
    },
    TwiceInFile {
        line: i64,
    },
    ColumnMissing {
        name: String,
    },
    ColumnUnknown {
        name: String,
    },
    NotATable,
    TooManyLines {
        max: i64,
    },
    ChangedSincePreview,
    CaseErased,
}

impl AppError {
    /// The HTTP status that tells the same story.
    pub fn status(&self) -> u16 {
        match self {
            AppError::SignedOut => 401,
            AppError::NotAllowed { .. } => 403,
            AppError::NotFound => 404,
            AppError::Invalid(problems)
                if problems
                    .iter()
                    .any(|p| p.problem == Problem::CredentialsDoNotMatch) =>
            {
                401
            }
            AppError::Invalid(_) => 422,
            AppError::Refused(Problem::CredentialsDoNotMatch | Problem::WrongPassword) => 401,
            AppError::Refused(
                Problem::LinkExpired
                | Problem::LinkUsed
                | Problem::SignInAgain
                | Problem::ItLinkExpired { .. },
            ) => 410,
            AppError::Refused(Problem::Deactivated | Problem::BeyondYou) => 403,
            AppError::Refused(_) | AppError::Stale { .. } => 409,
            AppError::TooMany { .. } => 429,
            AppError::Broke { .. } => 500,
            AppError::Unreachable => 503,
        }
    }

    /// One field, one problem.
    pub fn field(field: &str, problem: Problem) -> AppError {
        AppError::Invalid(vec![FieldProblem {
            field: field.to_owned(),
            problem,
        }])
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => AppError::Invalid(vec![FieldProblem {
                field: String::new(),
                problem: Problem::NotAChoice,
            }]),
            _ => AppError::Unreachable,
        }
    }
}
