//! "This is what will be sent", drawn by the function that draws what is sent.

use app::api::calendar::SentPreview;
use domain::event::{self, CalendarEvent, EventFacts, EventPolicy};

use super::Signed;
use crate::state::State;
use crate::words::Words;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The event, and how the screens show it; `raw` is the provider's and left empty. `example`: the
/// facts are made up.
pub fn drawn(
    state: &State,
    signed: &Signed,
    facts: EventFacts<'_>,
    says: EventPolicy,
    example: bool,
) -> (CalendarEvent, SentPreview) {
    let words = Words::new(facts.time_zone, state.clock.now(), &signed.clock);
    let when = words.day_dot_range(facts.starts_at, facts.ends_at);
    let event = event::draw(
        facts,
        says,
        &state.config.product_name,
        &state.config.public_url,
    );
    let (text, link) = event.text.rsplit_once('\n').unwrap_or((&event.text, ""));
    let shown = SentPreview {
        example,
        title: event.title.clone(),
        when,
        text: text.to_owned(),
        link: link.to_owned(),
        site: event.site.clone(),
        raw: String::new(),
    };
    (event, shown)
}

/// Start and end of a made-up class: tomorrow, for an hour and a half.
pub fn made_up_times(now: i64) -> (i64, i64) {
    let tomorrow = now - now.rem_euclid(DAY_MS) + DAY_MS;
    (
        tomorrow + 15 * HOUR_MS,
        tomorrow + 16 * HOUR_MS + HOUR_MS / 2,
    )
}
