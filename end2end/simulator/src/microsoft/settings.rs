//! How Microsoft behaves where nobody has published it, and what tests want to set.

use serde::{Deserialize, Serialize};

/// The member `microsoft` of the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MicrosoftSettings {
    pub access_token_ttl_s: i64,
    /// 90 days; each new refresh token starts anew.
    pub refresh_token_ttl_s: i64,
    /// The status of `ErrorDuplicateTransactionId`: 400 was seen, 409 is expected by others.
    pub duplicate_transaction_status: u16,
    /// What a create with the `transactionId` of a deleted event answers.
    pub transaction_of_deleted: OfDeleted,
    /// What deleting an event answers that lies in Deleted Items.
    pub second_delete: SecondDelete,
    /// Whether an event in Deleted Items is found by its immutable id.
    pub trash_is_found: bool,
    /// The key inside errors: `innerError` or `innererror`.
    pub inner_error: String,
    /// What a 429 says in `Retry-After`; empty says nothing.
    pub retry_after: String,
    /// Requests per ten minutes and mailbox; `null` lifts the limit.
    pub mailbox_quota: Option<u32>,
    /// Requests at the same time and mailbox; `null` lifts the limit.
    pub mailbox_concurrency: Option<u32>,
    /// What a refresh answers when Conditional Access wants the person again.
    pub interaction_error: String,
    /// Whether scopes come back as `Calendars.ReadWrite` or with Graph's address before them;
    /// `null` does as Microsoft: short for work accounts, long for personal ones.
    pub long_scopes: Option<bool>,
    /// What the callback says when a person leaves the page «Need admin approval».
    pub approval_refused: Refused,
}

impl Default for MicrosoftSettings {
    fn default() -> Self {
        Self {
            access_token_ttl_s: 3599,
            refresh_token_ttl_s: 90 * 24 * 3600,
            duplicate_transaction_status: 400,
            transaction_of_deleted: OfDeleted::Duplicate,
            second_delete: SecondDelete::Forbidden,
            trash_is_found: true,
            inner_error: "innerError".into(),
            retry_after: "2.128".into(),
            mailbox_quota: Some(10_000),
            mailbox_concurrency: Some(4),
            interaction_error: "invalid_grant".into(),
            long_scopes: None,
            approval_refused: Refused::Cancel,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfDeleted {
    /// `ErrorDuplicateTransactionId`, as if it were still there.
    Duplicate,
    /// 201 with the event in Deleted Items.
    Same,
    /// 201 with a new event.
    New,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondDelete {
    #[serde(rename = "403 ErrorCannotDeleteObject", alias = "403")]
    Forbidden,
    #[serde(rename = "404 ErrorItemNotFound", alias = "404")]
    NotFound,
    #[serde(rename = "204", alias = "204 again")]
    Again,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// `error=access_denied&error_subcode=cancel`, as when somebody cancels.
    Cancel,
    /// `access_denied` with AADSTS90094 in the description.
    Described,
    /// `consent_required` with AADSTS65004 in the description.
    ConsentRequired,
}
