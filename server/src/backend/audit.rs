//! Audit: what happened, what became of every mail, and the demo's mailbox.

use app::api::audit::{
    AREAS, AuditFilter, AuditLine, AuditPage, DemoLetter, MailLine, MailPage, MailState,
};
use app::error::AppError;
use domain::permission::Permission;

use super::integration::pattern;
use super::period::{self, BATCH, EXPORTED, Period, Reading};
use super::{Outcome, RequestBackend, Signed};
use crate::config::Mode;
use crate::csv::Csv;
use crate::db::audit::{self, Asked, Row};
use crate::db::catalog;
use crate::db::mail::{self, MailRow};
use crate::words::Words;

const PAGE: i64 = 50;
const DEMO_LETTERS: i64 = 50;

pub async fn get_audit(request: &RequestBackend, filter: AuditFilter) -> Outcome<AuditPage> {
    let signed = request.allowed(Permission::AuditView)?;
    let Reading {
        mut tx,
        now,
        period,
        words,
    } = period::on_screen(request, signed, &filter.from, &filter.until).await?;
    let page = filter.page.clamp(1, 100_000);
    let asked = Asked {
        limit: PAGE + 1,
        offset: (page - 1) * PAGE,
        ..asked(&filter, &period)
    };
    let mut rows = audit::list(&mut tx, &signed.org_id, &asked).await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(rows.len()));
    Ok(AuditPage {
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

fn asked(filter: &AuditFilter, period: &Period) -> Asked {
    let area = AREAS.contains(&filter.area.as_str());
    Asked {
        from: period.starts_at,
        until: period.ends_at,
        pattern: pattern(&filter.q),
        // Codes are ours: `sign_in_refused`, `signed_out`, `calendar.connect`.
        action: match filter.area.as_str() {
            "sign_in" => "%sign%".to_owned(),
            area_name if area => format!("{area_name}%"),
            _ => String::new(),
        },
        limit: BATCH,
        offset: 0,
    }
}

fn line(signed: &Signed, words: &Words, now: i64, row: Row) -> AuditLine {
    AuditLine {
        at: words.recent(row.at),
        to: target(&row, |zone, at| {
            Words::new(zone, now, &signed.clock).day_time(at)
        }),
        class_id: (row.target_kind == "class")
            .then(|| row.target_id.parse().ok())
            .flatten(),
        who: row.actor.unwrap_or_default(),
        action: row.action,
        detail: row.detail,
    }
}

/// What it is called now, else its kind and as much of its id as tells two apart.
fn target(row: &Row, time: impl Fn(&str, i64) -> String) -> String {
    match (&row.target, row.class_starts_at, &row.class_zone) {
        (Some(name), Some(at), Some(zone)) => format!("{name}, {}", time(zone, at)),
        (Some(name), _, _) => name.clone(),
        (None, _, _) if row.target_kind.is_empty() => String::new(),
        (None, _, _) => {
            let kind = row.target_kind.replace('_', " ");
            let id = row.target_id.get(row.target_id.len().saturating_sub(8)..);
            format!("{kind} {}", id.unwrap_or_default())
        }
    }
}

/// The whole period as a file, with ids. That somebody took it is kept, too.
pub async fn audit_csv(request: &RequestBackend, filter: &AuditFilter) -> Outcome<String> {
    let signed = request.allowed(Permission::AuditView)?;
    let Reading {
        mut tx,
        now,
        period,
        words,
    } = period::as_file(
        request,
        signed,
        "audit.exported",
        &filter.from,
        &filter.until,
    )
    .await?;
    let mut csv = Csv::with_head(&["When", "Who", "Action", "Kind", "To", "Id", "Detail"]);
    let mut asked = asked(filter, &period);
    while asked.offset < EXPORTED {
        let rows = audit::list(&mut tx, &signed.org_id, &asked).await?;
        let last = (rows.len() as i64) < BATCH;
        for row in rows {
            let to = target(&row, |zone, at| Words::new(zone, now, "24").sortable(at));
            csv.row(&[
                words.sortable(row.at),
                row.actor.unwrap_or_default(),
                row.action,
                row.target_kind,
                to,
                row.target_id,
                row.detail,
            ]);
        }
        if last {
            break;
        }
        asked.offset += BATCH;
    }
    Ok(csv.into_text())
}

pub async fn get_mails(request: &RequestBackend, page: i64) -> Outcome<MailPage> {
    let signed = request.allowed(Permission::AuditView)?;
    let state = &request.state;
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    let org = signed.org_id.as_str();
    let (total, _) = mail::counts(&mut tx, org).await?;
    let pages = ((total + PAGE - 1) / PAGE).max(1);
    let page = page.clamp(1, pages);
    let rows = mail::list(&mut tx, org, PAGE, (page - 1) * PAGE).await?;
    let zone = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let words = Words::new(&zone, now, &signed.clock);
    Ok(MailPage {
        rows: rows.into_iter().map(|row| mail_line(&words, row)).collect(),
        total,
        page,
        pages,
        set_up: state.config.mail.is_some() || state.config.mode == Mode::Demo,
    })
}

fn mail_line(words: &Words, row: MailRow) -> MailLine {
    let (state, when) = match (row.sent_at, row.failed_at) {
        (Some(at), _) => (MailState::Sent, words.moment(at)),
        (None, Some(at)) => (MailState::GivenUp, words.moment(at)),
        (None, None) if row.last_error.is_empty() => (MailState::Waiting, String::new()),
        (None, None) => (MailState::TryingAgain, words.moment(row.next_at)),
    };
    MailLine {
        at: words.recent(row.created_at),
        to: row.person.unwrap_or(row.recipient),
        letter: row.template,
        state,
        when,
        error: row.last_error,
    }
}

/// In demo mode nothing leaves the computer, so everybody may read everything.
pub async fn get_demo_mailbox(request: &RequestBackend) -> Outcome<Vec<DemoLetter>> {
    let state = &request.state;
    if state.config.mode != Mode::Demo {
        return Err(AppError::NotFound.into());
    }
    let now = state.clock.now();
    let mut tx = state.db.read().await?;
    Ok(mail::demo_mailbox(&mut tx, DEMO_LETTERS)
        .await?
        .into_iter()
        .map(|letter| DemoLetter {
            at: Words::new(&letter.time_zone, now, "12").recent(letter.created_at),
            to: letter.recipient,
            subject: letter.subject,
            body: letter.body,
        })
        .collect())
}
