//! A client of the simulator: what a product would send, and shorthands for the tests.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use simulator::Running;
use url::Url;

pub const CLIENT: &str = "demo-client.apps.googleusercontent.example";
pub const SECRET: &str = "demo-client-secret";
pub const CALLBACK: &str = "http://127.0.0.1:3000/oauth/google/callback";
pub const EVENTS: &str = "https://www.googleapis.com/auth/calendar.events";
/// The pair of RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub struct Caller {
    pub http: reqwest::Client,
    pub url: String,
    /// Kept alive with the caller; absent when the test runs the simulator itself.
    _running: Option<Running>,
}

/// An answer read to its end.
pub struct Answer {
    pub status: u16,
    pub json: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.expect("a body");
        Self {
            status,
            json: serde_json::from_str(&text).unwrap_or(Value::String(text)),
            headers,
        }
    }

    /// Status and reason of a calendar error.
    pub fn refusal(&self) -> (u16, &str) {
        let reason = self.json["error"]["errors"][0]["reason"].as_str();
        (self.status, reason.unwrap_or("none"))
    }

    /// Status and error of a token endpoint error.
    pub fn oauth(&self) -> (u16, &str) {
        (self.status, self.json["error"].as_str().unwrap_or("none"))
    }
}

impl Caller {
    pub fn fresh() -> Self {
        let running = simulator::start();
        let mut caller = Self::at(&running.url);
        caller._running = Some(running);
        caller
    }

    pub fn at(url: &str) -> Self {
        // The client wants a TLS provider even for plain http; a second install changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self {
            http,
            url: url.to_owned(),
            _running: None,
        }
    }

    /// The authorize URL a product would make, with changed or added parameters.
    pub fn authorize_url(&self, changes: &[(&str, &str)]) -> String {
        let scope = format!("openid email {EVENTS}");
        let mut fields = vec![
            ("client_id", CLIENT),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", scope.as_str()),
            ("access_type", "offline"),
            ("state", "S t"),
            ("nonce", "N"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in changes {
            fields.retain(|(known, _)| known != name);
            if !value.is_empty() {
                fields.push((name, value));
            }
        }
        let base = format!("{}/google/o/oauth2/v2/auth", self.url);
        Url::parse_with_params(&base, fields).expect("a URL").into()
    }

    pub async fn control(&self, path: &str, body: Value) -> Answer {
        let url = format!("{}/control/{path}", self.url);
        Answer::of(
            self.http
                .post(url)
                .json(&body)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    pub async fn look(&self, path: &str) -> Value {
        let url = format!("{}/control/{path}", self.url);
        let answer = self.http.get(url).send().await.expect("an answer");
        Answer::of(answer).await.json
    }

    /// How many accounts Google has.
    pub async fn google_accounts(&self) -> usize {
        let all = self.look("accounts").await;
        let all = all["accounts"].as_array().expect("a list").iter();
        all.filter(|account| account["provider"] == "google")
            .count()
    }

    pub async fn page(&self, url: &str) -> Answer {
        Answer::of(self.http.get(url).send().await.expect("an answer")).await
    }

    /// The callback after somebody allowed (or not) what `url` asks.
    pub async fn decide(&self, account: &str, url: &str, calendar: bool) -> Url {
        let wish = json!({"account": account, "url": url, "grant_calendar": calendar});
        let answer = self.control("authorize", wish).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        let redirect = answer.json["redirect"].as_str().expect("a redirect");
        Url::parse(redirect).expect("a URL")
    }

    pub async fn code(&self, account: &str, changes: &[(&str, &str)]) -> String {
        let url = self.authorize_url(changes);
        parameter(&self.decide(account, &url, true).await, "code").expect("a code")
    }

    pub async fn token(&self, form: &[(&str, &str)]) -> Answer {
        let url = format!("{}/google/token", self.url);
        Answer::of(
            self.http
                .post(url)
                .form(form)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    /// The form that exchanges `code`, with changed or removed fields.
    pub async fn exchange(&self, code: &str, changes: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT),
            ("client_secret", SECRET),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("code", code),
        ];
        for (name, value) in changes {
            form.retain(|(known, _)| known != name);
            if !value.is_empty() {
                form.push((name, value));
            }
        }
        self.token(&form).await
    }

    pub async fn refresh(&self, token: &str) -> Answer {
        self.token(&[
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT),
            ("client_secret", SECRET),
            ("refresh_token", token),
        ])
        .await
    }

    /// The token answer of somebody who allowed everything.
    pub async fn connect(&self, account: &str) -> Value {
        let code = self.code(account, &[("prompt", "consent")]).await;
        let answer = self.exchange(&code, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        answer.json
    }

    pub async fn access(&self, account: &str) -> String {
        text(&self.connect(account).await, "access_token")
    }

    pub async fn revoke(&self, token: &str) -> Answer {
        let url = format!("{}/google/revoke", self.url);
        let form = [("token", token)];
        Answer::of(
            self.http
                .post(url)
                .form(&form)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    /// A call of the Calendar API; `path` follows `…/calendars/primary/events`.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<Value>,
    ) -> Answer {
        self.call_if(method, path, token, body, None).await
    }

    pub async fn call_if(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<Value>,
        etag: Option<&str>,
    ) -> Answer {
        let url = format!(
            "{}/google/calendar/v3/calendars/primary/events{path}",
            self.url
        );
        let mut request = self.http.request(method, url).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        if let Some(etag) = etag {
            request = request.header("if-match", etag);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }
}

pub fn parameter(url: &Url, name: &str) -> Option<String> {
    let found = url.query_pairs().find(|(given, _)| given == name);
    found.map(|(_, value)| value.into_owned())
}

pub fn text(value: &Value, name: &str) -> String {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {value}"))
        .to_owned()
}

/// An event of one hour that every rule allows, with changed fields; null removes.
pub fn event(changes: Value) -> Value {
    let mut event = json!({
        "id": "abcde01234",
        "summary": "Class",
        "start": {"dateTime": "2026-11-23T09:00:00-06:00", "timeZone": "America/Chicago"},
        "end": {"dateTime": "2026-11-23T10:00:00-06:00", "timeZone": "America/Chicago"},
    });
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            event.as_object_mut().expect("an object").remove(name);
        } else {
            event[name] = value.clone();
        }
    }
    event
}
