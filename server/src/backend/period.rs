//! A period of whole days in the organization's zone, looked at on a screen or taken out as a file.

use app::error::{AppError, Problem};
use jiff::civil::Date;

use super::{Failure, Outcome, RequestBackend, Signed};
use crate::db::audit::{self, Event};
use crate::db::{Tx, catalog};
use crate::words::Words;
use crate::zone;

/// Shown when no period was chosen.
const DAYS: i64 = 30;
/// Rows read at once for a file, and at most.
pub const BATCH: i64 = 2_000;
pub const EXPORTED: i64 = 100_000;

#[derive(Debug, Clone)]
pub struct Period {
    pub from: Date,
    pub until: Date,
    /// Instants: the first of the first day, and of the day after the last.
    pub starts_at: i64,
    pub ends_at: i64,
}

impl Period {
    /// The days typed, or the last thirty.
    fn read(zone_name: &str, now: i64, from: &str, until: &str) -> Outcome<Period> {
        let zone = zone::stored(zone_name);
        let today = zone::local(now, &zone).date();
        let date = |field: &str, typed: &str, default: Date| -> Outcome<Date> {
            match typed.trim() {
                "" => Ok(default),
                text => text
                    .parse()
                    .map_err(|_| Failure::Told(AppError::field(field, Problem::NotADate))),
            }
        };
        let until = date("until", until, today)?;
        let before = until
            .checked_sub(jiff::Span::new().days(DAYS - 1))
            .unwrap_or(until);
        let from = date("from", from, before)?;
        if from > until {
            return Err(AppError::field("until", Problem::EndBeforeStart).into());
        }
        Ok(Period {
            from,
            until,
            starts_at: zone::start_of_day(from, &zone),
            ends_at: zone::start_of_day(until.tomorrow().unwrap_or(until), &zone),
        })
    }
}

/// A period that is being read.
pub struct Reading {
    pub tx: Tx,
    pub now: i64,
    pub period: Period,
    pub words: Words,
}

/// For a screen: times as the viewer reads them.
pub async fn on_screen(
    request: &RequestBackend,
    signed: &Signed,
    from: &str,
    until: &str,
) -> Outcome<Reading> {
    read(request, signed, &signed.clock, from, until).await
}

/// For a file, whose times sort. That somebody took it is kept as `action`.
pub async fn as_file(
    request: &RequestBackend,
    signed: &Signed,
    action: &str,
    from: &str,
    until: &str,
) -> Outcome<Reading> {
    let state = &request.state;
    let mut tx = state.db.write().await?;
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action,
        ..Event::default()
    };
    audit::record(&mut tx, &state.entropy, state.clock.now(), event).await?;
    tx.commit().await?;
    read(request, signed, "24", from, until).await
}

async fn read(
    request: &RequestBackend,
    signed: &Signed,
    clock: &str,
    from: &str,
    until: &str,
) -> Outcome<Reading> {
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let zone = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let period = Period::read(&zone, now, from, until)?;
    let words = Words::new(&zone, now, clock);
    Ok(Reading {
        tx,
        now,
        period,
        words,
    })
}
