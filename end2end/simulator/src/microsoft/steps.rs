//! The HTML of Microsoft's pages.

use std::collections::BTreeSet;

use super::authorize::{Answer, Ask};
use super::error::Aadsts;
use super::pages::Step;
use super::scopes;
use super::state::{Account, CONSUMERS};
use crate::pages::esc;
use crate::pages::parts::{self, ask_field, chip, hidden};
use crate::sim::Desk;

pub fn kind(account: &Account) -> &'static str {
    match (account.tid == CONSUMERS, account.admin) {
        (true, _) => "Personal account",
        (false, false) => "Work or school account",
        (false, true) => "Work or school account · administrator",
    }
}

/// The accounts to pick from; `action` is where they lead.
pub fn accounts(
    desk: &Desk,
    action: &str,
    query: &str,
    typed: &str,
    wanted: fn(&Account) -> bool,
) -> String {
    let accounts: Vec<(&str, &str)> = desk
        .microsoft
        .accounts
        .values()
        .filter(|account| wanted(account))
        .map(|account| (account.address.as_str(), kind(account)))
        .collect();
    let problem = match typed.is_empty() {
        true => "",
        false => {
            "<p class=\"problem\" role=\"alert\">We couldn’t find an account with that username. \
             In this demo: any name at one of the domains below.</p>\n"
        }
    };
    format!(
        "{problem}{}",
        parts::chooser(action, query, &accounts, typed)
    )
}

/// Step 1.
pub fn pick(desk: &Desk, query: &str, ask: &Ask, product: &str, typed: &str) -> String {
    let unknown = match (&ask.login_hint, ask.hinted(&desk.microsoft)) {
        (Some(hint), None) if typed.is_empty() => hint.as_str(),
        _ => typed,
    };
    let action = format!("/microsoft/{}/signin", ask.tenant);
    format!(
        "{}\n<h1>Pick an account</h1>\n<p>to continue to {}</p>\n{}",
        parts::head("Microsoft · pick an account", Some("1 of 2")),
        esc(product),
        accounts(desk, &action, query, unknown, |_| true),
    )
}

/// The fields every form of a step carries along.
pub fn carried(step: &Step) -> String {
    let mut fields = ask_field(&step.query) + &hidden("account", &step.account.address);
    if !step.proof.is_empty() {
        fields += &hidden("proof", &step.proof);
    }
    fields
}

pub fn list(scopes: &BTreeSet<String>) -> String {
    let rows: String = scopes::sentences(scopes)
        .into_iter()
        .map(|sentence| format!("<li>{}</li>\n", esc(sentence)))
        .collect();
    format!("<ul class=\"shared\">\n{rows}</ul>")
}

/// Step 2: all or nothing.
pub fn consent(step: &Step, for_all: bool, product: &str) -> String {
    let for_all = match for_all {
        true => {
            r#"<label class="share is-box"><input type="checkbox" name="for_all" value="yes"><span><span class="share-name">Consent on behalf of your organization</span><span class="quiet">Nobody in your organization is asked again</span></span></label>
"#
        }
        false => "",
    };
    format!(
        r#"{}
{}
<h1>Permissions requested</h1>
<p>{} would like to:</p>
{}
<p class="quiet">Accepting these permissions means that you allow this app to use your data. You can change these permissions at your account’s page of apps.</p>
<form method="post" action="/microsoft/{}/signin/decide">
{}
{for_all}<p class="buttons"><button class="plain" name="choice" value="cancel">Cancel</button> <button name="choice" value="accept">Accept</button></p>
</form>"#,
        parts::head("Microsoft · permissions requested", Some("2 of 2")),
        chip(&step.account.address),
        esc(product),
        list(&step.ask.scopes),
        esc(&step.ask.tenant),
        carried(step),
    )
}

/// An error that stays on Microsoft's page.
pub fn trouble(problem: &Aadsts) -> String {
    let heading = match problem.number {
        53_003 => "You cannot access this right now",
        _ => "Sorry, but we’re having trouble signing you in",
    };
    format!(
        "{}\n<h1>{heading}</h1>\n<p>AADSTS{}: {}</p>",
        parts::head("Microsoft · sign in", None),
        problem.number,
        esc(&problem.text),
    )
}

/// `response_mode=form_post`: the real page posts by itself; here a person presses the button.
pub fn form_post(answer: &Answer) -> String {
    let fields: String = answer
        .fields
        .iter()
        .map(|(name, value)| hidden(name, value))
        .collect();
    format!(
        "{}\n<h1>Continue to the application</h1>\n<form method=\"post\" action=\"{}\">\n{fields}\n\
         <p class=\"buttons\"><button>Continue</button></p>\n</form>",
        parts::head("Microsoft · continue", None),
        esc(&answer.redirect_uri),
    )
}
