//! The one type that leaves the house.
//!
//! `CalendarEvent` is all that a provider, a feed or a mail may learn about a class. It has no field
//! that is filled from case data, so no code path can send a name by mistake. "Exactly what is
//! sent" on the Profile is drawn from the same function that builds it.

/// What a calendar shows of one class. Times are instants (epoch ms) with the site's IANA zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEvent {
    /// The class type's calendar alias, or "Class".
    pub title: String,
    /// The fixed sentence and the link that needs sign-in.
    pub text: String,
    pub starts_at: i64,
    pub ends_at: i64,
    /// IANA name, for display at the provider.
    pub time_zone: String,
    /// Only when the organization's policy allows it.
    pub site: Option<String>,
}

/// What the organization lets an event say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventPolicy {
    pub use_alias: bool,
    pub show_site: bool,
}

/// The facts an event is drawn from: exactly these, and none of a case.
#[derive(Debug, Clone, Copy)]
pub struct EventFacts<'a> {
    pub calendar_alias: &'a str,
    pub site_name: &'a str,
    pub time_zone: &'a str,
    pub starts_at: i64,
    pub ends_at: i64,
    /// 128 random bits, in text form; the link shows nothing without sign-in.
    pub link_token: &'a str,
}

/// The title when the policy or the class type names no other.
pub const DEFAULT_TITLE: &str = "Class";

/// Draws the event for one class. `public_url` has no trailing slash.
pub fn draw(
    facts: EventFacts<'_>,
    policy: EventPolicy,
    product_name: &str,
    public_url: &str,
) -> CalendarEvent {
    let alias = facts.calendar_alias.trim();
    let title = if policy.use_alias && !alias.is_empty() {
        alias
    } else {
        DEFAULT_TITLE
    };
    CalendarEvent {
        title: title.to_owned(),
        text: format!(
            "Booked in {product_name}. Changing this event does not change the class.\n{public_url}/c/{}",
            facts.link_token
        ),
        starts_at: facts.starts_at,
        ends_at: facts.ends_at,
        time_zone: facts.time_zone.to_owned(),
        site: policy.show_site.then(|| facts.site_name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: EventFacts<'static> = EventFacts {
        calendar_alias: "Session",
        site_name: "Main Street Center",
        time_zone: "America/Chicago",
        starts_at: 0,
        ends_at: 1,
        link_token: "abc",
    };

    #[test]
    fn policy_decides_title_and_site() {
        for (use_alias, show_site, title, site) in [
            (false, false, "Class", None),
            (true, false, "Session", None),
            (true, true, "Session", Some("Main Street Center")),
        ] {
            let event = draw(
                FACTS,
                EventPolicy {
                    use_alias,
                    show_site,
                },
                "P",
                "https://p.example",
            );
            assert_eq!((event.title.as_str(), event.site.as_deref()), (title, site));
        }
    }

    #[test]
    fn an_empty_alias_says_class() {
        let facts = EventFacts {
            calendar_alias: " ",
            ..FACTS
        };
        let policy = EventPolicy {
            use_alias: true,
            show_site: false,
        };
        assert_eq!(draw(facts, policy, "P", "https://p.example").title, "Class");
    }
}
