//! The authorization endpoint's rules: what a request must contain.

use std::collections::BTreeSet;

use url::Url;

use super::error::{Aadsts, Refusal, back_to};
use super::scopes;
use super::state::{Account, CONSUMERS, Microsoft};
use crate::wire;

/// A request that passed every check.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The `{tenant}` of the address, as it stood there.
    pub tenant: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub mode: Mode,
    pub scopes: BTreeSet<String>,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
    pub challenge_plain: bool,
    pub prompt: Prompt,
    pub login_hint: Option<String>,
}

/// How the answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Query,
    Fragment,
    FormPost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    None,
    Unset,
    Login,
    Consent,
    SelectAccount,
}

/// Checks an authorization request.
pub fn parse(
    tenant: &str,
    query: &str,
    microsoft: &Microsoft,
    now_ms: i64,
) -> Result<Ask, Refusal> {
    let fields = wire::single(query.as_bytes()).map_err(|name| {
        let text = format!("The parameter '{name}' is duplicated.");
        Refusal::Page(Aadsts::new("invalid_request", 9_000_411, text))
    })?;
    let optional = |name: &str| fields.get(name).filter(|value| !value.is_empty()).cloned();
    check_tenant(tenant, microsoft).map_err(Refusal::Page)?;
    let client_id =
        optional("client_id").ok_or_else(|| Refusal::Page(Aadsts::missing("client_id")))?;
    let Some(client) = microsoft.clients.get(&client_id) else {
        return Err(Refusal::Page(unknown_client(&client_id)));
    };
    // Without one Microsoft takes any that is registered; here the last, so that it is noticed.
    let redirect_uri = match optional("redirect_uri").or(client.redirect_uris.last().cloned()) {
        Some(uri) if client.redirect_uris.contains(&uri) => uri,
        other => return Err(Refusal::Page(wrong_redirect(other.as_deref(), &client_id))),
    };
    let state = optional("state");
    let back = |problem: Aadsts| {
        let mut fields = problem.fields(now_ms);
        if let Some(state) = &state {
            fields.push(("state", state.clone()));
        }
        Refusal::Callback(back_to(&redirect_uri, &fields))
    };
    let invalid = |number: u32, text: &str| back(Aadsts::new("invalid_request", number, text));

    match optional("response_type").as_deref() {
        None => return Err(back(Aadsts::missing("response_type"))),
        Some("code") => {}
        Some(other) => {
            let text = format!("The response type '{other}' is not enabled for the application.");
            return Err(back(Aadsts::new(
                "unsupported_response_type",
                700_054,
                text,
            )));
        }
    }
    let mode = match optional("response_mode").as_deref() {
        None | Some("query") => Mode::Query,
        Some("fragment") => Mode::Fragment,
        Some("form_post") => Mode::FormPost,
        Some(_) => return Err(invalid(90_023, "Unsupported 'response_mode' value.")),
    };
    let scope = optional("scope").ok_or_else(|| back(Aadsts::missing("scope")))?;
    let scopes = scopes::read(&scope).map_err(|unknown| back(no_scope(&client_id, &unknown)))?;
    let login_hint = optional("login_hint");
    let prompt = match optional("prompt").as_deref() {
        None => Prompt::Unset,
        Some("none") => Prompt::None,
        Some("login") => Prompt::Login,
        Some("consent") => Prompt::Consent,
        Some("select_account") if login_hint.is_some() => {
            let text =
                "The parameters 'login_hint' and 'prompt=select_account' exclude each other.";
            return Err(invalid(90_023, text));
        }
        Some("select_account") => Prompt::SelectAccount,
        Some(_) => return Err(invalid(90_023, "Unsupported 'prompt' value.")),
    };
    let challenge = optional("code_challenge");
    let challenge_plain = match (&challenge, optional("code_challenge_method").as_deref()) {
        (None, None) | (Some(_), Some("S256")) => false,
        (Some(_), None | Some("plain")) => true,
        (None, Some(_)) => return Err(back(Aadsts::missing("code_challenge"))),
        (Some(_), Some(_)) => {
            return Err(invalid(
                50_147,
                "Unsupported 'code_challenge_method' value.",
            ));
        }
    };
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if challenge
        .as_ref()
        .is_some_and(|text| !(43..=128).contains(&text.len()) || !text.bytes().all(unreserved))
    {
        return Err(invalid(
            501_491,
            "Invalid size of Code_Challenge parameter.",
        ));
    }
    Ok(Ask {
        tenant: tenant.to_owned(),
        nonce: optional("nonce"),
        client_id,
        redirect_uri,
        mode,
        scopes,
        state,
        challenge,
        challenge_plain,
        prompt,
        login_hint,
    })
}

