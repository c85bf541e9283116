//! Identifiers as types, so that a case id can never be passed where a class id belongs.
//!
//! Every id is an opaque string (a UUID v7 in text form for rows we create). Parsing checks length
//! and alphabet only; whether a row exists, and for whom, is the database's answer.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The text is not an id: empty, longer than 64 characters, or outside `[A-Za-z0-9_-]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

fn check(text: &str) -> Result<(), NotAnId> {
    let fits = !text.is_empty()
        && text.len() <= 64
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits { Ok(()) } else { Err(NotAnId) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Wraps a freshly drawn UUID.
            pub fn from_uuid(uuid: uuid::Uuid) -> Self {
                Self(uuid.to_string())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<Self, NotAnId> {
                check(&text)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    )+};
}

ids! {
    /// A tenant.
    OrgId,
    /// A person who signs in.
    UserId,
    /// A named permission set.
    RoleId,
    /// What is taught.
    ClassTypeId,
    /// Where it is taught.
    SiteId,
    /// A slot; with at least one active roster entry it is a class.
    ClassId,
    /// The student or client. Never leaves us.
    CaseId,
    /// One case in one class.
    RosterEntryId,
    /// One user's grant at one provider.
    ConnectionId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_and_plain() {
        for (text, ok) in [
            ("0190c0de-0000-7000-8000-000000000001", true),
            ("a", true),
            ("", false),
            ("a b", false),
            ("a'or'1'='1", false),
            (&"x".repeat(65), false),
        ] {
            assert_eq!(text.parse::<ClassId>().is_ok(), ok, "{text:?}");
        }
    }
}
