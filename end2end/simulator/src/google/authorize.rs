//! The authorization endpoint's rules: what a request must contain.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;
use url::form_urlencoded;

use super::scopes;
use super::state::{Account, Google, Grant};

/// A request that passed every check.
#[derive(Debug)]
pub struct Ask {
    pub client_id: String,
    pub redirect_uri: String,
    /// Canonical names in the order asked for, without repetition.
    pub scopes: Vec<String>,
    /// Short names as asked for; they come back in the callback.
    pub aliases: Vec<String>,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
    pub offline: bool,
    pub include_granted: bool,
    pub prompt_none: bool,
    pub prompt_consent: bool,
    pub select_account: bool,
    pub login_hint: Option<String>,
}

/// An error shown on Google's own page; the application never hears of it.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    pub status: u16,
    pub error: &'static str,
    pub detail: String,
}

impl Refusal {
    pub fn new(status: u16, error: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            error,
            detail: detail.into(),
        }
    }

    fn request(detail: impl Into<String>) -> Self {
        Self::new(400, "invalid_request", detail)
    }
}

/// Checks an authorization request.
pub fn parse(query: &str, google: &Google) -> Result<Ask, Refusal> {
    let mut fields = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if fields.insert(name.to_string(), value.to_string()).is_some() {
            let detail = format!("OAuth 2 parameters can only have a single value: {name}");
            return Err(Refusal::request(detail));
        }
    }
    let optional = |name: &str| fields.get(name).filter(|value| !value.is_empty()).cloned();
    let required = |name: &str| {
        optional(name)
            .ok_or_else(|| Refusal::request(format!("Required parameter is missing: {name}")))
    };

    let client_id = required("client_id")?;
    let Some(client) = google.clients.get(&client_id) else {
        let detail = "The OAuth client was not found.";
        return Err(Refusal::new(401, "invalid_client", detail));
    };
    let redirect_uri = required("redirect_uri")?;
    if !client.redirect_uris.contains(&redirect_uri) {
        let detail = format!("The redirect URI {redirect_uri} is not registered for this client.");
        return Err(Refusal::new(400, "redirect_uri_mismatch", detail));
    }
    let response_type = required("response_type")?;
    if response_type != "code" {
        let detail = format!("Only the response type code is served, not {response_type}.");
        return Err(Refusal::new(400, "unsupported_response_type", detail));
    }

    let mut asked = Vec::new();
    let mut aliases = Vec::new();
    for scope in required("scope")?
        .split(' ')
        .filter(|word| !word.is_empty())
    {
        let Some(canonical) = scopes::canonical(scope) else {
            let detail = format!("Some requested scopes were invalid: {scope}");
            return Err(Refusal::new(400, "invalid_scope", detail));
        };
        if scope != canonical {
            aliases.push(scope.to_owned());
        }
        if !asked.contains(&canonical) {
            asked.push(canonical);
        }
    }
    if asked.is_empty() {
        return Err(Refusal::request("Required parameter is missing: scope"));
    }

    let prompt = optional("prompt").unwrap_or_default();
    let prompt: BTreeSet<&str> = prompt.split(' ').filter(|word| !word.is_empty()).collect();
    if let Some(unknown) = prompt
        .iter()
        .find(|word| !["none", "consent", "select_account"].contains(*word))
    {
        return Err(Refusal::request(format!(
            "Invalid parameter value for prompt: {unknown}"
        )));
    }
    if prompt.contains("none") && prompt.len() > 1 {
        return Err(Refusal::request(
            "prompt=none cannot be combined with other values",
        ));
    }
    let offline = match optional("access_type").as_deref() {
        None | Some("online") => false,
        Some("offline") => true,
        Some(other) => {
            let detail = format!("Invalid parameter value for access_type: {other}");
            return Err(Refusal::request(detail));
        }
    };

    Ok(Ask {
        challenge: challenge(&optional)?,
        scopes: asked,
        aliases,
        state: optional("state"),
        nonce: optional("nonce"),
        offline,
        include_granted: optional("include_granted_scopes").as_deref() == Some("true"),
        prompt_none: prompt.contains("none"),
        prompt_consent: prompt.contains("consent"),
        select_account: prompt.contains("select_account"),
        login_hint: optional("login_hint"),
        client_id,
        redirect_uri,
    })
}

/// PKCE is optional, as at Google; what is there must be S256.
fn challenge(optional: &dyn Fn(&str) -> Option<String>) -> Result<Option<String>, Refusal> {
    let method = optional("code_challenge_method");
    let Some(challenge) = optional("code_challenge") else {
        if method.is_some() {
            return Err(Refusal::request(
                "Required parameter is missing: code_challenge",
            ));
        }
        return Ok(None);
    };
    if method.as_deref() != Some("S256") {
        return Err(Refusal::request("code_challenge_method must be S256"));
    }
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if challenge.len() != 43 || !challenge.bytes().all(alphabet) {
        return Err(Refusal::request(
            "Invalid parameter value for code_challenge",
        ));
    }
    Ok(Some(challenge))
}

impl Ask {
    /// The scopes that get a box to tick. One scope alone, without signing in, has no box.
    pub fn boxes(&self) -> Vec<&str> {
        if self.scopes.len() == 1 {
            return Vec::new();
        }
        self.scopes
            .iter()
            .map(String::as_str)
            .filter(|scope| !scopes::is_sign_in(scope))
            .collect()
    }

    /// Whether earlier consents cover the whole request, so that no screen is needed.
    pub fn covered_by(&self, grant: Option<&Grant>) -> bool {
        !self.prompt_consent
            && grant
                .is_some_and(|grant| self.scopes.iter().all(|scope| grant.scopes.contains(scope)))
    }

    /// The account named by `login_hint`: an address or a `sub`.
    pub fn hinted<'a>(&self, google: &'a Google) -> Option<&'a Account> {
        let hint = self.login_hint.as_deref()?;
        google
            .accounts
            .values()
            .find(|account| account.sub == hint || account.email.eq_ignore_ascii_case(hint))
    }

    /// The callback of somebody who said no.
    pub fn denied(&self) -> String {
        self.error("access_denied")
    }

    pub fn error(&self, error: &str) -> String {
        let mut url = self.callback();
        url.query_pairs_mut().append_pair("error", error);
        if let Some(state) = &self.state {
            url.query_pairs_mut().append_pair("state", state);
        }
        url.into()
    }

    pub fn callback(&self) -> Url {
        Url::parse(&self.redirect_uri).expect("clients register only URLs that parse")
    }
}
