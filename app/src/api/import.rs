//! Importing a file: it is staged, looked at line by line, and then applied as a whole.

use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::{AppError, FieldProblem};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    Cases,
    Availabilities,
    Users,
}

impl ImportKind {
    pub const ALL: [ImportKind; 3] = [
        ImportKind::Cases,
        ImportKind::Availabilities,
        ImportKind::Users,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ImportKind::Cases => "cases",
            ImportKind::Availabilities => "availabilities",
            ImportKind::Users => "users",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<ImportKind> {
        ImportKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }

    /// Where such files are imported.
    #[must_use]
    pub const fn page(self) -> &'static str {
        match self {
            ImportKind::Cases => "/cases/import",
            ImportKind::Availabilities => "/schedule/import",
            ImportKind::Users => "/admin/users/import",
        }
    }

    /// The columns: name, and whether every file must have it.
    #[must_use]
    pub const fn columns(self) -> &'static [(&'static str, bool)] {
        match self {
            ImportKind::Cases => &[
                ("external_id", true),
                ("reference", true),
                ("name", true),
                ("date_of_birth", false),
                ("contact", false),
                ("status", false),
            ],
            ImportKind::Availabilities => &[
                ("external_id", true),
                ("class_type", true),
                ("site", true),
                ("room", false),
                ("provider", true),
                ("capacity", true),
                ("date", true),
                ("start", true),
                ("end", true),
                ("ends_next_day", false),
                ("clock_change", false),
            ],
            ImportKind::Users => &[
                ("email", true),
                ("role", true),
                ("name", false),
                ("external_id", false),
            ],
        }
    }
}

/// How many lines do what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    pub new: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    pub summary: ImportSummary,
    /// Refused lines first, then as in the file; a page of them.
    pub lines: Vec<ImportLine>,
    pub page: i64,
    pub pages: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// In the file, the column names being line 1.
    pub line: i64,
    /// What the line is known by: its external id, or a person's address.
    pub key: String,
    pub outcome: LineOutcome,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineOutcome {
    Refused(Vec<FieldProblem>),
    New,
    /// The columns that differ.
    Changed(Vec<String>),
    Unchanged,
}

/// A form with `kind` and either a `file` or the same as `text`. Leads to the preview.
#[server(input = MultipartFormData, endpoint = "stage_import")]
pub async fn stage_import(data: MultipartData) -> Result<String, AppError> {
    let Upload { kind, text } = read(data).await?;
    backend()?.stage_import(kind, text).await
}

#[server(endpoint = "get_import")]
pub async fn get_import(
    kind: ImportKind,
    id: String,
    page: i64,
) -> Result<ImportPreview, AppError> {
    backend()?.get_import(kind, id, page).await
}

/// `seen` is what the preview said: should it be otherwise by now, nothing is done.
#[server(endpoint = "apply_import")]
pub async fn apply_import(
    kind: ImportKind,
    id: String,
    seen: ImportSummary,
) -> Result<ImportSummary, AppError> {
    backend()?.apply_import(kind, id, seen).await
}

#[cfg(feature = "ssr")]
struct Upload {
    kind: ImportKind,
    text: String,
}

/// The parts of an uploaded form; a chosen file counts before typed text.
#[cfg(feature = "ssr")]
async fn read(data: MultipartData) -> Result<Upload, AppError> {
    use crate::error::Problem;

    let unreadable = || AppError::field("file", Problem::NotATable);
    let (mut kind, mut file, mut text) = (None, String::new(), String::new());
    let mut parts = data.into_inner().ok_or_else(unreadable)?;
    while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(|_| unreadable())?;
        // What is no UTF-8 was saved by an older spreadsheet, in the western code page.
        let value = String::from_utf8(bytes.to_vec())
            .unwrap_or_else(|_| bytes.iter().map(|&byte| char::from(byte)).collect());
        match name.as_str() {
            "kind" => kind = ImportKind::parse(&value),
            "file" => file = value,
            "text" => text = value,
            _ => {}
        }
    }
    let text = if file.trim().is_empty() { text } else { file };
    match kind {
        Some(kind) if !text.trim().is_empty() => Ok(Upload { kind, text }),
        Some(_) => Err(AppError::field("file", Problem::Required)),
        None => Err(unreadable()),
    }
}