pub fn unknown_client(client_id: &str) -> Aadsts {
    let text = format!(
        "Application with identifier '{client_id}' was not found in the directory. This can happen \
         if the application has not been installed by the administrator of the tenant or consented \
         to by any user in the tenant."
    );
    Aadsts::new("unauthorized_client", 700_016, text)
}

pub fn wrong_redirect(uri: Option<&str>, client_id: &str) -> Aadsts {
    let text = format!(
        "The redirect URI '{}' specified in the request does not match the redirect URIs configured \
         for the application '{client_id}'.",
        uri.unwrap_or_default()
    );
    Aadsts::new("invalid_request", 50_011, text)
}

pub fn no_scope(client_id: &str, scope: &str) -> Aadsts {
    let text = format!(
        "The application '{client_id}' asked for scope '{scope}' that doesn't exist on the resource \
         '00000003-0000-0000-c000-000000000000'. Contact the app vendor."
    );
    Aadsts::new("invalid_scope", 650_053, text)
}

/// A `{tenant}` must be a name of its own or a tenant there is.
pub fn check_tenant(tenant: &str, microsoft: &Microsoft) -> Result<(), Aadsts> {
    if ["common", "organizations", "consumers"].contains(&tenant)
        || microsoft.tenant(tenant).is_some()
    {
        return Ok(());
    }
    let text = format!(
        "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are \
         signing into the correct cloud."
    );
    Err(Aadsts::new("invalid_request", 90_002, text))
}

/// Whether an account may come in by this `{tenant}`.
pub fn admits(tenant: &str, account: &Account, microsoft: &Microsoft) -> Result<(), Aadsts> {
    let personal = account.tid == CONSUMERS;
    let good = match tenant {
        "common" => true,
        "organizations" => !personal,
        "consumers" => personal,
        other => microsoft
            .tenant(other)
            .is_some_and(|tenant| tenant.id == account.tid),
    };
    if good {
        return Ok(());
    }
    if tenant == "organizations" || tenant == "consumers" {
        let text = "The domain is not a valid login domain for the account type.";
        return Err(Aadsts::new("invalid_request", 500_208, text));
    }
    let text = format!(
        "User account '{}' from identity provider 'https://sts.windows.net/{}/' does not exist in \
         tenant '{tenant}' and cannot access the application in that tenant.",
        account.address, account.tid
    );
    Err(Aadsts::new("invalid_request", 50_020, text))
}

impl Ask {
    /// The account named by `login_hint`.
    pub fn hinted<'a>(&self, microsoft: &'a Microsoft) -> Option<&'a Account> {
        let hint = self.login_hint.as_deref()?.to_ascii_lowercase();
        microsoft.accounts.get(&hint)
    }

    /// The fields of an answer with the state behind them.
    pub fn stated(&self, mut fields: Vec<(&'static str, String)>) -> Answer {
        if let Some(state) = &self.state {
            fields.push(("state", state.clone()));
        }
        Answer {
            redirect_uri: self.redirect_uri.clone(),
            mode: self.mode,
            fields,
        }
    }

    pub fn refused(&self, problem: &Aadsts, now_ms: i64) -> Answer {
        self.stated(problem.fields(now_ms))
    }

    /// The callback of somebody who pressed Cancel.
    pub fn cancelled(&self) -> Answer {
        self.stated(vec![
            ("error", "access_denied".into()),
            ("error_subcode", "cancel".into()),
        ])
    }
}

/// What goes back to the application, and how.
pub struct Answer {
    pub redirect_uri: String,
    pub mode: Mode,
    pub fields: Vec<(&'static str, String)>,
}

impl Answer {
    /// The address the browser is sent to; a form is posted instead when the mode says so.
    pub fn address(&self) -> String {
        match self.mode {
            Mode::Query => back_to(&self.redirect_uri, &self.fields),
            Mode::Fragment => {
                let mut url = Url::parse(&self.redirect_uri).expect("registered URLs parse");
                let mut fragment = url::form_urlencoded::Serializer::new(String::new());
                fragment.extend_pairs(&self.fields);
                url.set_fragment(Some(&fragment.finish()));
                url.into()
            }
            Mode::FormPost => self.redirect_uri.clone(),
        }
    }
}
