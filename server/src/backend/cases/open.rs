//! Where a case can be booked: upcoming classes and availabilities with a place left.

use app::api::cases::{OpenClasses, OpenFilter, OpenRow};
use app::api::classes::Choice;
use app::error::AppError;
use domain::id::CaseId;
use domain::permission::Permission;

use crate::backend::classes::access;
use crate::backend::classes::rows::{ZoneWords, place};
use crate::backend::{Outcome, RequestBackend};
use crate::db::case_classes::{self, OpenSearch};
use crate::db::{cases, catalog};
use crate::zone;

const PAGE: i64 = 50;

pub async fn get_open_classes(
    request: &RequestBackend,
    case_id: &CaseId,
    filter: OpenFilter,
) -> Outcome<OpenClasses> {
    let signed = request.allowed(Permission::CasesManage)?;
    let only_of = access::sees_classes_of(signed)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    cases::find(&mut tx, &signed.org_id, case_id)
        .await?
        .filter(|case| case.erased_at.is_none())
        .ok_or(AppError::NotFound)?;
    let home = catalog::organization_zone(&mut tx, &signed.org_id).await?;
    let mut zones = ZoneWords::new(now, &signed.clock);
    let today = zones.of(&home).today();
    let from = zone::parse_date(&filter.from).unwrap_or(today).max(today);
    let page = filter.page.max(1);
    let search = OpenSearch {
        case_id,
        class_type_id: &filter.class_type_id,
        site_id: &filter.site_id,
        provider: only_of,
        after: zone::start_of_day(from, &zone::stored(&home)).max(now),
        unbooked_only: i64::from(!filter.unbooked.is_empty()),
        // One more tells whether there is another page.
        limit: PAGE + 1,
        offset: (page - 1).saturating_mul(PAGE),
    };
    let mut lines = case_classes::open(&mut tx, &signed.org_id, &search).await?;
    let page_len = usize::try_from(PAGE).expect("a page is short");
    let more = lines.len() > page_len;
    lines.truncate(page_len);
    let class_types = catalog::class_type_choices(&mut tx, &signed.org_id).await?;
    let sites = catalog::sites(&mut tx, &signed.org_id).await?;

    let rows = lines
        .into_iter()
        .map(|line| {
            let class = line.class;
            let words = zones.of(&class.time_zone);
            OpenRow {
                day: words.near_day(class.starts_at),
                time: words.range(class.starts_at, class.ends_at),
                place: place(&class.site, &class.room),
                connected: line.connected == 1,
                left: class.capacity - class.booked,
                capacity: class.capacity,
                class_id: class.id,
                class_type: class.class_type,
                provider: class.provider,
            }
        })
        .collect();
    Ok(OpenClasses {
        class_types: class_types
            .into_iter()
            .map(|line| Choice {
                id: line.id,
                name: line.name,
            })
            .collect(),
        sites: sites
            .into_iter()
            .map(|site| Choice {
                id: site.id.to_string(),
                name: site.name,
            })
            .collect(),
        filter: OpenFilter {
            from: from.to_string(),
            page,
            ..filter
        },
        rows,
        more,
    })
}
