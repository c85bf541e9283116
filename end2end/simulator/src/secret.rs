//! Random texts for codes, tokens and ids, and the one-way hash PKCE needs.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use sha2::{Digest, Sha256};

/// `bytes` random bytes as base64url.
pub fn random(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    rand::rng().fill_bytes(&mut buffer);
    URL_SAFE_NO_PAD.encode(buffer)
}

/// An event id as Google makes one: 26 characters of base32hex in lower case.
pub fn event_id() -> String {
    let mut buffer = [0; 26];
    rand::rng().fill_bytes(&mut buffer);
    let alphabet = b"0123456789abcdefghijklmnopqrstuv";
    buffer
        .iter()
        .map(|byte| char::from(alphabet[usize::from(byte % 32)]))
        .collect()
}

/// An entity tag, quotes included; different for every change.
pub fn etag(now_ms: i64) -> String {
    format!("\"{now_ms}{:06}\"", rand::rng().next_u32() % 1_000_000)
}

/// The S256 challenge that belongs to a PKCE verifier.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// The stable number of an account: 21 digits, as Google's `sub`.
pub fn subject(email: &str) -> String {
    let hash = Sha256::digest(email);
    let number = hash
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("1{number:020}")
}

/// The SHA-256 of a text.
pub fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// The text with a capital at its beginning.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Bytes as base64url.
pub fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
