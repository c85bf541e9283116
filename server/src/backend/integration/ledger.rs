//! The disclosure ledger of the whole organization: every message ever sent to a calendar.

use app::api::integration::{Ledger, LedgerFilter, LedgerLine};
use domain::permission::Permission;
use domain::provider::Provider;

use super::pattern;
use crate::backend::period::{self, BATCH, EXPORTED, Reading};
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::csv::Csv;
use crate::db::integration::{self, LedgerAsked, LedgerRow};
use crate::words::Words;

const PAGE: i64 = 50;

pub async fn get_ledger(request: &RequestBackend, filter: LedgerFilter) -> Outcome<Ledger> {
    let signed = request.allowed(Permission::CalendarManage)?;
    let Reading {
        mut tx,
        now,
        period,
        words,
    } = period::on_screen(request, signed, &filter.from, &filter.until).await?;
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
    let signed = request.allowed(Permission::CalendarManage)?;
    let Reading {
        mut tx,
        period,
        words,
        ..
    } = period::as_file(
        request,
        signed,
        "ledger.exported",
        &filter.from,
        &filter.until,
    )
    .await?;
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
