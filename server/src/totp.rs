//! Time-based one-time codes (RFC 6238: HMAC-SHA-1, 30 seconds, six digits, as every authenticator
//! app has them), and the picture an app scans. Pure: time and randomness are arguments.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use qrcode::{EcLevel, QrCode};
use sha1::Sha1;
use subtle::ConstantTimeEq;

const STEP_MS: i64 = 30_000;
/// A phone's clock may be this many steps off.
const SKEW: i64 = 1;
/// Around the picture, in modules: what a camera needs.
const QUIET: usize = 4;

/// A person's secret, 160 bits as the standard recommends.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    pub fn new(bytes: [u8; 20]) -> Secret {
        Secret(bytes.to_vec())
    }

    /// What [`Secret::text`] made.
    pub fn parse(text: &str) -> Option<Secret> {
        let bytes = BASE32_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() >= 16).then_some(Secret(bytes))
    }

    /// Base32, as it is typed into an app that cannot scan.
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    fn code_at(&self, step: i64) -> u32 {
        let mut mac =
            <Hmac<Sha1> as Mac>::new_from_slice(&self.0).expect("HMAC takes any key length");
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest[19] & 0xf);
        let word = [
            digest[offset] & 0x7f,
            digest[offset + 1],
            digest[offset + 2],
            digest[offset + 3],
        ];
        u32::from_be_bytes(word) % 1_000_000
    }

    /// The code an app shows at `now`.
    pub fn code(&self, now: i64) -> String {
        format!("{:06}", self.code_at(now.div_euclid(STEP_MS)))
    }

    /// The step `typed` is the code of, if it is one near `now` and newer than `last_step`.
    pub fn step_of(&self, typed: &str, now: i64, last_step: i64) -> Option<i64> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let current = now.div_euclid(STEP_MS);
        (current - SKEW..=current + SKEW)
            .filter(|step| {
                let code = format!("{:06}", self.code_at(*step));
                bool::from(code.as_bytes().ct_eq(digits.as_bytes()))
            })
            .find(|step| *step > last_step)
    }

    /// What the picture says (the de-facto `otpauth` form).
    pub fn address(&self, issuer: &str, account: &str) -> String {
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        format!(
            "otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits=6&period=30",
            escaped(issuer),
            escaped(account),
            self.text()
        )
    }
}

/// A QR code: the side of its box, and the dark modules as one SVG path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub side: usize,
    pub path: String,
}

pub fn picture(text: &str) -> anyhow::Result<Picture> {
    use std::fmt::Write;

    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| anyhow::anyhow!("drawing a QR code: {error}"))?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == qrcode::Color::Dark {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            write!(path, "M{x} {y}h1v1h-1z")?;
        }
    }
    Ok(Picture {
        side: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_the_standards_own() {
        let secret = Secret::new(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code(seconds * 1_000), code, "{seconds}");
        }
    }

    #[test]
    fn a_code_works_near_its_time_and_once() {
        let secret = Secret::new(*b"12345678901234567890");
        let now = 1_794_927_600_000;
        let step = now / STEP_MS;
        let code = secret.code(now);
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        let (code, spaced) = (code.as_str(), spaced.as_str());
        for (typed, at, last, expect) in [
            (code, now, 0, Some(step)),
            (spaced, now, 0, Some(step)),
            (code, now + STEP_MS, 0, Some(step)),
            (code, now - STEP_MS, 0, Some(step)),
            (code, now + 2 * STEP_MS, 0, None),
            (code, now - 2 * STEP_MS, 0, None),
            (code, now, step, None),
            (&code[..5], now, 0, None),
            ("", now, 0, None),
            ("abcdef", now, 0, None),
        ] {
            assert_eq!(
                secret.step_of(typed, at, last),
                expect,
                "{typed} {at} {last}"
            );
        }
    }

    #[test]
    fn the_picture_holds_issuer_account_and_secret() {
        let secret = Secret::new(*b"12345678901234567890");
        assert_eq!(Secret::parse(&secret.text()), Some(secret.clone()));
        assert_eq!(Secret::parse("AAAA"), None);
        let address = secret.address("IMPACT Feedback", "a+b@linden.example");
        assert_eq!(
            address,
            "otpauth://totp/IMPACT%20Feedback:a%2Bb%40linden%2Eexample\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=IMPACT%20Feedback\
             &algorithm=SHA1&digits=6&period=30"
        );
        let picture = picture(&address).unwrap();
        assert!(
            picture.side > 40 && picture.path.starts_with("M4 4h1"),
            "{picture:?}"
        );
    }
}
