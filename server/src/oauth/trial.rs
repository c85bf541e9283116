//! The connection test: one harmless event, added and removed again, before anything is stored.

use domain::event::CalendarEvent;
use domain::id::{OrgId, UserId};
use domain::provider::Provider;
use domain::reconcile::Answer;

use crate::providers::{Calendar, Call, EventKey, Outcome, Trouble};
use crate::state::State;

const TITLE: &str = "Calendar connection test";

/// Adds the test event (private, free, yesterday) and removes it. What an earlier, interrupted test
/// left is found by its marker and removed too.
pub async fn run(
    state: &State,
    calendar: Calendar<'_>,
    provider: Provider,
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
        provider.as_str(),
        account_key,
    ];
    let key = EventKey {
        chosen_id: encode(state.entropy.bytes::<32>()),
        remote_id: None,
        marker: encode(state.secrets.identity(&parts))[..26].to_owned(),
        transaction_id: state.entropy.uuid(now).to_string(),
        taken: false,
    };
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
    let remove = async |id: &str| {
        let key = EventKey {
            chosen_id: id.to_owned(),
            remote_id: Some(id.to_owned()),
            ..key.clone()
        };
        calendar.call(Call::Delete, &key, &event).await
    };
    let inserted = calendar.insert_test(&key, &event).await;
    // Where we chose the id it may be there even if the answer was lost: remove it in any case.
    let known = match &inserted {
        Ok(written) => written.remote_id.clone(),
        Err(Trouble::Unclear { .. }) => {
            (!provider.chooses_event_ids()).then(|| key.chosen_id.clone())
        }
        Err(trouble) => return Err(trouble.clone()),
    };
    let removed = match &known {
        Some(id) => Some(remove(id).await),
        None => None,
    };
    for leftover in calendar.find_marked(&key.marker).await? {
        remove(&leftover).await?;
    }
    let gone = match removed.transpose()? {
        Some(Outcome::Written(written)) => {
            matches!(written.answer, Answer::Confirmed | Answer::Gone)
        }
        _ => false,
    };
    if inserted?.answer == Answer::Confirmed && gone {
        Ok(())
    } else {
        Err(Trouble::Unclear {
            reason: "the test event was not confirmed".into(),
        })
    }
}
