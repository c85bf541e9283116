//! Class types and sites.

use super::{Outcome, RequestBackend};
use app::api::catalog::*;
use domain::id::{ClassTypeId, SiteId};

pub async fn get_catalog(_request: &RequestBackend) -> Outcome<Catalog> {
    Err(anyhow::anyhow!("get_catalog is not built yet").into())
}

pub async fn save_class_type(
    _request: &RequestBackend,
    _id: Option<&ClassTypeId>,
    _version: i64,
    _form: ClassTypeForm,
) -> Outcome<()> {
    Err(anyhow::anyhow!("save_class_type is not built yet").into())
}

pub async fn save_site(
    _request: &RequestBackend,
    _id: Option<&SiteId>,
    _version: i64,
    _form: SiteForm,
) -> Outcome<()> {
    Err(anyhow::anyhow!("save_site is not built yet").into())
}
