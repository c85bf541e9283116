//! Class types and sites.

use domain::id::{ClassTypeId, SiteId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::backend::backend;
use crate::error::AppError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    pub class_types: Vec<ClassTypeRow>,
    pub sites: Vec<SiteRow>,
    /// IANA names the site form offers.
    pub time_zones: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassTypeRow {
    pub id: ClassTypeId,
    pub version: i64,
    pub form: ClassTypeForm,
    /// Upcoming booked classes whose event would change with the alias.
    pub upcoming: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRow {
    pub id: SiteId,
    pub version: i64,
    pub form: SiteForm,
    /// "Chicago time (America/Chicago)"
    pub zone: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassTypeForm {
    pub name: String,
    #[serde(default)]
    pub calendar_alias: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteForm {
    pub name: String,
    pub time_zone: String,
}

#[server(endpoint = "get_catalog")]
pub async fn get_catalog() -> Result<Catalog, AppError> {
    backend()?.get_catalog().await
}

#[server(endpoint = "add_class_type")]
pub async fn add_class_type(form: ClassTypeForm) -> Result<(), AppError> {
    backend()?.save_class_type(None, 0, form).await
}

#[server(endpoint = "edit_class_type")]
pub async fn edit_class_type(
    id: ClassTypeId,
    version: i64,
    form: ClassTypeForm,
) -> Result<(), AppError> {
    backend()?.save_class_type(Some(id), version, form).await
}

#[server(endpoint = "add_site")]
pub async fn add_site(form: SiteForm) -> Result<(), AppError> {
    backend()?.save_site(None, 0, form).await
}

#[server(endpoint = "edit_site")]
pub async fn edit_site(id: SiteId, version: i64, form: SiteForm) -> Result<(), AppError> {
    backend()?.save_site(Some(id), version, form).await
}
