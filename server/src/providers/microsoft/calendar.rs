//! Events in a Microsoft 365 mailbox: look, insert, patch, delete.
//!
//! Graph chooses the event's id, so identity is three things: the immutable id once it is known, our
//! marker on the event, and one `transactionId` per incarnation, with which a repeated insert makes
//! no second event. Errors are decided by `error.code`: a 404 can mean the event or the mailbox.

use domain::event::CalendarEvent;
use domain::reconcile::{Answer, Located};

use super::wire::{
    self, CalendarList, CalendarRead, Event, EventCreate, EventList, EventPatch, GraphError,
};
use crate::clock::Entropy;
use crate::config::MicrosoftConfig;
use crate::providers::transport::{self, Response};
use crate::providers::{EventKey, Found, PatchFields, Trouble, Written};

/// On every request: ids that survive a move, and bodies as text.
const PREFER: &str = "IdType=\"ImmutableId\", outlook.body-content-type=\"text\"";

/// A mailbox we may write to, with a token that is good now.
#[derive(Debug, Clone, Copy)]
pub struct MicrosoftCalendar<'a> {
    pub config: &'a MicrosoftConfig,
    pub http: &'a reqwest::Client,
    pub entropy: &'a Entropy,
    pub now: i64,
    pub access_token: &'a str,
}

impl MicrosoftCalendar<'_> {
    /// By id with its folder, else by our marker: in the calendar we write to, and in every other one
    /// if Graph says that the event must be somewhere.
    pub async fn locate(
        &self,
        key: &EventKey,
        event: &CalendarEvent,
        fields: PatchFields,
    ) -> Result<Found, Trouble> {
        let by_id = match &key.remote_id {
            Some(id) => self.read(id).await?,
            None => None,
        };
        if let Some(read) = by_id {
            let located = if !read.is_marked(&key.marker) {
                Located::Foreign
            } else if self.is_in_the_trash(&read).await? {
                Located::Trashed
            } else {
                Located::Ours {
                    matches: read.shows(event, fields),
                }
            };
            return Ok(Found {
                located,
                remote_id: Some(read.id),
            });
        }
        let mut marked = self.marked("me/events", &key.marker).await?;
        if marked.is_empty() && key.taken {
            marked = self.marked_anywhere(&key.marker).await?;
        }
        Ok(match marked.into_iter().next() {
            None => Found {
                located: Located::Nowhere,
                remote_id: None,
            },
            Some(read) => Found {
                located: Located::Ours {
                    matches: read.shows(event, fields),
                },
                remote_id: Some(read.id),
            },
        })
    }

    /// What a person deletes keeps its id and can still be read and patched. It then lies in a folder
    /// that is no calendar of the mailbox.
    async fn is_in_the_trash(&self, read: &Event) -> Result<bool, Trouble> {
        match &read.calendar {
            _ if read.is_cancelled == Some(true) => Ok(true),
            None => Ok(true),
            Some(calendar) if calendar.is_default_calendar => Ok(false),
            Some(calendar) => {
                let calendars = self.calendars().await?;
                Ok(!calendars.iter().any(|known| known.id == calendar.id))
            }
        }
    }

    async fn calendars(&self) -> Result<Vec<CalendarRead>, Trouble> {
        let request = self
            .http
            .get(self.url("me/calendars"))
            .query(&[("$select", "id,isDefaultCalendar"), ("$top", "100")]);
        let response = self.call(request).await?;
        match response.status {
            200 => {
                let list: CalendarList =
                    serde_json::from_slice(&response.body).map_err(|_| unreadable())?;
                Ok(list.value)
            }
            _ => Err(decide(&response)),
        }
    }

    /// In every calendar but the one we write to.
    async fn marked_anywhere(&self, marker: &str) -> Result<Vec<Event>, Trouble> {
        for calendar in self.calendars().await? {
            if calendar.is_default_calendar {
                continue;
            }
            let id = escaped(&calendar.id);
            let path = format!("me/calendars/{id}/events");
            let marked = self.marked(&path, marker).await?;
            if !marked.is_empty() {
                return Ok(marked);
            }
        }
        Ok(Vec::new())
    }

    pub async fn insert(&self, body: &EventCreate) -> Result<Written, Trouble> {
        let request = self.http.post(self.url("me/events")).json(body);
        let response = self.call(request).await?;
        let error = GraphError::parse(&response.body);
        match response.status {
            200 | 201 => {
                let made: Event =
                    serde_json::from_slice(&response.body).map_err(|_| unreadable())?;
                Ok(Written {
                    answer: if made.id.is_empty() || made.is_cancelled == Some(true) {
                        Answer::Unclear
                    } else {
                        Answer::Confirmed
                    },
                    remote_id: Some(made.id).filter(|id| !id.is_empty()),
                })
            }
            // Its status is not documented; its code is.
            _ if error.is("ErrorDuplicateTransactionId") => Ok(answered(Answer::Duplicate)),
            _ => Err(decide(&response)),
        }
    }

    pub async fn patch(
        &self,
        key: &EventKey,
        event: &CalendarEvent,
        fields: PatchFields,
    ) -> Result<Written, Trouble> {
        let Some(id) = &key.remote_id else {
            return Ok(answered(Answer::Unclear));
        };
        let request = self
            .http
            .patch(self.event_url(id))
            .json(&EventPatch::of(event, fields));
        let response = self.call(request).await?;
        let error = GraphError::parse(&response.body);
        match response.status {
            200 => {
                let read: Event =
                    serde_json::from_slice(&response.body).map_err(|_| unreadable())?;
                Ok(Written {
                    answer: Answer::Confirmed,
                    remote_id: Some(read.id).filter(|id| !id.is_empty()),
                })
            }
            404 if error.is("ErrorItemNotFound") => Ok(answered(Answer::Gone)),
            // Changed meanwhile: look, then act.
            412 => Ok(answered(Answer::Unclear)),
            _ => Err(decide(&response)),
        }
    }

    pub async fn delete(&self, key: &EventKey) -> Result<Written, Trouble> {
        let Some(id) = &key.remote_id else {
            return Ok(answered(Answer::Unclear));
        };
        let response = self.call(self.http.delete(self.event_url(id))).await?;
        let error = GraphError::parse(&response.body);
        Ok(match response.status {
            200 | 204 => answered(Answer::Confirmed),
            404 if error.is("ErrorItemNotFound") => answered(Answer::Gone),
            // So does Graph answer a second delete.
            403 if error.is("ErrorCannotDeleteObject") => answered(Answer::Gone),
            _ => return Err(decide(&response)),
        })
    }

    /// Ids of our events with `marker` in the calendar (the trash is not searched).
    pub async fn find_marked(&self, marker: &str) -> Result<Vec<String>, Trouble> {
        let marked = self.marked("me/events", marker).await?;
        Ok(marked.into_iter().map(|event| event.id).collect())
    }

    async fn read(&self, id: &str) -> Result<Option<Event>, Trouble> {
        let request = self
            .http
            .get(self.event_url(id))
            .query(&[("$select", wire::SELECT), ("$expand", &wire::expand())]);
        let response = self.call(request).await?;
        match response.status {
            200 => serde_json::from_slice(&response.body)
                .map(Some)
                .map_err(|_| unreadable()),
            404 if GraphError::parse(&response.body).is("ErrorItemNotFound") => Ok(None),
            _ => Err(decide(&response)),
        }
    }

    async fn marked(&self, path: &str, marker: &str) -> Result<Vec<Event>, Trouble> {
        let request = self.http.get(self.url(path)).query(&[
            ("$filter", wire::marked(marker).as_str()),
            ("$select", wire::SELECT),
            ("$expand", &wire::expand()),
            ("$top", "50"),
        ]);
        let response = self.call(request).await?;
        match response.status {
            200 => {
                let list: EventList =
                    serde_json::from_slice(&response.body).map_err(|_| unreadable())?;
                Ok(list.value)
            }
            _ => Err(decide(&response)),
        }
    }

    async fn call(&self, request: reqwest::RequestBuilder) -> Result<Response, Trouble> {
        let request = request
            .bearer_auth(self.access_token)
            .header("Prefer", PREFER)
            .header("client-request-id", self.entropy.uuid(self.now).to_string());
        let response = transport::send(request).await?;
        if response.status >= 400 {
            let code = GraphError::parse(&response.body).name().to_owned();
            tracing::debug!(
                status = response.status,
                code,
                request_id = response.request_id,
                "Graph refused a call"
            );
        }
        Ok(response)
    }

    fn url(&self, path: &str) -> String {
        let root = self.config.graph_root.as_str().trim_end_matches('/');
        format!("{root}/{path}")
    }

    fn event_url(&self, id: &str) -> String {
        self.url(&format!("me/events/{}", escaped(id)))
    }
}

