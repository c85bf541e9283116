//! What somebody typed, checked: every problem of a form is found before any is told.
//!
//! And what they are told when somebody else saved first. The rules of one form are with its area.

use app::error::{AppError, FieldProblem, Problem};

use super::{Failure, Outcome, Signed};
use crate::db::{Tx, changes};
use crate::words::Words;

/// The problems of one form, in the order of its fields.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldProblem>);

impl Problems {
    pub fn add(&mut self, field: &str, problem: Problem) {
        self.0.push(FieldProblem {
            field: field.to_owned(),
            problem,
        });
    }

    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|p| p.field == field)
    }

    /// 422 with all of them, or nothing.
    pub fn tell(self) -> Outcome<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Failure::Told(AppError::Invalid(self.0)))
        }
    }

    /// Text without its outer spaces, at most `max` characters.
    pub fn text<'a>(&mut self, field: &str, text: &'a str, max: i64) -> &'a str {
        let text = text.trim();
        if longer(text, max) {
            self.add(field, Problem::TooLong { max });
        }
        text
    }

    /// As [`Problems::text`], and there must be some.
    pub fn required<'a>(&mut self, field: &str, text: &'a str, max: i64) -> &'a str {
        let text = self.text(field, text, max);
        if text.is_empty() {
            self.add(field, Problem::Required);
        }
        text
    }
}

/// Longer than `max` characters.
pub fn longer(text: &str, max: i64) -> bool {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX) > max
}

/// Somebody saved first: who, and when. `words` are those of the place it is about.
pub async fn stale(
    tx: &mut Tx,
    signed: &Signed,
    target_id: &str,
    words: &Words,
) -> Outcome<Failure> {
    let last = changes::last(tx, &signed.org_id, target_id)
        .await?
        .unwrap_or_default();
    Ok(Failure::Told(AppError::Stale {
        at: words.moment(last.at),
        by: last.name,
    }))
}
