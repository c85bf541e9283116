//! Signing in and out, one-time links, the Profile.

use super::{Outcome, RequestBackend};
use app::api::session::*;

pub async fn get_viewer(_request: &RequestBackend) -> Outcome<Option<Viewer>> {
    Err(anyhow::anyhow!("get_viewer is not built yet").into())
}

pub async fn get_sign_in_page(_request: &RequestBackend) -> Outcome<SignInPage> {
    Err(anyhow::anyhow!("get_sign_in_page is not built yet").into())
}

pub async fn sign_in(
    _request: &RequestBackend,
    _email: &str,
    _password: String,
    _return_to: &str,
) -> Outcome<()> {
    Err(anyhow::anyhow!("sign_in is not built yet").into())
}

pub async fn sign_out(_request: &RequestBackend) -> Outcome<()> {
    Err(anyhow::anyhow!("sign_out is not built yet").into())
}

pub async fn request_password_reset(_request: &RequestBackend, _email: &str) -> Outcome<()> {
    Err(anyhow::anyhow!("request_password_reset is not built yet").into())
}

pub async fn get_link_info(_request: &RequestBackend, _token: &str) -> Outcome<LinkInfo> {
    Err(anyhow::anyhow!("get_link_info is not built yet").into())
}

pub async fn use_link(
    _request: &RequestBackend,
    _token: &str,
    _name: &str,
    _password: String,
) -> Outcome<()> {
    Err(anyhow::anyhow!("use_link is not built yet").into())
}

pub async fn get_profile(_request: &RequestBackend) -> Outcome<Profile> {
    Err(anyhow::anyhow!("get_profile is not built yet").into())
}

pub async fn save_profile(
    _request: &RequestBackend,
    _name: &str,
    _appearance: &str,
    _clock: &str,
    _version: i64,
) -> Outcome<()> {
    Err(anyhow::anyhow!("save_profile is not built yet").into())
}

pub async fn set_appearance(_request: &RequestBackend, _appearance: &str) -> Outcome<()> {
    Err(anyhow::anyhow!("set_appearance is not built yet").into())
}

pub async fn change_password(
    _request: &RequestBackend,
    _current: String,
    _new: String,
) -> Outcome<()> {
    Err(anyhow::anyhow!("change_password is not built yet").into())
}

pub async fn get_signed_in_devices(_request: &RequestBackend) -> Outcome<Vec<SignedInDevice>> {
    Err(anyhow::anyhow!("get_signed_in_devices is not built yet").into())
}

pub async fn sign_out_everywhere_else(_request: &RequestBackend) -> Outcome<()> {
    Err(anyhow::anyhow!("sign_out_everywhere_else is not built yet").into())
}
