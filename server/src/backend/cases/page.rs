//! The list of cases, the find-a-case field, and one case with its classes.

use app::api::cases::{CaseClass, CaseDetail, CaseEvent, CaseForm, CaseHit, CasePage, CaseRow};
use app::error::AppError;
use domain::id::{CaseId, ClassId};
use domain::permission::Permission;

use super::save;
use crate::backend::classes::access;
use crate::backend::classes::rows::{ZoneWords, ids, nothing, place};
use crate::backend::{Outcome, RequestBackend, delivery};
use crate::db::case_history::{self, CaseStep};
use crate::db::{case_classes, cases, catalog};

const PAGE: i64 = 50;
const HITS: i64 = 10;
const HISTORY: i64 = 100;
/// Fewer letters find everybody.
const HITS_FROM: usize = 2;

pub async fn get_cases(request: &RequestBackend, query: &str, page: i64) -> Outcome<CasePage> {
    let signed = request.allowed(Permission::CasesManage)?;
    let now = request.state.clock.now();
    let query = query.trim();
    let mut tx = request.state.db.read().await?;
    let total = cases::count(&mut tx, &signed.org_id, query).await?;
    let pages = ((total + PAGE - 1) / PAGE).max(1);
    let page = page.clamp(1, pages);
    let offset = (page - 1) * PAGE;
    let lines = cases::list(&mut tx, now, &signed.org_id, query, PAGE, offset).await?;
    let mut zones = ZoneWords::new(now, &signed.clock);
    let cases = lines
        .into_iter()
        .map(|line| {
            let next_class_id = ClassId::try_from(line.next_class_id).ok();
            let next_class = match next_class_id {
                Some(_) => zones.of(&line.next_zone).day_time(line.next_starts_at),
                None => String::new(),
            };
            CaseRow {
                id: line.id,
                reference: line.reference,
                name: line.name,
                closed: line.closed == 1,
                next_class,
                next_class_id,
            }
        })
        .collect();
    Ok(CasePage {
        cases,
        total,
        page,
        pages,
    })
}

pub async fn find_cases(request: &RequestBackend, query: &str) -> Outcome<Vec<CaseHit>> {
    let signed = request.allowed(Permission::CasesManage)?;
    let query = query.trim();
    if query.chars().count() < HITS_FROM {
        return Ok(Vec::new());
    }
    let mut tx = request.state.db.read().await?;
    let found = cases::search(&mut tx, &signed.org_id, query, HITS).await?;
    Ok(found
        .into_iter()
        .map(|case| CaseHit {
            id: case.id,
            reference: case.reference,
            name: case.name,
        })
        .collect())
}

pub async fn get_case_detail(request: &RequestBackend, id: &CaseId) -> Outcome<CaseDetail> {
    let signed = request.allowed(Permission::CasesManage)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let case = cases::find(&mut tx, &signed.org_id, id)
        .await?
        .ok_or(AppError::NotFound)?;
    // Whoever sees no classes sees the case without them.
    let lines = match access::sees_classes_of(signed) {
        Ok(only_of) => case_classes::all(&mut tx, &signed.org_id, id, only_of).await?,
        Err(_) => Vec::new(),
    };
    let provider = access::sees_classes_of(signed).unwrap_or(signed.user_id.as_str());
    let steps = case_history::steps(&mut tx, &signed.org_id, id, provider, HISTORY).await?;
    let asked = ids(lines.iter().map(|line| &line.class));
    let mut delivered = delivery::lines(&mut tx, &request.state, signed, &asked).await?;
    let home = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    drop(tx);

    let mut zones = ZoneWords::new(now, &signed.clock);
    let (mut upcoming, mut past) = (Vec::new(), Vec::new());
    for line in lines {
        let class = line.class;
        let row = CaseClass {
            when: zones
                .of(&class.time_zone)
                .day_dot_range(class.starts_at, class.ends_at),
            place: place(&class.site, &class.room),
            removed: line.removed == 1,
            canceled: class.canceled == 1,
            delivery: delivered.remove(&class.id).unwrap_or_else(nothing),
            class_id: class.id,
            class_type: class.class_type,
            provider: class.provider,
        };
        if class.ends_at > now {
            upcoming.push(row);
        } else {
            past.push(row);
        }
    }
    // The nearest first, in both directions.
    upcoming.reverse();
    let history = steps.into_iter().map(|step| event(step, &home, &mut zones));
    let history = history.collect();
    let erased = case.erased_at.is_some();
    Ok(CaseDetail {
        version: case.version,
        erased,
        // What is stored of an erased case is no identity, and is not shown as one.
        form: if erased {
            CaseForm::default()
        } else {
            save::form_of(&case)
        },
        id: case.id,
        history,
        upcoming,
        past,
    })
}

fn event(step: CaseStep, home: &str, zones: &mut ZoneWords) -> CaseEvent {
    let class_id = ClassId::try_from(step.class_id).ok();
    CaseEvent {
        at: zones.of(home).recent(step.at),
        when: match class_id {
            Some(_) => zones.of(&step.time_zone).day_time(step.starts_at),
            None => String::new(),
        },
        action: step.action,
        person: step.person,
        class_id,
        class_type: step.class_type,
        reason: step.reason,
    }
}
