//! What both providers read the same way: bearer tokens, Basic credentials, form bodies.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use url::form_urlencoded;

pub type Form = BTreeMap<String, String>;

/// Why a body is no form.
pub enum NoForm {
    Kind,
    Twice(String),
}

/// A form body; neither token endpoint takes anything else.
pub fn form(headers: &HeaderMap, body: &[u8]) -> Result<Form, NoForm> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    if kind.trim() != "application/x-www-form-urlencoded" {
        return Err(NoForm::Kind);
    }
    single(body).map_err(NoForm::Twice)
}

/// Fields that may stand only once each; the error names one that stands twice.
pub fn single(text: &[u8]) -> Result<Form, String> {
    let mut form = Form::new();
    for (name, value) in form_urlencoded::parse(text) {
        if form.insert(name.to_string(), value.to_string()).is_some() {
            return Err(name.into_owned());
        }
    }
    Ok(form)
}

/// The token of an `Authorization: Bearer` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim())
        .filter(|token| !token.is_empty())
}

/// Name and password of an `Authorization: Basic` header.
pub fn basic(value: &HeaderValue) -> Option<(String, String)> {
    let (scheme, coded) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let plain = String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?;
    let (id, secret) = plain.split_once(':')?;
    let decode = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
    Some((decode(id)?, decode(secret)?))
}
