//! The list of cases, the find-a-case field, and one case with its classes.

use app::api::cases::{CaseClass, CaseDetail, CaseForm, CaseHit, CasePage, CaseRow};
use app::error::AppError;
use domain::id::{CaseId, ClassId};
use domain::permission::Permission;

use crate::backend::classes::access;
use crate::backend::classes::rows::{ZoneWords, ids, nothing, place};
use crate::backend::{Outcome, RequestBackend, delivery};
use crate::db::{case_classes, cases};

const PAGE: i64 = 50;
const HITS: i64 = 10;
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
    let asked = ids(lines.iter().map(|line| &line.class));
    let mut delivered = delivery::lines(&mut tx, &request.state, signed, &asked).await?;
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
    Ok(CaseDetail {
        id: case.id,
        version: case.version,
        erased: case.erased_at.is_some(),
        form: CaseForm {
            reference: case.reference,
            name: case.name,
            date_of_birth: case.date_of_birth,
            contact: case.contact,
        },
        upcoming,
        past,
    })
}
