//! What a method of the backend returns: a value, or why something was not done.

use app::error::{AppError, Problem};
use domain::permission::Permission;

use crate::state::State;

/// Why something was not done.
#[derive(Debug)]
pub enum Failure {
    /// The person is told.
    Told(AppError),
    /// A bug or an outage; the person gets a reference.
    Bug(anyhow::Error),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Failure::Told(error)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Told(AppError::Refused(problem))
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Failure::Bug(error.into())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Bug(error)
    }
}

pub type Outcome<T> = Result<T, Failure>;

/// 403, naming what is missing.
pub fn not_allowed(permission: Permission) -> Failure {
    Failure::Told(AppError::NotAllowed {
        permission: permission.as_str().to_owned(),
    })
}

/// A short reference a person can read out: `7QKR-2WXN`.
pub fn reference(state: &State) -> String {
    let text = data_encoding::BASE32_NOPAD.encode(&state.entropy.bytes::<5>());
    format!("{}-{}", &text[..4], &text[4..])
}
