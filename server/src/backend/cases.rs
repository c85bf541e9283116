//! Cases, and where they can be booked.

use super::{Outcome, RequestBackend};
use app::api::cases::*;
use domain::id::CaseId;

pub async fn get_cases(_request: &RequestBackend, _query: &str, _page: i64) -> Outcome<CasePage> {
    Err(anyhow::anyhow!("get_cases is not built yet").into())
}

pub async fn find_cases(_request: &RequestBackend, _query: &str) -> Outcome<Vec<CaseHit>> {
    Err(anyhow::anyhow!("find_cases is not built yet").into())
}

pub async fn get_case_detail(_request: &RequestBackend, _id: &CaseId) -> Outcome<CaseDetail> {
    Err(anyhow::anyhow!("get_case_detail is not built yet").into())
}

pub async fn save_case(
    _request: &RequestBackend,
    _id: Option<&CaseId>,
    _version: i64,
    _form: CaseForm,
) -> Outcome<CaseId> {
    Err(anyhow::anyhow!("save_case is not built yet").into())
}

pub async fn get_open_classes(
    _request: &RequestBackend,
    _case_id: &CaseId,
    _filter: OpenFilter,
) -> Outcome<OpenClasses> {
    Err(anyhow::anyhow!("get_open_classes is not built yet").into())
}
