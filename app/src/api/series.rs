//! Every week until a date: what the dates of a series would become.

use domain::id::ClassId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::classes::AvailabilityForm;
#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::{AppError, Problem};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesPreview {
    pub dates: Vec<SeriesDate>,
    /// How many availabilities are made or changed.
    pub makes: i64,
    /// How many dates need a decision first.
    pub undecided: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesDate {
    /// "2027-03-14"
    pub date: String,
    /// "Sun, Mar 14, 2027"
    pub words: String,
    /// `skip`, `first`, `second` or empty.
    pub decided: String,
    /// The two abbreviations, where a time happens twice.
    pub twice: Option<(String, String)>,
    /// Why it cannot be as the form says, even if it is skipped.
    pub problem: Option<Problem>,
}

/// `id`: the class whose form it is, when the rest of a series is edited. `None` while the form is not
/// complete.
#[server(endpoint = "preview_series")]
pub async fn preview_series(
    #[server(default)] id: Option<ClassId>,
    form: AvailabilityForm,
) -> Result<Option<SeriesPreview>, AppError> {
    backend()?.preview_series(id, form).await
}
