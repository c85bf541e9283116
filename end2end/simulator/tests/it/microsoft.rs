//! A client of the simulated Microsoft: what a product would send, and shorthands for the tests.

use std::ops::Deref;

use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use crate::caller::{Answer, CHALLENGE, Caller, VERIFIER, parameter, text};

pub const CLIENT: &str = "5d1c7b1e-3c1f-4a52-9a0e-00000000d3d0";
pub const SECRET: &str = "demo-microsoft-secret";
pub const CALLBACK: &str = "http://127.0.0.1:3000/oauth/microsoft/callback";
pub const APPROVED: &str = "http://127.0.0.1:3000/oauth/microsoft/adminconsent";
pub const SCOPES: &str = "openid profile email offline_access User.Read Calendars.ReadWrite";
pub const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

pub struct Entra(Caller);

impl Deref for Entra {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl Entra {
    pub fn fresh() -> Self {
        Self(Caller::fresh())
    }

    pub fn at(url: &str) -> Self {
        Self(Caller::at(url))
    }

    /// The authorize URL a product would make, with changed or added parameters.
    pub fn ask(&self, tenant: &str, changes: &[(&str, &str)]) -> String {
        let mut fields = vec![
            ("client_id", CLIENT),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("response_mode", "query"),
            ("scope", SCOPES),
            ("state", "S t"),
            ("nonce", "N"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        change(&mut fields, changes);
        let base = format!("{}/microsoft/{tenant}/oauth2/v2.0/authorize", self.url);
        Url::parse_with_params(&base, fields).expect("a URL").into()
    }

    pub fn ask_admin(&self, tenant: &str, changes: &[(&str, &str)]) -> String {
        let mut fields = vec![
            ("client_id", CLIENT),
            ("redirect_uri", APPROVED),
            ("scope", "https://graph.microsoft.com/.default"),
            ("state", "S t"),
        ];
        change(&mut fields, changes);
        let base = format!("{}/microsoft/{tenant}/v2.0/adminconsent", self.url);
        Url::parse_with_params(&base, fields).expect("a URL").into()
    }

    /// What an account does about a URL, without a browser.
    pub async fn wish(&self, account: &str, url: &str, more: Value) -> Answer {
        let mut wish = json!({"account": account, "url": url});
        for (name, value) in more.as_object().expect("an object") {
            wish[name] = value.clone();
        }
        self.control("authorize", wish).await
    }

    /// The callback of somebody who accepts.
    pub async fn accepts(&self, account: &str, url: &str) -> Url {
        let answer = self.wish(account, url, json!({})).await;
        let redirect = text(&answer.json, "redirect");
        Url::parse(&redirect).expect("a URL")
    }

    pub async fn entra_code(&self, account: &str, changes: &[(&str, &str)]) -> String {
        let callback = self.accepts(account, &self.ask("common", changes)).await;
        parameter(&callback, "code").unwrap_or_else(|| panic!("no code in {callback}"))
    }

    pub async fn entra_token(&self, tenant: &str, form: &[(&str, &str)]) -> Answer {
        let url = format!("{}/microsoft/{tenant}/oauth2/v2.0/token", self.url);
        let sent = self.http.post(url).form(form).send().await;
        Answer::of(sent.expect("an answer")).await
    }

    /// The form that redeems `code`, with changed or removed fields.
    pub async fn redeem(&self, code: &str, changes: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT),
            ("client_secret", SECRET),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("code", code),
        ];
        change(&mut form, changes);
        self.entra_token("common", &form).await
    }

    pub async fn renew(&self, token: &str, changes: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT),
            ("client_secret", SECRET),
            ("refresh_token", token),
        ];
        change(&mut form, changes);
        self.entra_token("common", &form).await
    }

    /// The token answer of somebody who accepted.
    pub async fn tokens(&self, account: &str) -> Value {
        let code = self.entra_code(account, &[]).await;
        let answer = self.redeem(&code, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        answer.json
    }

    pub async fn mailbox(&self, account: &str) -> Mailbox<'_> {
        Mailbox {
            entra: self,
            token: text(&self.tokens(account).await, "access_token"),
        }
    }

    pub async fn policy(&self, domain: &str, more: Value) {
        let mut policy = more;
        policy["domain"] = domain.into();
        let answer = self.control("tenants", policy).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
    }

    pub async fn settings(&self, microsoft: Value) {
        let answer = self
            .control("settings", json!({"microsoft": microsoft}))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.json);
    }
}

fn change<'a>(fields: &mut Vec<(&'a str, &'a str)>, changes: &[(&'a str, &'a str)]) {
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push((name, value));
        }
    }
}

/// Error and AADSTS number of a refused token request.
pub fn aadsts(answer: &Answer) -> (u16, &str, i64) {
    let number = answer.json["error_codes"][0].as_i64().unwrap_or_default();
    let (status, error) = answer.oauth();
    (status, error, number)
}

/// Status and code of a Graph error.
pub fn problem(answer: &Answer) -> (u16, &str) {
    let code = answer.json["error"]["code"].as_str();
    (answer.status, code.unwrap_or("none"))
}

/// Somebody's mailbox, asked with immutable ids.
pub struct Mailbox<'a> {
    pub entra: &'a Entra,
    pub token: String,
}

impl Mailbox<'_> {
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.send(method, path, body, &[("prefer", "IdType=\"ImmutableId\"")])
            .await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let url = format!("{}/microsoft/graph/v1.0{path}", self.entra.url);
        let mut request = self.entra.http.request(method, url);
        request = request.bearer_auth(&self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// Makes an event and gives the path that leads to it.
    pub async fn made(&self, changes: Value) -> String {
        let answer = self.post("/me/events", meeting(changes)).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        format!("/me/events/{}", text(&answer.json, "id"))
    }
}

pub const MARK: &str = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name ClassMirror";

/// An event of one hour that every rule allows, with changed fields; null removes.
pub fn meeting(changes: Value) -> Value {
    let mut event = json!({
        "subject": "Class",
        "body": {"contentType": "text", "content": "Booked in Product."},
        "start": {"dateTime": "2026-11-23T15:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-11-23T16:00:00", "timeZone": "UTC"},
        "showAs": "busy",
        "sensitivity": "private",
        "transactionId": "0f7f9a52-1111-4222-8333-444455556666",
        "singleValueExtendedProperties": [{"id": MARK, "value": "m1"}],
    });
    for (name, value) in changes.as_object().expect("an object") {
        match value.is_null() {
            true => drop(event.as_object_mut().expect("an object").remove(name)),
            false => event[name] = value.clone(),
        }
    }
    event
}
