//! Files to take along: lists as CSV. They are pages of their own because a server function answers
//! JSON; who may have one, the backend decides.

use app::api::audit::AuditFilter;
use app::api::integration::{IntegrationFilter, LedgerFilter};
use app::error::AppError;
use axum::extract::{Extension, Query, State as Extracted};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::refusal;
use crate::backend::{Failure, Outcome, RequestBackend, Signed, audit, integration};
use crate::routes::Routes;
use crate::state::State;

pub fn routes() -> Routes {
    Routes::default()
        .get("/admin/calendar/people.csv", people)
        .get("/admin/calendar/ledger.csv", ledger)
        .get("/admin/audit.csv", events)
}

type Visitor = Extension<Option<Signed>>;

async fn people(
    Extracted(state): Extracted<State>,
    Extension(signed): Visitor,
    Query(filter): Query<IntegrationFilter>,
) -> Response {
    let request = RequestBackend { state, signed };
    let made = integration::people_csv(&request, &filter).await;
    file(&request, "calendars.csv", made)
}

async fn ledger(
    Extracted(state): Extracted<State>,
    Extension(signed): Visitor,
    Query(filter): Query<LedgerFilter>,
) -> Response {
    let request = RequestBackend { state, signed };
    let made = integration::ledger::ledger_csv(&request, &filter).await;
    file(&request, "disclosures.csv", made)
}

async fn events(
    Extracted(state): Extracted<State>,
    Extension(signed): Visitor,
    Query(filter): Query<AuditFilter>,
) -> Response {
    let request = RequestBackend { state, signed };
    let made = audit::audit_csv(&request, &filter).await;
    file(&request, "audit.csv", made)
}

fn file(request: &RequestBackend, name: &str, made: Outcome<String>) -> Response {
    match made {
        Ok(text) => (
            [
                (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (
                    CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{name}\""),
                ),
                (CACHE_CONTROL, "no-store".to_owned()),
            ],
            text,
        )
            .into_response(),
        Err(Failure::Told(AppError::SignedOut)) => Redirect::to("/sign-in").into_response(),
        Err(Failure::Told(error)) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
            refusal::page(
                status,
                "No file",
                "Your role does not include this list, or its period is not one. Nothing was made.",
            )
        }
        Err(Failure::Bug(bug)) => {
            refusal::broke(&request.state, &format!("making a file: {bug:#}"))
        }
    }
}
