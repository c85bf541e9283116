//! «Need admin approval»: what people see whose tenant does not let them consent.
//!
//! With the consent workflow there is a form that reaches the administrators; without it only the
//! way back to the application, and some tenants do not even have that.

use axum::body::Bytes;
use axum::extract::{Form, OriginalUri, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::consent::{self, Need};
use super::pages::{self, Step, show, stopped};
use super::state::{Approval, Grant, Microsoft, MicrosoftChange};
use super::{decide, federation, steps};
use crate::pages::esc;
use crate::pages::parts::{chip, head};
use crate::sim::{Desk, Sim};

/// The page for one step that only an administrator can go on with.
pub fn page(sim: &Sim, desk: &Desk, step: &Step, back: &str) -> Response {
    let tenant = desk.microsoft.tenants.get(&step.account.tid);
    let policy = tenant
        .map(|tenant| tenant.policy.clone())
        .unwrap_or_default();
    let product = esc(sim.product());
    let action = format!("/microsoft/{}/signin/approval", esc(&step.ask.tenant));
    let carried = steps::carried(step);
    let (title, said) = match policy.workflow {
        true => ("Approval required", form(step, &action, &product)),
        false => (
            "Need admin approval",
            format!(
                "<p><strong>{product}</strong> needs permission to access resources in your \
                 organization that only an admin can grant. Please ask an admin to grant permission \
                 to this app before you can use it.</p>\n\
                 <p><a href=\"/microsoft/{}/oauth2/v2.0/authorize?{}\">Have an admin account? Sign \
                 in with that account</a></p>",
                esc(&step.ask.tenant),
                esc(&step.query),
            ),
        ),
    };
    let way_back = match policy.way_back {
        true => format!(
            "<form method=\"post\" action=\"{action}\">\n{carried}\n<p><button class=\"link\" \
             name=\"choice\" value=\"return\">Return to the application without granting \
             consent</button></p>\n</form>"
        ),
        false => String::new(),
    };
    let main = format!(
        "{}\n{}\n<h1>{title}</h1>\n{said}\n{way_back}",
        head("Microsoft · need admin approval", Some("2 of 2")),
        chip(&step.account.address),
    );
    show(desk, back, title, main)
}

fn form(step: &Step, action: &str, product: &str) -> String {
    format!(
        r#"<p>This app requires your admin’s approval. <strong>{product}</strong> would like to:</p>
{}
<form class="fields" method="post" action="{action}">
{}
<label>Enter justification for requesting this app <textarea name="reason" rows="3" required maxlength="500">
</textarea></label>
<button name="choice" value="send">Send request</button>
</form>"#,
        steps::list(&step.ask.scopes),
        steps::carried(step),
    )
}

/// The form of that page, or the link back.
pub async fn send(
    State(sim): State<Sim>,
    Path(tenant): Path<String>,
    uri: OriginalUri,
    body: Bytes,
) -> Response {
    let mut desk = sim.desk();
    let step = match Step::read(&desk, &tenant, &body) {
        Ok(step) => step,
        Err(stop) => return stopped(&sim, &desk, "/", stop),
    };
    let again = || {
        let address = &step.account.address;
        let again = pages::to_sign_in(&tenant, &step.query, address, &step.proof);
        Redirect::to(&again).into_response()
    };
    let need = consent::need(&desk.microsoft, &step.ask, &step.account);
    let elsewhere = federation::needed(&sim, &desk, &step.account, &step.proof);
    if elsewhere.is_some() || need != Need::Administrator {
        return again();
    }
    if step.fields.get("choice").map(String::as_str) == Some("return") {
        return pages::sent(&desk, &decide::gave_up(&desk, &step.ask));
    }
    let reason = step.fields.get("reason").map_or("", String::as_str);
    if !form_reaches(&desk.microsoft, &step) || reason.trim().is_empty() {
        return again();
    }
    decide::request(&mut desk, &step.ask, &step.account, reason);
    let main = format!(
        "{}\n{}\n<h1>Request sent</h1>\n<p>Your request has been sent to your admin. You’ll get an \
         email when it has been reviewed. You can close this page.</p>",
        head("Microsoft · need admin approval", None),
        chip(&step.account.address),
    );
    show(&desk, pages::here(&uri), "request sent", main)
}

pub fn form_reaches(microsoft: &Microsoft, step: &Step) -> bool {
    let tenant = microsoft.tenants.get(&step.account.tid);
    tenant.is_some_and(|tenant| tenant.policy.workflow)
}

/// The requests administrators have not decided yet, for the first page.
pub fn list(desk: &Desk) -> String {
    let open = |approval: &&Approval| approval.decided.is_none();
    let rows: String = desk
        .microsoft
        .approvals
        .values()
        .filter(open)
        .map(|approval| {
            format!(
                r#"<li><form class="approval" method="post" action="/microsoft/approvals/decide">
<input type="hidden" name="id" value="{}">
<p><strong>{}</strong> <span class="quiet">{}</span></p>
<p class="buttons"><button class="small" name="choice" value="deny">Deny</button> <button class="small" name="choice" value="approve">Approve</button></p>
</form></li>
"#,
                esc(&approval.id),
                esc(&approval.address),
                esc(&approval.reason),
            )
        })
        .collect();
    match rows.is_empty() {
        true => String::new(),
        false => format!("<h2>Requests to administrators</h2>\n<ul class=\"rows\">\n{rows}</ul>\n"),
    }
}

#[derive(Deserialize)]
pub struct Verdict {
    id: String,
    choice: String,
}

/// An administrator decides in the portal, which the application does not hear of.
pub async fn decide(State(sim): State<Sim>, Form(verdict): Form<Verdict>) -> Redirect {
    settle(&mut sim.desk(), &verdict.id, verdict.choice == "approve");
    Redirect::to("/")
}

/// False when there is no such open request.
pub fn settle(desk: &mut Desk, id: &str, approved: bool) -> bool {
    let found = desk.microsoft.approvals.get(id).cloned();
    let Some(approval) = found.filter(|approval| approval.decided.is_none()) else {
        return false;
    };
    if approved {
        let key = (approval.tid.clone(), approval.client_id.clone());
        let earlier = desk.microsoft.tenant_grants.get(&key);
        let scopes = earlier.into_iter().flatten().chain(&approval.scopes);
        let grant = Grant {
            scopes: scopes.cloned().collect(),
            who: approval.tid.clone(),
            client_id: approval.client_id.clone(),
        };
        desk.microsoft(MicrosoftChange::TenantGrant(grant));
    }
    desk.microsoft(MicrosoftChange::Approval(Approval {
        decided: Some(approved),
        ..approval
    }));
    true
}
