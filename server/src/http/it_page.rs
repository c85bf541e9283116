//! The server's own answers around the page: the way to Entra's consent page and back, and the PDF.
//!
//! Nothing here needs a session: an administrator of the IT department has none. The page's form
//! mints a state for one hour and one use; the way back believes nothing but that state.

use std::collections::HashMap;

use app::text::EN;
use axum::extract::{Path, Query, State as Extracted};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::OrgId;
use domain::provider::Provider;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use url::Url;

use super::refusal;
use crate::approval::{ADMIN_CONSENT, facts, find, path, record};
use crate::config::MicrosoftConfig;
use crate::db::approval::{self, Approval};
use crate::providers::microsoft::{CALENDAR_SCOPE, GRAPH_SCOPE_PREFIX};
use crate::routes::Routes;
use crate::secrets::sha256;
use crate::state::State;

const STATE_MS: i64 = 3_600_000;

pub fn routes() -> Routes {
    Routes::default()
        .get("/it/{token}/kit.pdf", pdf)
        .post("/it/{token}/approve", leave)
        .get(ADMIN_CONSENT, back)
}

/// The same document as the page.
async fn pdf(Extracted(state): Extracted<State>, Path(link): Path<String>) -> Response {
    let made = async {
        let mut tx = state.db.read().await?;
        let Some(approval) = usable(&mut tx, &state, &link).await? else {
            return Ok(None);
        };
        let facts = facts(&mut tx, &state, &approval).await?;
        drop(tx);
        // Laying out takes some milliseconds of computing, which belong on no thread that serves.
        let kits = state.kits.clone();
        let pdf = tokio::task::spawn_blocking(move || kits.pdf(&EN, &facts)).await??;
        anyhow::Ok(Some(pdf))
    };
    match made.await {
        Ok(Some(pdf)) => {
            let mut response = Response::new(axum::body::Body::from(pdf.to_vec()));
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
            headers.insert(
                CONTENT_DISPOSITION,
                HeaderValue::from_static("inline; filename=\"approve-calendar-access.pdf\""),
            );
            response
        }
        Ok(None) => gone(),
        Err(error) => refusal::broke(&state, &format!("drawing the IT page: {error:#}")),
    }
}

async fn leave(Extracted(state): Extracted<State>, Path(link): Path<String>) -> Response {
    match leading_page(&state, &link).await {
        Ok(page) => page,
        Err(error) => refusal::broke(&state, &format!("leaving for admin consent: {error:#}")),
    }
}

async fn leading_page(state: &State, link: &str) -> anyhow::Result<Response> {
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let approval = usable(&mut tx, state, link).await?;
    let (Some(approval), Some(config)) = (approval, &state.config.microsoft) else {
        return Ok(gone());
    };
    if approval.provider != Provider::Microsoft.as_str() {
        return Ok(gone());
    }
    let token = state.entropy.token();
    approval::leave_for_consent(&mut tx, now, &sha256(&token), &approval, now + STATE_MS).await?;
    tx.commit().await?;
    let url = consent_url(state, config, &token)?;
    let url = url.as_str().replace('&', "&amp;").replace('"', "&quot;");
    // As on the way to a provider: a redirect would be blocked by `form-action`.
    Ok(Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"refresh\" content=\"0;url={url}\">\
         <title>{title}</title></head>\
         <body><main><h1>{title}</h1>\
         <p><a href=\"{url}\">{go_on}</a></p></main></body></html>",
        title = EN.it.taking_you,
        go_on = EN.it.continue_entra,
    ))
    .into_response())
}

/// One tenant where there is one, else whichever the administrator signs in to.
fn consent_url(state: &State, config: &MicrosoftConfig, token: &str) -> anyhow::Result<Url> {
    let tenant = match config.tenant.as_str() {
        "common" | "consumers" => "organizations",
        tenant => tenant,
    };
    let mut url = Url::parse(&config.admin_consent_url.replace("{tenant}", tenant))?;
    let scope = ["openid", "profile", "email", "offline_access"]
        .into_iter()
        .map(str::to_owned)
        .chain(
            ["User.Read", CALENDAR_SCOPE]
                .into_iter()
                .map(|name| format!("{GRAPH_SCOPE_PREFIX}{name}")),
        )
        .collect::<Vec<_>>()
        .join(" ");
    url.query_pairs_mut()
        .append_pair("client_id", &config.client_id)
        .append_pair("scope", &scope)
        .append_pair(
            "redirect_uri",
            &format!("{}{ADMIN_CONSENT}", state.config.public_url),
        )
        .append_pair("state", token);
    Ok(url)
}

async fn back(
    Extracted(state): Extracted<State>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    match decided(&state, &query).await {
        Ok(response) => response,
        Err(error) => refusal::broke(&state, &format!("back from admin consent: {error:#}")),
    }
}

/// `error` first: `admin_consent=True` stands in refusals too. The tenant it names is not believed.
async fn decided(state: &State, query: &HashMap<String, String>) -> anyhow::Result<Response> {
    let now = state.clock.now();
    let token = query.get("state").map_or("", String::as_str);
    let mut tx = state.db.write().await?;
    let Some(approval) = approval::back_from_consent(&mut tx, now, &sha256(token)).await? else {
        return Ok(refusal::page(
            StatusCode::GONE,
            "Start again from the page for IT",
            "That answer was for a request we no longer wait for. Open the page you were sent, and start again from there.",
        ));
    };
    let org: OrgId = approval.org_id.parse()?;
    let granted = query
        .get("admin_consent")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let result = match query.get("error").map(String::as_str) {
        None if granted => {
            if approval::approved(&mut tx, now, &approval.id).await? == 1 {
                let action = "approval.unverified";
                record(&mut tx, state, &org, None, action, Provider::Microsoft).await?;
            }
            "approved"
        }
        // Leaving Entra's page without a decision is no decision.
        _ => "refused",
    };
    tx.commit().await?;
    Ok(Redirect::to(&format!("{}?result={result}", path(state, &approval))).into_response())
}

/// The page of a link that still works.
async fn usable(
    tx: &mut crate::db::Tx,
    state: &State,
    link: &str,
) -> anyhow::Result<Option<Approval>> {
    let now = state.clock.now();
    Ok(find(tx, state, link)
        .await?
        .filter(|approval| approval.expires_at > now))
}

fn gone() -> Response {
    refusal::page(
        StatusCode::GONE,
        "This page is not there any more",
        "Ask the person who sent the link for a new one.",
    )
}
