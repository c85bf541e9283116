//! Events on a Google calendar: look, insert, patch, delete.
//!
//! Statuses and reasons are decided as Google's "Handle API errors" guide says them; a write counts
//! only when the answer says `confirmed`. What a proxy or a captive portal answers in Google's place
//! (a page, nothing, another shape) decides nothing: a deletion or an absence is believed only when
//! Google says so in its own words.

use domain::backoff::QUOTA_PAUSE_MS;
use domain::event::CalendarEvent;
use domain::reconcile::{Answer, Located};

use super::wire::{self, Event, EventInsert, EventList, EventPatch, EventTime};
use crate::config::GoogleConfig;
use crate::providers::transport::{self, Response};
use crate::providers::{EventKey, Found, PatchFields, Trouble, Written};

/// A calendar we may write to, with a token that is good now.
#[derive(Debug, Clone, Copy)]
pub struct GoogleCalendar<'a> {
    pub config: &'a GoogleConfig,
    pub http: &'a reqwest::Client,
    pub access_token: &'a str,
}

impl GoogleCalendar<'_> {
    /// `events.get` by the id we chose. Google keeps deleted events findable as `cancelled`.
    pub async fn locate(
        &self,
        key: &EventKey,
        event: &CalendarEvent,
        fields: PatchFields,
    ) -> Result<Found, Trouble> {
        let response = self
            .call(self.http.get(self.event_url(&key.chosen_id)))
            .await?;
        match response.status {
            200 => {
                let read: Event =
                    serde_json::from_slice(&response.body).map_err(|_| unreadable())?;
                let located = if read.is_cancelled() {
                    Located::Trashed
                } else if read.is_marked(&key.marker) {
                    Located::Ours {
                        matches: read.shows(event, fields),
                    }
                } else {
                    Located::Foreign
                };
                Ok(Found {
                    located,
                    remote_id: Some(key.chosen_id.clone()),
                })
            }
            404 if is_googles(&response) => Ok(Found {
                located: Located::Nowhere,
                remote_id: None,
            }),
            410 if is_googles(&response) => Ok(Found {
                located: Located::Trashed,
                remote_id: None,
            }),
            // A look that is refused says nothing about the event.
            _ => Err(match decide(&response) {
                Trouble::Rejected { reason } => Trouble::Later {
                    after_ms: None,
                    reason,
                },
                trouble => trouble,
            }),
        }
    }

    pub async fn insert(&self, body: &EventInsert) -> Result<Written, Trouble> {
        let request = self
            .http
            .post(self.events_url())
            .query(&[("sendUpdates", "none")])
            .json(body);
        let response = self.call(request).await?;
        match response.status {
            200 | 201 => confirmed(&response),
            409 if is_googles(&response) => Ok(Written {
                answer: Answer::Duplicate,
                remote_id: None,
            }),
            _ => Err(decide(&response)),
        }
    }

    pub async fn patch(
        &self,
        key: &EventKey,
        event: &CalendarEvent,
        fields: PatchFields,
    ) -> Result<Written, Trouble> {
        let body = EventPatch {
            summary: event.title.clone(),
            start: EventTime::at(event.starts_at, &event.time_zone),
            end: EventTime::at(event.ends_at, &event.time_zone),
            visibility: "private",
            location: fields.site.then(|| event.site.clone().unwrap_or_default()),
            description: fields.text.then(|| event.text.clone()),
        };
        let request = self
            .http
            .patch(self.event_url(&key.chosen_id))
            .query(&[("sendUpdates", "none")])
            .json(&body);
        let response = self.call(request).await?;
        match response.status {
            200 => confirmed(&response),
            404 | 410 if is_googles(&response) => Ok(Written {
                answer: Answer::Gone,
                remote_id: None,
            }),
            // Not a limit and not the scope: look before deciding (a deleted event may answer so).
            403 if wire::error_reason(&response.body) == "forbidden" => Ok(Written {
                answer: Answer::Unclear,
                remote_id: None,
            }),
            _ => Err(decide(&response)),
        }
    }

    pub async fn delete(&self, event_id: &str) -> Result<Written, Trouble> {
        let request = self
            .http
            .delete(self.event_url(event_id))
            .query(&[("sendUpdates", "none")]);
        let response = self.call(request).await?;
        match response.status {
            // Google's answer has no body; a page says that it was not Google's.
            200 | 204 if response.body.trim_ascii().is_empty() => Ok(Written {
                answer: Answer::Confirmed,
                remote_id: None,
            }),
            404 | 410 if is_googles(&response) => Ok(Written {
                answer: Answer::Gone,
                remote_id: None,
            }),
            _ => Err(decide(&response)),
        }
    }

    /// Ids of our events with `marker`, as `events.list` finds them (deleted ones are not listed).
    pub async fn find_marked(&self, marker: &str) -> Result<Vec<String>, Trouble> {
        let property = format!("{}={marker}", wire::MARKER);
        let request = self.http.get(self.events_url()).query(&[
            ("privateExtendedProperty", property.as_str()),
            ("maxResults", "250"),
        ]);
        let response = self.call(request).await?;
        match response.status {
            200 => {
                let list: EventList =
                    serde_json::from_slice(&response.body).map_err(|_| unreadable())?;
                Ok(list.items.into_iter().map(|event| event.id).collect())
            }
            _ => Err(decide(&response)),
        }
    }

    async fn call(&self, request: reqwest::RequestBuilder) -> Result<Response, Trouble> {
        transport::send(request.bearer_auth(self.access_token)).await
    }

    fn events_url(&self) -> String {
        let root = self.config.api_root.as_str().trim_end_matches('/');
        format!("{root}/calendars/primary/events")
    }

    fn event_url(&self, id: &str) -> String {
        format!("{}/{id}", self.events_url())
    }
}

