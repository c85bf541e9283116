//! Cases and the places open to them. This is the only module whose shapes carry case data.

use domain::id::{CaseId, ClassId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::calendar::DeliveryView;
use super::classes::Choice;
#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePage {
    pub cases: Vec<CaseRow>,
    pub total: i64,
    /// From 1; fifty a page.
    pub page: i64,
    pub pages: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    pub id: CaseId,
    pub reference: String,
    pub name: String,
    pub closed: bool,
    /// "Thu, Nov 19, 9:00 am"; empty = none.
    pub next_class: String,
    pub next_class_id: Option<ClassId>,
}

/// One line of the find-a-case field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseHit {
    pub id: CaseId,
    pub reference: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDetail {
    pub id: CaseId,
    pub version: i64,
    pub form: CaseForm,
    pub erased: bool,
    pub upcoming: Vec<CaseClass>,
    pub past: Vec<CaseClass>,
    /// The newest first.
    pub history: Vec<CaseEvent>,
}

/// One thing that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEvent {
    /// "Today, 10:02 am"
    pub at: String,
    /// `case.added`, `case.edited`, `case.closed`, `case.reopened`, `case.erased`, `booked`, `removed`.
    pub action: String,
    pub person: String,
    pub class_id: Option<ClassId>,
    pub class_type: String,
    /// When the class is: "Thu, Nov 19, 9:00 am".
    pub when: String,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseClass {
    pub class_id: ClassId,
    pub when: String,
    pub class_type: String,
    pub place: String,
    pub provider: String,
    pub removed: bool,
    pub canceled: bool,
    pub delivery: DeliveryView,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseForm {
    pub reference: String,
    pub name: String,
    #[serde(default)]
    pub date_of_birth: String,
    #[serde(default)]
    pub contact: String,
    /// `active` or `closed`; empty = active.
    #[serde(default)]
    pub status: String,
}

/// Where a case can be booked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenFilter {
    #[serde(default)]
    pub class_type_id: String,
    #[serde(default)]
    pub site_id: String,
    /// "2026-11-18"; empty = today.
    #[serde(default)]
    pub from: String,
    /// "on" = only classes nobody is booked into.
    #[serde(default)]
    pub unbooked: String,
    #[serde(default)]
    pub page: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenClasses {
    pub class_types: Vec<Choice>,
    pub sites: Vec<Choice>,
    pub filter: OpenFilter,
    pub rows: Vec<OpenRow>,
    pub more: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRow {
    pub class_id: ClassId,
    pub day: String,
    pub time: String,
    pub class_type: String,
    pub place: String,
    pub provider: String,
    pub connected: bool,
    pub left: i64,
    pub capacity: i64,
}

#[server(endpoint = "get_cases")]
pub async fn get_cases(query: String, page: i64) -> Result<CasePage, AppError> {
    backend()?.get_cases(query, page).await
}

#[server(endpoint = "find_cases")]
pub async fn find_cases(query: String) -> Result<Vec<CaseHit>, AppError> {
    backend()?.find_cases(query).await
}

#[server(endpoint = "get_case_detail")]
pub async fn get_case_detail(id: CaseId) -> Result<CaseDetail, AppError> {
    backend()?.get_case_detail(id).await
}

#[server(endpoint = "add_case")]
pub async fn add_case(form: CaseForm) -> Result<CaseId, AppError> {
    backend()?.save_case(None, 0, form).await
}

#[server(endpoint = "edit_case")]
pub async fn edit_case(id: CaseId, version: i64, form: CaseForm) -> Result<CaseId, AppError> {
    backend()?.save_case(Some(id), version, form).await
}

/// For good; `confirmed` says that the person has read so.
#[server(endpoint = "erase_case")]
pub async fn erase_case(
    id: CaseId,
    version: i64,
    #[server(default)] confirmed: String,
) -> Result<(), AppError> {
    backend()?.erase_case(id, version, confirmed).await
}

#[server(endpoint = "get_open_classes")]
pub async fn get_open_classes(
    case_id: CaseId,
    filter: OpenFilter,
) -> Result<OpenClasses, AppError> {
    backend()?.get_open_classes(case_id, filter).await
}
