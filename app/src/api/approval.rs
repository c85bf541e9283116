//! When an IT department has to approve: a person's request, the page for IT, how far it is.

use domain::provider::Provider;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;
use crate::kit::KitFacts;

/// What a person waits for at one provider. Every time is text for the viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItRequest {
    pub provider: Provider,
    /// "linden.example": whose IT it is.
    pub domain: String,
    pub asked: String,
    /// Empty = not sent by this person yet.
    pub sent: String,
    pub sent_to: String,
    pub opened: String,
    pub approved: String,
    pub refused: String,
    /// The page for IT, to be copied; and its PDF.
    pub link: String,
    pub pdf: String,
}

/// How far the approval at one provider is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalStage {
    /// Nobody needed it.
    NotNeeded,
    Made,
    Sent,
    Opened,
    /// A browser brought the provider's yes; nobody of ours confirmed it.
    Unverified,
    Approved,
    Refused,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRow {
    pub provider: Provider,
    pub stage: ApprovalStage,
    /// This installation can talk to it.
    pub available: bool,
    pub waiting: i64,
    pub connected: i64,
    /// Empty = not yet.
    pub made: String,
    pub sent: String,
    pub opened: String,
    pub approved: String,
    pub confirmed_by: String,
    pub refused: String,
    /// "Dec 16, 2026"
    pub until: String,
    /// The link stopped working.
    pub expired: bool,
    pub link: String,
}

/// The public page for IT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItPage {
    pub facts: KitFacts,
    pub stage: ApprovalStage,
    pub first_asked: String,
    /// Microsoft's consent page can be opened from here.
    pub can_approve: bool,
}

/// "My IT department must approve."
#[server(endpoint = "ask_it")]
pub async fn ask_it(provider: Provider) -> Result<(), AppError> {
    backend()?.ask_it(provider).await
}

/// It is not needed after all.
#[server(endpoint = "withdraw_it_request")]
pub async fn withdraw_it_request(provider: Provider) -> Result<(), AppError> {
    backend()?.withdraw_it_request(provider).await
}

/// The viewer sends the page to their IT department.
#[server(endpoint = "send_to_it")]
pub async fn send_to_it(provider: Provider, address: String) -> Result<(), AppError> {
    backend()?.send_to_it(provider, address).await
}

#[server(endpoint = "get_approvals")]
pub async fn get_approvals() -> Result<Vec<ApprovalRow>, AppError> {
    backend()?.get_approvals().await
}

/// A page where there is none; else a new link, and the old one stops working.
#[server(endpoint = "make_approval_link")]
pub async fn make_approval_link(provider: Provider) -> Result<(), AppError> {
    backend()?.make_approval_link(provider).await
}

#[server(endpoint = "send_approval")]
pub async fn send_approval(provider: Provider, address: String) -> Result<(), AppError> {
    backend()?.send_approval(provider, address).await
}

/// IT has approved; or it says no.
#[server(endpoint = "decide_approval")]
pub async fn decide_approval(provider: Provider, approved: bool) -> Result<(), AppError> {
    backend()?.decide_approval(provider, approved).await
}

#[server(endpoint = "get_it_page")]
pub async fn get_it_page(token: String) -> Result<ItPage, AppError> {
    backend()?.get_it_page(token).await
}
