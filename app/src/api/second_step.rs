//! The second step at sign-in: a code from an authenticator app, or a recovery code.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// How the viewer's second step stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondStep {
    /// The viewer's role makes it worth having, or it is on.
    pub offered: bool,
    /// Nothing else is allowed before it is on.
    pub required: bool,
    pub on: bool,
    /// Begun and not confirmed: what to scan.
    pub scan: Option<Scan>,
    /// New recovery codes, until their person says that they are kept.
    pub new_codes: Vec<String>,
    pub codes_left: i64,
}

/// What an authenticator app takes up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// In groups of four, for typing.
    pub key: String,
    /// The QR code's box and its one SVG path.
    pub side: i64,
    pub path: String,
}

#[server(endpoint = "get_second_step")]
pub async fn get_second_step() -> Result<SecondStep, AppError> {
    backend()?.get_second_step().await
}

#[server(endpoint = "begin_second_step")]
pub async fn begin_second_step() -> Result<(), AppError> {
    backend()?.begin_second_step().await
}

#[server(endpoint = "confirm_second_step")]
pub async fn confirm_second_step(code: String) -> Result<(), AppError> {
    backend()?.confirm_second_step(code).await
}

#[server(endpoint = "keep_recovery_codes")]
pub async fn keep_recovery_codes() -> Result<(), AppError> {
    backend()?.keep_recovery_codes().await
}

#[server(endpoint = "make_recovery_codes")]
pub async fn make_recovery_codes(code: String) -> Result<(), AppError> {
    backend()?.make_recovery_codes(code).await
}

#[server(endpoint = "remove_second_step")]
pub async fn remove_second_step(code: String) -> Result<(), AppError> {
    backend()?.remove_second_step(code).await
}

/// The second half of signing in.
#[server(endpoint = "answer_second_step")]
pub async fn answer_second_step(
    code: String,
    #[server(default)] return_to: String,
) -> Result<(), AppError> {
    backend()?.answer_second_step(code, return_to).await
}
