//! The connection test: one harmless event, added and removed again, before anything is stored.

use domain::event::CalendarEvent;
use domain::id::{OrgId, UserId};
use domain::reconcile::Answer;

use crate::providers::Trouble;
use crate::providers::google::calendar::GoogleCalendar;
use crate::providers::google::wire::EventInsert;
use crate::state::State;

const TITLE: &str = "Calendar connection test";

/// Adds the test event (private, free, yesterday) and removes it. What an earlier, interrupted test
/// left is found by its marker and removed too.
pub async fn run(
    state: &State,
    calendar: GoogleCalendar<'_>,
    org_id: &OrgId,
    user_id: &UserId,
    account_key: &str,
) -> Result<(), Trouble> {
    let now = state.clock.now();
    let encode = |bytes: [u8; 32]| {
        data_encoding::BASE32HEX_NOPAD
            .encode(&bytes)
            .to_ascii_lowercase()
    };
    let parts = [
        "test",
        org_id.as_str(),
        user_id.as_str(),
        "google",
        account_key,
    ];
    let marker = encode(state.secrets.identity(&parts))[..26].to_owned();
    let id = encode(state.entropy.bytes::<32>());
    let yesterday = now - 86_400_000;
    let event = CalendarEvent {
        title: TITLE.to_owned(),
        text: format!(
            "{} checks that it can add an event.",
            state.config.product_name
        ),
        starts_at: yesterday,
        ends_at: yesterday + 900_000,
        time_zone: "UTC".to_owned(),
        site: None,
    };
    let inserted = calendar
        .insert(&EventInsert::test(&id, &marker, &event))
        .await;
    let removed = match inserted {
        // It may be there: remove it in any case.
        Ok(_) | Err(Trouble::Unclear { .. }) => calendar.delete(&id).await,
        Err(trouble) => return Err(trouble),
    };
    for leftover in calendar.find_marked(&marker).await? {
        calendar.delete(&leftover).await?;
    }
    match (inserted?.answer, removed?.answer) {
        (Answer::Confirmed, Answer::Confirmed | Answer::Gone) => Ok(()),
        _ => Err(Trouble::Unclear {
            reason: "the test event was not confirmed".into(),
        }),
    }
}