fn confirmed(response: &Response) -> Result<Written, Trouble> {
    let read: Event = serde_json::from_slice(&response.body).map_err(|_| unreadable())?;
    Ok(if read.is_cancelled() {
        Written {
            answer: Answer::Gone,
            remote_id: None,
        }
    } else if read.status == "confirmed" {
        Written {
            answer: Answer::Confirmed,
            remote_id: Some(read.id),
        }
    } else {
        Written {
            answer: Answer::Unclear,
            remote_id: None,
        }
    })
}

/// The answer names its reason the way Google does.
fn is_googles(response: &Response) -> bool {
    !wire::error_reason(&response.body).is_empty()
}

fn unreadable() -> Trouble {
    Trouble::Unclear {
        reason: "the answer is not Google's".into(),
    }
}

/// An error answer, turned into what to do.
fn decide(response: &Response) -> Trouble {
    let reason = wire::error_reason(&response.body);
    let named = |fallback: &str| {
        if reason.is_empty() {
            format!("{} {fallback}", response.status)
        } else {
            reason.clone()
        }
    };
    let later = |after_ms| Trouble::Later {
        after_ms,
        reason: named("busy"),
    };
    match (response.status, reason.as_str()) {
        // Somebody else's 401 says nothing of the grant: as any foreign answer, it is only late.
        (401, "") if !response.body.trim_ascii().is_empty() => later(response.retry_after_ms),
        (401, _) => Trouble::Unauthorized { claims: None },
        (
            403,
            "insufficientPermissions" | "PERMISSION_DENIED" | "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        ) => Trouble::MissingScope,
        (403, "quotaExceeded") => later(Some(
            response
                .retry_after_ms
                .unwrap_or(QUOTA_PAUSE_MS)
                .max(QUOTA_PAUSE_MS),
        )),
        (403, "userRateLimitExceeded" | "rateLimitExceeded" | "dailyLimitExceeded") | (429, _) => {
            later(response.retry_after_ms)
        }
        (403, "calendarUnusable" | "notACalendarUser" | "serviceDisabled" | "accountDisabled") => {
            Trouble::MailboxUnusable {
                reason: named("no calendar"),
            }
        }
        // The API is switched off in our own project.
        (403, "accessNotConfigured" | "SERVICE_DISABLED") => Trouble::OurCredentials {
            reason: named("not switched on"),
        },
        // May come after the effect, whoever says it.
        (408 | 409 | 412, _) => Trouble::Unclear {
            reason: named("timed out or changed meanwhile"),
        },
        // A body that is not Google's comes from something in between; nothing is known.
        (400..=499, "") => later(response.retry_after_ms),
        // The collection itself is not there: the account has no calendar.
        (404, _) => Trouble::MailboxUnusable {
            reason: named("no calendar"),
        },
        // Refused at the door; any other server error may come after the effect.
        (503, _) if response.retry_after_ms.is_some() => later(response.retry_after_ms),
        (500..=599, _) => Trouble::Unclear {
            reason: named("server error"),
        },
        (400..=499, _) => Trouble::Rejected {
            reason: named("refused"),
        },
        _ => Trouble::Unclear {
            reason: named("unexpected answer"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_has_its_decision() {
        let google = |reason: &str| {
            format!(r#"{{"error":{{"errors":[{{"reason":"{reason}"}}],"code":1}}}}"#)
        };
        let name = |t: &Trouble| match t {
            Trouble::Later { .. } => "later",
            Trouble::Unreachable { .. } => "unreachable",
            Trouble::Unclear { .. } => "unclear",
            Trouble::Unauthorized { .. } => "unauthorized",
            Trouble::Reconnect { .. } => "reconnect",
            Trouble::MissingScope => "scope",
            Trouble::MailboxUnusable { .. } => "mailbox",
            Trouble::OurCredentials { .. } => "ours",
            Trouble::Rejected { .. } => "rejected",
        };
        for (status, body, expect) in [
            (400, google("invalid"), "rejected"),
            (401, google("authError"), "unauthorized"),
            (401, String::new(), "unauthorized"),
            (401, "<html>proxy</html>".into(), "later"),
            (401, r#"{"message":"no"}"#.into(), "later"),
            (403, google("insufficientPermissions"), "scope"),
            (403, google("userRateLimitExceeded"), "later"),
            (403, google("rateLimitExceeded"), "later"),
            (403, google("quotaExceeded"), "later"),
            (403, google("forbiddenForNonOrganizer"), "rejected"),
            (403, "<html>proxy</html>".into(), "later"),
            (404, google("notFound"), "mailbox"),
            (412, google("conditionNotMet"), "unclear"),
            (429, google("rateLimitExceeded"), "later"),
            (429, String::new(), "later"),
            (500, google("backendError"), "unclear"),
            (503, r#"{"message":"x"}"#.into(), "unclear"),
            (302, String::new(), "unclear"),
            (400, "<html>proxy</html>".into(), "later"),
            (403, google("accessNotConfigured"), "ours"),
            (403, google("dailyLimitExceeded"), "later"),
            (404, "<html>proxy</html>".into(), "later"),
            (407, String::new(), "later"),
            (409, google("conflict"), "unclear"),
            (413, r#"{"message":"too large"}"#.into(), "later"),
            (504, "<html>gateway</html>".into(), "unclear"),
        ] {
            let response = Response {
                status,
                body: body.clone().into_bytes(),
                ..Response::default()
            };
            assert_eq!(name(&decide(&response)), expect, "{status} {body}");
        }
    }

    #[test]
    fn a_quota_pause_lasts_an_hour() {
        let body = br#"{"error":{"errors":[{"reason":"quotaExceeded"}]}}"#.to_vec();
        let response = Response {
            status: 403,
            body,
            ..Response::default()
        };
        assert!(matches!(
            decide(&response),
            Trouble::Later {
                after_ms: Some(QUOTA_PAUSE_MS),
                ..
            }
        ));
    }
}
