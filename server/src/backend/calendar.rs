//! The EXTERNAL tab.

use super::{Outcome, RequestBackend};
use app::api::calendar::*;
use domain::id::ClassId;

pub async fn get_calendar_panel(_request: &RequestBackend) -> Outcome<CalendarPanel> {
    Err(anyhow::anyhow!("get_calendar_panel is not built yet").into())
}

pub async fn disconnect_calendar(_request: &RequestBackend, _remove: bool) -> Outcome<()> {
    Err(anyhow::anyhow!("disconnect_calendar is not built yet").into())
}

pub async fn finish_disconnect(_request: &RequestBackend) -> Outcome<()> {
    Err(anyhow::anyhow!("finish_disconnect is not built yet").into())
}

pub async fn try_calendar_now(_request: &RequestBackend) -> Outcome<()> {
    Err(anyhow::anyhow!("try_calendar_now is not built yet").into())
}

pub async fn put_back(_request: &RequestBackend, _class_id: &ClassId) -> Outcome<()> {
    Err(anyhow::anyhow!("put_back is not built yet").into())
}

pub async fn get_sent_messages(_request: &RequestBackend, _page: i64) -> Outcome<Vec<SentMessage>> {
    Err(anyhow::anyhow!("get_sent_messages is not built yet").into())
}
