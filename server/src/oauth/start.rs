//! The way to the provider.

use axum::Extension;
use axum::Form;
use axum::extract::{Path, State as Extracted};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::permission::Permission;
use domain::provider::Provider;
use http::StatusCode;
use serde::Deserialize;

use super::redirect_uri;
use crate::backend::Signed;
use crate::db::oauth_requests::{self, NewRequest};
use crate::db::{connections, policy};
use crate::http::refusal;
use crate::providers::{Ask, Service};
use crate::secrets::sha256;
use crate::state::State;

/// Providers' own limit for the code is ten minutes; a person who takes longer starts again.
const REQUEST_LIFE_MS: i64 = 600_000;

#[derive(Debug, Deserialize)]
pub struct StartForm {
    /// "Also add my N upcoming classes": present when ticked.
    backfill: Option<String>,
}

pub async fn start(
    Extracted(state): Extracted<State>,
    Extension(signed): Extension<Option<Signed>>,
    Path(provider): Path<String>,
    Form(form): Form<StartForm>,
) -> Response {
    let Some(provider) = Provider::parse(&provider) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(signed) = signed else {
        return Redirect::to("/sign-in?return_to=/profile/external").into_response();
    };
    if !signed.permissions.allows(Permission::CalendarConnect) {
        return refusal::page(
            StatusCode::FORBIDDEN,
            "Your role does not include this",
            "Your role does not include this. Ask an administrator for “Calendar integration”.",
        );
    }
    match leading_page(&state, &signed, provider, form.backfill.is_some()).await {
        Ok(page) => page,
        Err(error) => refusal::broke(&state, &format!("starting a connect: {error:#}")),
    }
}

async fn leading_page(
    state: &State,
    signed: &Signed,
    provider: Provider,
    backfill: bool,
) -> anyhow::Result<Response> {
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let policy = policy::of(&mut tx, &signed.org_id).await?.accounts();
    let allowed = policy.providers.contains(&provider);
    let Some(service) = Service::of(&state.config, provider).filter(|_| allowed) else {
        let name = provider.calendar_name();
        return Ok(refusal::page(
            StatusCode::FORBIDDEN,
            &format!("{name} is not available here"),
            &format!("Your organization does not use {name} for this."),
        ));
    };
    let claims =
        connections::claims(&mut tx, &signed.org_id, &signed.user_id, provider.as_str()).await?;
    let token = state.entropy.token();
    let verifier = state.entropy.token();
    let nonce = state.entropy.token();
    let state_hash = sha256(&token);
    oauth_requests::insert(
        &mut tx,
        now,
        &NewRequest {
            state_hash: &state_hash,
            org_id: &signed.org_id,
            user_id: &signed.user_id,
            session_hash: &signed.session_hash,
            provider: provider.as_str(),
            verifier: &state
                .secrets
                .seal(&state.entropy, &verifier_place(&state_hash), &verifier),
            nonce: &nonce,
            backfill,
            expires_at: now + REQUEST_LIFE_MS,
        },
    )
    .await?;
    tx.commit().await?;
    let url = service.authorize_url(&Ask {
        redirect_uri: &redirect_uri(state, provider),
        state: &token,
        nonce: &nonce,
        verifier: &verifier,
        claims: claims.as_deref(),
    })?;
    let url = url.as_str().replace('&', "&amp;").replace('"', "&quot;");
    let maker = provider.maker();
    Ok(Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"refresh\" content=\"0;url={url}\">\
         <title>To {maker}</title></head>\
         <body><main><h1>Taking you to {maker}</h1>\
         <p><a href=\"{url}\">Continue to {maker}</a></p></main></body></html>"
    ))
    .into_response())
}

pub fn verifier_place(state_hash: &str) -> String {
    format!("oauth_request|{state_hash}|verifier")
}
