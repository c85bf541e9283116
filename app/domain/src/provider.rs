//! The calendar providers we can write to.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    Google,
    Microsoft,
}

impl Provider {
    pub const ALL: [Provider; 2] = [Provider::Google, Provider::Microsoft];

    /// The stored and URL form.
    pub fn as_str(self) -> &'static str {
        match self {
            Provider::Google => "google",
            Provider::Microsoft => "microsoft",
        }
    }

    pub fn parse(text: &str) -> Option<Provider> {
        Provider::ALL.into_iter().find(|p| p.as_str() == text)
    }

    /// The calendar's name as people know it.
    pub fn calendar_name(self) -> &'static str {
        match self {
            Provider::Google => "Google Calendar",
            Provider::Microsoft => "Microsoft 365",
        }
    }

    /// An event's id is the provider's to choose, so an insert carries a transaction id by which a
    /// repeated one is known; and an event in the trash still takes a patch, so we look before.
    pub fn chooses_event_ids(self) -> bool {
        self == Provider::Microsoft
    }

    /// Who makes it.
    pub fn maker(self) -> &'static str {
        match self {
            Provider::Google => "Google",
            Provider::Microsoft => "Microsoft",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_has_its_words() {
        for (provider, word, calendar, maker) in [
            (Provider::Google, "google", "Google Calendar", "Google"),
            (
                Provider::Microsoft,
                "microsoft",
                "Microsoft 365",
                "Microsoft",
            ),
        ] {
            assert_eq!(
                (provider.as_str(), Provider::parse(word)),
                (word, Some(provider))
            );
            assert_eq!(
                (provider.calendar_name(), provider.maker()),
                (calendar, maker)
            );
        }
        assert_eq!(Provider::parse("apple"), None);
    }
}
