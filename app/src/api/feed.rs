//! The private feed: made, shown, given another address, ended.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

/// Makes the feed; where there is one, another address, and the old one stops working now.
#[server(endpoint = "make_feed")]
pub async fn make_feed() -> Result<(), AppError> {
    backend()?.make_feed().await
}

#[server(endpoint = "end_feed")]
pub async fn end_feed() -> Result<(), AppError> {
    backend()?.end_feed().await
}