fn escaped(id: &str) -> percent_encoding::PercentEncode<'_> {
    percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC)
}

fn answered(answer: Answer) -> Written {
    Written {
        answer,
        remote_id: None,
    }
}

fn unreadable() -> Trouble {
    Trouble::Unclear {
        reason: "the answer is not Graph's".into(),
    }
}

/// An error answer, turned into what to do.
fn decide(response: &Response) -> Trouble {
    let error = GraphError::parse(&response.body);
    let named = |fallback: &str| {
        if error.name().is_empty() {
            format!("{} {fallback}", response.status)
        } else {
            error.name().to_owned()
        }
    };
    let later = |fallback: &str| Trouble::Later {
        after_ms: response.retry_after_ms,
        reason: named(fallback),
    };
    let unclear = |fallback: &str| Trouble::Unclear {
        reason: named(fallback),
    };
    let claims = wire::claims_challenge(&response.challenges);
    match response.status {
        // Somebody else's 401 says nothing of the grant: as any foreign answer, it is only late.
        401 if error.codes.is_empty()
            && response.challenges.is_empty()
            && !response.body.trim_ascii().is_empty() =>
        {
            later("not Graph's answer")
        }
        401 => Trouble::Unauthorized { claims },
        403 if claims.is_some() => Trouble::Unauthorized { claims },
        // Either means that this mailbox is not one Graph can reach, whatever the status says.
        _ if [
            "MailboxNotEnabledForRESTAPI",
            "MailboxNotSupportedForRESTAPI",
        ]
        .iter()
        .any(|code| error.is(code)) =>
        {
            Trouble::MailboxUnusable {
                reason: named("no mailbox"),
            }
        }
        429 => later("busy"),
        // The mailbox is full: somebody has to make room first.
        507 => later("full"),
        _ if error.is("ErrorQuotaExceeded") || error.is("quotaLimitReached") => later("full"),
        // A body that is not Graph's comes from something in between; nothing is known.
        403 | 404 if error.codes.is_empty() => later("not Graph's answer"),
        403 if [
            "ErrorAccessDenied",
            "AccessDenied",
            "Authorization_RequestDenied",
        ]
        .iter()
        .any(|code| error.is(code)) =>
        {
            Trouble::MissingScope
        }
        404 => unclear("not found"),
        408 | 409 | 412 => unclear("changed meanwhile"),
        // Refused at the door; any other server error may come after the effect.
        503 if response.retry_after_ms.is_some() => later("busy"),
        500..=599 => unclear("server error"),
        400..=499 => Trouble::Rejected {
            reason: named("refused"),
        },
        _ => unclear("unexpected answer"),
    }
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
