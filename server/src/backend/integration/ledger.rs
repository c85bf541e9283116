//! The disclosure ledger of the whole organization: every message ever sent to a calendar.

use app::api::integration::{Ledger, LedgerFilter, LedgerLine};
use app::error::{AppError, Problem};
use domain::permission::Permission;
use domain::provider::Provider;
use jiff::civil::Date;

use super::pattern;
use crate::backend::{Failure, Outcome, RequestBackend, Signed};
use crate::csv::Csv;
use crate::db::Tx;
use crate::db::audit::{self, Event};
use crate::db::catalog;
use crate::db::integration::{self, LedgerAsked, LedgerRow};
use crate::words::Words;
use crate::zone;

const PAGE: i64 = 50;
/// Shown when no period was chosen.
const DAYS: i64 = 30;
/// Rows read at once for the file, and at most.
const BATCH: i64 = 2_000;
const EXPORTED: i64 = 100_000;

/// A period of whole days in the organization's zone.
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
    pub fn read(zone_name: &str, now: i64, from: &str, until: &str) -> Outcome<Period> {
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

pub async fn get_ledger(request: &RequestBackend, filter: LedgerFilter) -> Outcome<Ledger> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let zone = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let period = Period::read(&zone, now, &filter.from, &filter.until)?;
    let page = filter.page.clamp(1, 100_000);
    let asked = LedgerAsked {
        from: period.starts_at,
        until: period.ends_at,
        pattern: pattern(&filter.q),
        // One more says whether there is another page.
        limit: PAGE + 1,
        offset: (page - 1) * PAGE,
    };
    let mut rows = integration::ledger(&mut tx, &signed.org_id, &asked).await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(rows.len()));
    let words = Words::new(&zone, now, &signed.clock);
    Ok(Ledger {
        rows: rows
            .into_iter()
            .map(|row| line(signed, &words, now, row))
            .collect(),
        page,
        more,
        from: period.from.to_string(),
        until: period.until.to_string(),
    })
}

fn line(signed: &Signed, words: &Words, now: i64, row: LedgerRow) -> LedgerLine {
    LedgerLine {
        at: words.recent(row.created_at),
        class: match (&row.class_type, row.starts_at, &row.time_zone) {
            (Some(name), Some(at), Some(zone)) => format!(
                "{name}, {}",
                Words::new(zone, now, &signed.clock).day_time(at)
            ),
            _ => String::new(),
        },
        class_id: row.class_id.as_deref().and_then(|id| id.parse().ok()),
        calendar: Provider::parse(&row.provider)
            .map(|p| p.calendar_name().to_owned())
            .unwrap_or_default(),
        person: row.person,
        operation: row.operation,
        fields: row.fields,
        answer: row.answer.unwrap_or_default(),
    }
}

/// The whole period as a file. That somebody took it is kept, too.
pub async fn ledger_csv(request: &RequestBackend, filter: &LedgerFilter) -> Outcome<String> {
    let signed = request.allowed(Permission::CalendarManage)?.clone();
    let state = &request.state;
    let now = state.clock.now();
    let mut tx: Tx = state.db.write().await?;
    let event = Event {
        org: Some(&signed.org_id),
        actor: Some(&signed.user_id),
        action: "ledger.exported",
        ..Event::default()
    };
    audit::record(&mut tx, &state.entropy, now, event).await?;
    tx.commit().await?;
    let mut tx = state.db.read().await?;
    let zone = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let period = Period::read(&zone, now, &filter.from, &filter.until)?;
    let words = Words::new(&zone, now, "24");
    let mut csv = Csv::with_head(&[
        "When",
        "Person",
        "Calendar",
        "Class",
        "Class id",
        "Operation",
        "Fields",
        "Content hash",
        "Answer",
    ]);
    let mut offset = 0;
    while offset < EXPORTED {
        let asked = LedgerAsked {
            from: period.starts_at,
            until: period.ends_at,
            pattern: pattern(&filter.q),
            limit: BATCH,
            offset,
        };
        let rows = integration::ledger(&mut tx, &signed.org_id, &asked).await?;
        let last = (rows.len() as i64) < BATCH;
        for row in rows {
            csv.row(&[
                words.sortable(row.created_at),
                row.person,
                row.provider,
                row.class_type.unwrap_or_default(),
                row.class_id.unwrap_or_default(),
                row.operation,
                row.fields,
                row.content_hash,
                row.answer.unwrap_or_default(),
            ]);
        }
        if last {
            break;
        }
        offset += BATCH;
    }
    Ok(csv.into_text())
}
