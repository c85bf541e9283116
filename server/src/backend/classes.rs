//! Availabilities, classes and their rosters.

use super::{Outcome, RequestBackend};
use app::api::classes::*;
use domain::id::{CaseId, ClassId};

pub async fn get_class_week(
    _request: &RequestBackend,
    _scope: &str,
    _date: &str,
) -> Outcome<ClassWeek> {
    Err(anyhow::anyhow!("get_class_week is not built yet").into())
}

pub async fn get_class_by_link(_request: &RequestBackend, _token: &str) -> Outcome<ClassId> {
    Err(anyhow::anyhow!("get_class_by_link is not built yet").into())
}

pub async fn get_class_detail(_request: &RequestBackend, _id: &ClassId) -> Outcome<ClassDetail> {
    Err(anyhow::anyhow!("get_class_detail is not built yet").into())
}

pub async fn get_class_roster(_request: &RequestBackend, _id: &ClassId) -> Outcome<ClassRoster> {
    Err(anyhow::anyhow!("get_class_roster is not built yet").into())
}

pub async fn get_availability_options(
    _request: &RequestBackend,
    _id: Option<&ClassId>,
) -> Outcome<AvailabilityOptions> {
    Err(anyhow::anyhow!("get_availability_options is not built yet").into())
}

pub async fn add_availability(
    _request: &RequestBackend,
    _form: AvailabilityForm,
) -> Outcome<ClassId> {
    Err(anyhow::anyhow!("add_availability is not built yet").into())
}

pub async fn edit_availability(
    _request: &RequestBackend,
    _id: &ClassId,
    _version: i64,
    _form: AvailabilityForm,
) -> Outcome<ClassId> {
    Err(anyhow::anyhow!("edit_availability is not built yet").into())
}

pub async fn act_on_class(
    _request: &RequestBackend,
    _id: &ClassId,
    _version: i64,
    _action: ClassAction,
) -> Outcome<()> {
    Err(anyhow::anyhow!("act_on_class is not built yet").into())
}

pub async fn book_case(
    _request: &RequestBackend,
    _class_id: &ClassId,
    _case: &str,
) -> Outcome<Booked> {
    Err(anyhow::anyhow!("book_case is not built yet").into())
}

pub async fn remove_case(
    _request: &RequestBackend,
    _class_id: &ClassId,
    _case_id: &CaseId,
    _reason: &str,
) -> Outcome<Booked> {
    Err(anyhow::anyhow!("remove_case is not built yet").into())
}
