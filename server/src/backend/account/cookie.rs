//! The two cookies: who is signed in, and how it should look.

use http::HeaderMap;
use http::header::{COOKIE, HeaderValue, SET_COOKIE};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// `__Host-` binds it to exactly this host: no subdomain can set or read it.
pub const SESSION: &str = "__Host-session";
pub const HALF: &str = "__Host-half-sign-in";
pub const APPEARANCE: &str = "appearance";

/// The first cookie of that name.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Lax, not Strict: Strict would lose the session on the way back from a provider.
pub fn set_session(token: &str, max_age_ms: i64) {
    set(&format!(
        "{SESSION}={token}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite=Lax",
        max_age_ms / 1000
    ));
}

/// Half of a sign-in, for the page that asks for the code. Strict: nobody comes back from elsewhere.
pub fn set_half(token: &str, max_age_ms: i64) {
    set(&format!(
        "{HALF}={token}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite=Strict",
        max_age_ms / 1000
    ));
}

pub fn clear_half() {
    set_half("", 0);
}

pub fn clear_session() {
    set_session("", 0);
}

pub fn set_appearance(appearance: &str) {
    set(&format!(
        "{APPEARANCE}={appearance}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
    ));
}

fn set(cookie: &str) {
    if let Some(response) = use_context::<ResponseOptions>()
        && let Ok(value) = HeaderValue::from_str(cookie)
    {
        response.append_header(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; appearance2=x"));
        headers.append(COOKIE, HeaderValue::from_static("appearance=dark;b=2"));
        assert_eq!(read(&headers, APPEARANCE), Some("dark"));
        assert_eq!(read(&headers, "b"), Some("2"));
        assert_eq!(read(&headers, SESSION), None);
    }
}
