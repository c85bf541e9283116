//! Proving with a certificate who we are: a signed JWT instead of a secret ("certificate
//! credentials", RFC 7523).

use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use crate::config::{Certificate, MicrosoftConfig};
use crate::providers::Caller;

/// Long enough for one request and two clocks that differ a little.
const LIFE_S: i64 = 300;

/// The JWT: PS256, for the token endpoint alone, used once.
pub fn signed(
    config: &MicrosoftConfig,
    certificate: &Certificate,
    caller: Caller<'_>,
) -> anyhow::Result<String> {
    let now = caller.now.div_euclid(1_000);
    let header = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": certificate.thumbprint});
    let claims = json!({
        "aud": config.token_url.as_str(),
        "iss": config.client_id,
        "sub": config.client_id,
        "jti": caller.entropy.uuid(caller.now),
        "nbf": now - LIFE_S,
        "iat": now,
        "exp": now + LIFE_S,
    });
    let part = |value: &serde_json::Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let message = format!("{}.{}", part(&header), part(&claims));
    let signature = certificate.sign(message.as_bytes())?;
    Ok(format!("{message}.{}", BASE64URL_NOPAD.encode(&signature)))
}
