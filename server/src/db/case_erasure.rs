//! Blanking what identifies a case, wherever it stands.

use domain::id::{CaseId, OrgId};

use super::Tx;
use crate::{execute, fetch_all, scalar};

/// What identifies the case, to be found in texts that somebody typed.
#[derive(Debug, Clone, Copy)]
pub struct Traces<'a> {
    pub reference: &'a str,
    pub name: &'a str,
    pub contact: &'a str,
}

/// The classes it is booked into that are not over, by id.
pub async fn upcoming(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &CaseId,
    now: i64,
) -> Result<Vec<(String,)>, sqlx::Error> {
    fetch_all!(
        tx,
        (String,),
        "select c.id
         from roster_entry r
         join class c on c.id = r.class_id
         where r.org_id = $1 and r.case_id = $2 and r.removed_at is null and c.ends_at > $3
         order by c.id",
        org_id.as_str(),
        id.as_str(),
        now,
    )
}

/// How an import knows it.
pub async fn external_id(
    tx: &mut Tx,
    org_id: &OrgId,
    id: &CaseId,
) -> Result<Option<String>, sqlx::Error> {
    scalar!(
        tx,
        String,
        "select external_id from case_record
         where org_id = $1 and id = $2 and external_id is not null",
        org_id.as_str(),
        id.as_str(),
    )
}

/// Leaves a record without an identity. `known` replaces the id an import knows it by.
pub async fn erase(
    tx: &mut Tx,
    now: i64,
    org_id: &OrgId,
    id: &CaseId,
    known: Option<&str>,
    traces: &Traces<'_>,
) -> Result<(), sqlx::Error> {
    // The reference must be one of its own, and a part of the id is nobody's number.
    execute!(
        tx,
        "update case_record
         set reference = 'erased ' || id, reference_key = '', name = '', name_key = '',
             date_of_birth = '', contact = '', external_id = $3, erased_at = $4,
             version = version + 1
         where org_id = $1 and id = $2",
        org_id.as_str(),
        id.as_str(),
        known,
        now,
    )?;
    execute!(
        tx,
        "update roster_entry
         set removed_reason = null
         where org_id = $1 and case_id = $2 and removed_reason is not null",
        org_id.as_str(),
        id.as_str(),
    )?;
    // What somebody typed about others may name it, too.
    let reasons = fetch_all!(
        tx,
        (String, String),
        "select id, cancel_reason from class where org_id = $1 and cancel_reason <> ''",
        org_id.as_str(),
    )?;
    for (class_id, _) in reasons.iter().filter(|(_, text)| traces.name(text)) {
        execute!(
            tx,
            "update class set cancel_reason = '' where org_id = $1 and id = $2",
            org_id.as_str(),
            class_id,
        )?;
    }
    let reasons = fetch_all!(
        tx,
        (String, String),
        "select id, removed_reason from roster_entry where org_id = $1 and removed_reason <> ''",
        org_id.as_str(),
    )?;
    for (entry_id, _) in reasons.iter().filter(|(_, text)| traces.name(text)) {
        execute!(
            tx,
            "update roster_entry set removed_reason = null where org_id = $1 and id = $2",
            org_id.as_str(),
            entry_id,
        )?;
    }
    Ok(())
}

impl Traces<'_> {
    /// Whether a text names the case: its reference, its contact, or any part of its name. A text too
    /// many goes sooner than one too few.
    fn name(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.name
            .split_whitespace()
            .chain([self.reference, self.contact])
            .filter(|part| part.chars().count() > 1)
            .any(|part| text.contains(&part.to_lowercase()))
    }
}
