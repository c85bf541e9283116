//! Delivery lines: what reached whose calendar, and when.

use super::{Outcome, RequestBackend};
use app::api::classes::*;
use domain::id::ClassId;

pub async fn get_class_delivery(
    _request: &RequestBackend,
    _id: &ClassId,
) -> Outcome<ClassDelivery> {
    Err(anyhow::anyhow!("get_class_delivery is not built yet").into())
}
