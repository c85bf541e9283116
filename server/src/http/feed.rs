//! The private feed: the same neutral events as a calendar gets, for whoever cannot connect one.
//!
//! `GET /feed/{token}.ics`. It answers an empty calendar while a connection sends the same events, and
//! for ninety days after the right to it ended: an app that still asks then shows nothing, and is not
//! told that there is nothing. Times are local to the site, in zones that are told along. An entity
//! tag spares whoever asks every few minutes the same answer.
//!
//! The text is written here and not by a crate: it is thirty lines, and the crates for it read a clock
//! and draw random numbers of their own.

mod zones;

use std::fmt::Write;

use axum::extract::{Path, State as Extracted};
use axum::response::{IntoResponse, Response};
use domain::event::{self, CalendarEvent, EventFacts};
use domain::id::{OrgId, UserId};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;

use super::refusal;
use crate::db::feed::{self, FeedClass};
use crate::db::policy;
use crate::routes::Routes;
use crate::secrets::sha256;
use crate::state::State;

const DAY_MS: i64 = 86_400_000;
/// So long is the answer empty after the right ended; then there is none.
pub const AFTER_RIGHT_MS: i64 = 90 * DAY_MS;
/// Classes that are over stay this long, so that an app does not drop what is under way.
const PAST_MS: i64 = 30 * DAY_MS;
/// The longest line of the format, in bytes, without its end.
const LONGEST_LINE: usize = 73;

pub fn routes() -> Routes {
    Routes::default().get("/feed/{file}", answer)
}

async fn answer(
    Extracted(state): Extracted<State>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(token) = file.strip_suffix(".ics") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match calendar(&state, token).await {
        Ok(Some(text)) => respond(text, &headers),
        Ok(None) => refusal::page(
            StatusCode::NOT_FOUND,
            "There is nothing here",
            "This address does not work, or not any more.",
        ),
        Err(error) => refusal::broke(&state, &format!("a feed: {error:#}")),
    }
}

fn respond(text: String, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", sha256(&text));
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(',')
                .map(|tag| tag.trim().trim_start_matches("W/"))
                .any(|one| one == tag || one == "*")
        });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        text.into_response()
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/calendar; charset=utf-8"),
    );
    response
}

/// The calendar of a token; nothing for one that does not work.
async fn calendar(state: &State, token: &str) -> anyhow::Result<Option<String>> {
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let Some(feed) = feed::find(&mut tx, &sha256(token)).await? else {
        return Ok(None);
    };
    if feed
        .right_ended_at
        .is_some_and(|ended| feed.entitled == 0 && ended + AFTER_RIGHT_MS <= now)
    {
        return Ok(None);
    }
    let org: OrgId = feed.org_id.parse()?;
    let user: UserId = feed.user_id.parse()?;
    let classes = if feed.entitled == 1 && feed.connected == 0 {
        feed::classes(&mut tx, &org, &user, now - PAST_MS).await?
    } else {
        Vec::new()
    };
    let says = policy::of(&mut tx, &org).await?.event();
    tx.commit().await?;
    let config = &state.config;
    let mut text = begin(&config.product_name);
    let mut named = zones::Zones::default();
    for class in &classes {
        named.needs(&class.time_zone, class.starts_at, class.ends_at);
    }
    named.write(&mut text);
    for class in &classes {
        let event = event::draw(
            EventFacts {
                calendar_alias: &class.calendar_alias,
                site_name: &class.site_name,
                time_zone: &class.time_zone,
                starts_at: class.starts_at,
                ends_at: class.ends_at,
                link_token: &class.link_token,
            },
            says,
            &config.product_name,
            &config.public_url,
        );
        write_event(
            &mut text,
            &identity(state, &feed.user_id, class),
            class,
            &event,
        );
    }
    line(&mut text, "END:VCALENDAR");
    Ok(Some(text))
}

/// The same for as long as the class exists, and nothing that names it elsewhere.
fn identity(state: &State, user: &str, class: &FeedClass) -> String {
    let bytes = state.secrets.identity(&["feed", user, &class.id]);
    data_encoding::BASE32HEX_NOPAD
        .encode(&bytes)
        .to_ascii_lowercase()[..26]
        .to_owned()
}

fn begin(product: &str) -> String {
    let mut text = String::new();
    line(&mut text, "BEGIN:VCALENDAR");
    line(&mut text, "VERSION:2.0");
    line(&mut text, "PRODID:-//class-mirror//feed//EN");
    line(&mut text, "CALSCALE:GREGORIAN");
    line(&mut text, "METHOD:PUBLISH");
    line(&mut text, &format!("X-WR-CALNAME:{}", escaped(product)));
    line(&mut text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    line(&mut text, "X-PUBLISHED-TTL:PT1H");
    text
}

fn write_event(text: &mut String, uid: &str, class: &FeedClass, event: &CalendarEvent) {
    line(text, "BEGIN:VEVENT");
    line(text, &format!("UID:{uid}"));
    line(text, &format!("DTSTAMP:{}", utc(class.created_at)));
    line(text, &format!("SEQUENCE:{}", class.version));
    for (property, at) in [("DTSTART", event.starts_at), ("DTEND", event.ends_at)] {
        line(text, &zones::local(property, &class.time_zone, at));
    }
    line(text, &format!("SUMMARY:{}", escaped(&event.title)));
    line(text, &format!("DESCRIPTION:{}", escaped(&event.text)));
    if let Some(site) = &event.site {
        line(text, &format!("LOCATION:{}", escaped(site)));
    }
    line(text, "CLASS:PRIVATE");
    line(text, "TRANSP:OPAQUE");
    line(text, "STATUS:CONFIRMED");
    line(text, "END:VEVENT");
}

fn utc(at: i64) -> String {
    Timestamp::from_millisecond(at)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}

/// RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// One content line, folded where it is too long (RFC 5545, 3.1), never inside a character.
fn line(text: &mut String, content: &str) {
    let mut length = 0;
    for c in content.chars() {
        if length + c.len_utf8() > LONGEST_LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        length += c.len_utf8();
        // Writing to a string cannot fail.
        let _ = text.write_char(c);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_unfold_to_what_was_written() {
        let content = format!("SUMMARY:{}", "Zürich — ".repeat(40));
        let mut text = String::new();
        line(&mut text, &content);
        assert!(text.lines().count() > 4);
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        assert_eq!(text.replace("\r\n ", "").trim_end_matches("\r\n"), content);
    }

    #[test]
    fn what_could_end_a_line_or_begin_another_is_escaped() {
        assert_eq!(
            escaped("a;b,c\\d\ne\rBEGIN:VEVENT"),
            "a\\;b\\,c\\\\d\\neBEGIN:VEVENT"
        );
    }

    #[test]
    fn an_instant_is_written_in_utc() {
        assert_eq!(utc(1_794_927_600_000), "20261117T150000Z");
    }
}
