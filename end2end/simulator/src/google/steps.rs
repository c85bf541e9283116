//! The HTML of the three steps and of Google's error pages.

use super::authorize::{Ask, Refusal};
use super::scopes;
use super::state::Account;
use crate::pages::esc;
use crate::pages::parts::{self, ask_field, chip};
use crate::sim::Desk;

fn head(what: &str, step: u8) -> String {
    parts::head(&format!("Google · {what}"), Some(&format!("{step} of 3")))
}

/// Step 1: the accounts, and a way to type another one.
pub fn choose(desk: &Desk, query: &str, ask: &Ask, product: &str) -> String {
    let accounts: Vec<(&str, &str)> = desk
        .google
        .accounts
        .values()
        .map(|account| match &account.hd {
            Some(_) => (account.email.as_str(), "Work account"),
            None => (account.email.as_str(), "Personal account"),
        })
        .collect();
    let unknown = match (&ask.login_hint, ask.hinted(&desk.google)) {
        (Some(hint), None) => hint.as_str(),
        _ => "",
    };
    format!(
        "{}\n<h1>Choose an account</h1>\n<p>to continue to {}</p>\n{}",
        head("choose an account", 1),
        esc(product),
        parts::chooser("/google/signin/consent", query, &accounts, unknown),
    )
}

/// Step 2: the boxes, none of them ticked.
pub fn consent(query: &str, ask: &Ask, account: &Account, product: &str) -> String {
    let product = esc(product);
    let signs_in = ask.scopes.iter().any(|scope| scopes::is_sign_in(scope));
    let mut rows = String::new();
    if signs_in {
        rows += r#"<div class="share"><span class="tick" aria-hidden="true">✓</span><span><span class="share-name">See your email address</span><span class="quiet">Always part of signing in</span></span></div>
"#;
    }
    let boxes = ask.boxes();
    for scope in ask.scopes.iter().filter(|scope| !scopes::is_sign_in(scope)) {
        let sentence = esc(&scopes::sentence(scope));
        rows += &match boxes.contains(&scope.as_str()) {
            true => format!(
                r#"<label class="share is-box"><input type="checkbox" name="scope" value="{}"><span><span class="share-name">{sentence}</span><span class="quiet">Not ticked, as on the real page</span></span></label>
"#,
                esc(scope)
            ),
            false => format!(
                r#"<div class="share"><span class="tick" aria-hidden="true">✓</span><span class="share-name">{sentence}</span></div>
"#
            ),
        };
    }
    format!(
        r#"{}
<h1>{product} wants to use your Google Account</h1>
{}
<p>Choose what {product} may do:</p>
<form id="cancel" method="post" action="/google/signin/decide">
{field}
<input type="hidden" name="account" value="{email}">
</form>
<form method="get" action="/google/signin/confirm">
{field}
<input type="hidden" name="account" value="{email}">
{rows}<p class="buttons"><button class="plain" form="cancel" name="choice" value="cancel">Cancel</button> <button>Continue</button></p>
</form>"#,
        head("choose what to share", 2),
        chip(&account.email),
        email = esc(&account.email),
        field = ask_field(query),
    )
}

/// Step 3: what will be shared, for the last time.
pub fn confirm(
    query: &str,
    ask: &Ask,
    account: &Account,
    shared: &[&str],
    product: &str,
) -> String {
    let mut rows = String::new();
    if ask.scopes.iter().any(|scope| scopes::is_sign_in(scope)) {
        rows += "<li>See your email address</li>\n";
    }
    let mut fields = String::new();
    for scope in shared {
        rows += &format!("<li>{}</li>\n", esc(&scopes::sentence(scope)));
        fields += &format!(
            "<input type=\"hidden\" name=\"scope\" value=\"{}\">\n",
            esc(scope)
        );
    }
    format!(
        r#"{}
<h1>You are sharing this with {}</h1>
{}
<ul class="shared">
{rows}</ul>
<form method="post" action="/google/signin/decide">
{}
<input type="hidden" name="account" value="{}">
{fields}<p class="buttons"><button class="plain" name="choice" value="cancel">Cancel</button> <button name="choice" value="allow">Allow</button></p>
</form>"#,
        head("confirm", 3),
        esc(product),
        chip(&account.email),
        ask_field(query),
        esc(&account.email),
    )
}

/// An error the product never hears of; there is no way back, as in reality.
pub fn refusal(refusal: &Refusal, product: &str) -> String {
    let product = esc(product);
    let heading = match refusal.error {
        "admin_policy_enforced" => {
            format!("Access blocked: your administrator has not allowed {product}")
        }
        "invalid_client" => "Access blocked: authorization error".to_owned(),
        _ => format!("Access blocked: {product}’s request is invalid"),
    };
    format!(
        r#"{}
<h1>{heading}</h1>
<p>{}</p>
<p class="quiet">Error {}: {}</p>"#,
        parts::head("Google · access blocked", None),
        esc(&refusal.detail),
        refusal.status,
        refusal.error,
    )
}
