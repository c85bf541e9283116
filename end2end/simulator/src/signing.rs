//! The key that signs identity tokens of both providers.
//!
//! The pair ships with the crate and is therefore public: it protects nothing, it only lets clients
//! run the code that checks a signature.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;

pub const CERTS: &str = include_str!("certs.json");

/// The same key in a certificate.
pub const CERTIFICATE: &str = include_str!("certificate.pem");

pub const KEY_ID: &str = "simulator-1";

const KEY: &str = include_str!("signing-key.pem");

/// The claims as a signed token, RS256.
pub fn sign(claims: &Value) -> String {
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(KEY_ID.into());
    let key = EncodingKey::from_rsa_pem(KEY.as_bytes()).expect("the key in the crate is one");
    jsonwebtoken::encode(&header, claims, &key).expect("claims of plain JSON can be signed")
}
