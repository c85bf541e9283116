//! What lies in a mailbox.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An event in a mailbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Item {
    /// Stays for ever.
    pub immutable_id: String,
    /// Changes with every move.
    pub id: String,
    /// The calendar or folder it lies in.
    pub folder: Folder,
    /// The fields as Graph keeps them: times in UTC, defaults filled in.
    pub fields: Map<String, Value>,
    /// Single-value extended properties, by id.
    pub properties: BTreeMap<String, String>,
    pub transaction_id: Option<String>,
    /// The body it was made with, to recognise a repetition.
    pub made_with: Value,
    pub change_key: String,
    pub created: i64,
    pub modified: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Folder {
    Calendar,
    /// A second calendar of the same mailbox.
    Other,
    DeletedItems,
}
