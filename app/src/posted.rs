//! What a form that was posted without script was answered.
//!
//! The browser is then sent to a page, and the server carries what was typed and what was said there
//! (`server/src/http/answer.rs`). The page starts with it: a refused form keeps what was typed, and what
//! was done is told as it is with script. Secrets are never carried.

use leptos::prelude::*;
use leptos::serde_json;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_location;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// One form and its answer; put into the context by the server for the page that follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The path of the page it is for.
    pub page: String,
    /// The server function's path.
    pub endpoint: String,
    /// The form as it was posted, url-encoded.
    pub typed: String,
    /// What the server function returned, as JSON; `None` = an error, which the address carries.
    pub answer: Option<String>,
}

#[derive(Clone, Copy)]
struct Carried(StoredValue<Option<Posted>>);

/// Takes over what the server carried; once, above all pages.
pub fn provide_posted() {
    let posted = SharedValue::new(use_context::<Posted>).into_inner();
    provide_context(Carried(StoredValue::new(posted)));
}

fn carried<S: ServerFn>() -> Option<Posted> {
    let Carried(posted) = use_context()?;
    let here = use_location().pathname.get_untracked();
    posted.with_value(|posted| {
        posted
            .as_ref()
            .filter(|posted| posted.endpoint == S::PATH && posted.page == here)
            .cloned()
    })
}

/// An action that starts with what its form was answered.
#[must_use]
pub fn answered<S>() -> ServerAction<S>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: DeserializeOwned + Send + Sync + 'static,
{
    let action = ServerAction::<S>::new();
    let answer = carried::<S>()
        .and_then(|posted| posted.answer)
        .and_then(|answer| serde_json::from_str(&answer).ok());
    if let Some(answer) = answer {
        action.value().set(Some(Ok(answer)));
    }
    action
}

/// What was sent with the form, whatever it was answered.
#[must_use]
pub fn sent<S: ServerFn + DeserializeOwned>() -> Option<S> {
    carried::<S>().and_then(|posted| decode(&posted.typed))
}

/// What was typed into a form that was refused.
#[must_use]
pub fn typed<S: ServerFn + DeserializeOwned>() -> Option<S> {
    carried::<S>()
        .filter(|posted| posted.answer.is_none())
        .and_then(|posted| decode(&posted.typed))
}

/// A posted form as its server function reads it.
fn decode<S: DeserializeOwned>(form: &str) -> Option<S> {
    serde_qs::Config::new(5, false).deserialize_str(form).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::classes::AddAvailability;

    #[test]
    fn a_form_is_read_as_the_server_function_reads_it() {
        let form = "form%5Broom%5D=Room+2&form%5Bcapacity%5D=x&form%5Bclass_type_id%5D=&form%5Bsite_id%5D=\
                    &form%5Bprovider_id%5D=&form%5Bdate%5D=2027-03-14&form%5Bstart%5D=02%3A30&form%5Bend%5D=\
                    &form%5Brepeat%5D=on&form%5Bdecided%5D%5Bd2027-03-14%5D=skip\
                    &form%5Bdecided%5D%5Bd2027-11-07%5D=first";
        let AddAvailability { form } = decode(form).expect("a form");
        assert_eq!(
            (form.room.as_str(), form.capacity.as_str()),
            ("Room 2", "x")
        );
        assert_eq!(form.start, "02:30");
        assert!(form.is_weekly() && !form.is_for_the_rest());
        let decided: Vec<_> = form.decided.into_iter().collect();
        assert_eq!(
            decided,
            [
                ("d2027-03-14".to_owned(), "skip".to_owned()),
                ("d2027-11-07".to_owned(), "first".to_owned()),
            ]
        );
        assert!(decode::<AddAvailability>("form=1").is_none());
    }
}
