//! Every answer Google is documented to give, and what something between us and Google may answer in
//! its place: each turned into exactly one decision, over real HTTP.

use domain::event::CalendarEvent;
use secrecy::SecretString;
use server::clock::Entropy;
use server::config::{GoogleConfig, Quota};
use server::providers::google::calendar::GoogleCalendar;
use server::providers::google::{oauth, wire};
use server::providers::{Caller, EventKey, PatchFields, Trouble};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

#[derive(Debug, Clone, Copy)]
enum Ask {
    Look,
    Insert,
    Patch,
    Delete,
    Refresh,
    Revoke,
}

use Ask::{Delete, Insert, Look, Patch, Refresh, Revoke};

const PAGE: &str = "<!doctype html><title>Sign in to the guest network</title>";
const MESSAGE: &str = r#"{"message":"no route"}"#;
const EVENT: &str = r#"{"id":"e1","status":"confirmed","summary":"Class","start":{"dateTime":"1970-01-01T00:00:01Z"},"end":{"dateTime":"1970-01-01T00:00:02Z"},"extendedProperties":{"private":{"class_mirror":"mark"}}}"#;
const TOKENS: &str = r#"{"access_token":"a","expires_in":3599,"token_type":"Bearer","scope":"x","refresh_token_expires_in":604799,"unheard_of":[1]}"#;

/// Google's own shape.
fn google(code: u16, reason: &str) -> String {
    format!(
        r#"{{"error":{{"errors":[{{"domain":"global","reason":"{reason}","message":"m"}}],"code":{code},"message":"m"}}}}"#
    )
}

/// Answers one connection with `answer` and closes it.
async fn answering(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let mut piece = [0; 4096];
        loop {
            let read = socket.read(&mut piece).await.unwrap_or(0);
            request.extend_from_slice(&piece[..read]);
            let text = String::from_utf8_lossy(&request).to_lowercase();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                assert!(read > 0, "a request has an end");
                continue;
            };
            let length = head
                .split_once("content-length: ")
                .and_then(|(_, rest)| rest.lines().next()?.parse::<usize>().ok());
            if read == 0 || body.len() >= length.unwrap_or(0) {
                break;
            }
        }
        // The client may hang up in the middle of what is too long.
        let _ = socket.write_all(&answer).await;
    });
    url
}

fn whole(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} x\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into_bytes()
}

async fn ask(ask: Ask, root: &str) -> String {
    // Somebody was faster: then it is there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = |path: &str| format!("{root}{path}").parse().unwrap();
    let config = GoogleConfig {
        client_id: "id".into(),
        client_secret: SecretString::from("secret"),
        authorize_url: url("/auth"),
        token_url: url("/token"),
        revoke_url: url("/revoke"),
        userinfo_url: url("/userinfo"),
        api_root: url("/calendar/v3"),
        issuer: "https://accounts.google.com".into(),
        open_url: String::new(),
        quota: Quota {
            connection_units_per_minute: 600,
            provider_units_per_minute: 10_000,
        },
    };
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let caller = Caller {
        http: &http,
        entropy: &Entropy::seeded(1),
        now: 0,
    };
    let calendar = GoogleCalendar {
        config: &config,
        http: &http,
        access_token: "token",
    };
    let event = CalendarEvent {
        title: "Class".into(),
        text: "t".into(),
        starts_at: 1_000,
        ends_at: 2_000,
        time_zone: "UTC".into(),
        site: None,
    };
    let key = EventKey {
        chosen_id: "e1".into(),
        remote_id: None,
        marker: "mark".into(),
        transaction_id: String::new(),
        taken: false,
    };
    let fields = PatchFields {
        site: false,
        text: false,
    };
    match ask {
        Look => {
            let found = calendar.locate(&key, &event, fields).await;
            found.map_or_else(named, |found| format!("{:?}", found.located))
        }
        Insert => {
            let body = wire::EventInsert::class("e1", "mark", &event);
            let written = calendar.insert(&body).await;
            written.map_or_else(named, |written| format!("{:?}", written.answer))
        }
        Patch => {
            let written = calendar.patch(&key, &event, fields).await;
            written.map_or_else(named, |written| format!("{:?}", written.answer))
        }
        Delete => {
            let written = calendar.delete("e1").await;
            written.map_or_else(named, |written| format!("{:?}", written.answer))
        }
        Refresh => {
            let tokens = oauth::refresh(&config, caller, "refresh").await;
            tokens.map_or_else(named, |tokens| {
                let ends = tokens.refresh_expires_at;
                format!("tokens until {} ends {ends:?}", tokens.access_expires_at)
            })
        }
        Revoke => {
            let revoked = oauth::revoke(&config, &http, "refresh").await;
            revoked.map_or_else(named, |()| "revoked".into())
        }
    }
}

/// The decision alone; a wait with its length.
fn named(trouble: Trouble) -> String {
    match trouble {
        Trouble::Later { after_ms: None, .. } => "later".into(),
        Trouble::Later {
            after_ms: Some(ms), ..
        } => format!("later {ms}"),
        Trouble::Unreachable { .. } => "unreachable".into(),
        Trouble::Unclear { .. } => "unclear".into(),
        Trouble::Unauthorized { .. } => "unauthorized".into(),
        Trouble::Reconnect { .. } => "reconnect".into(),
        Trouble::MissingScope => "scope".into(),
        Trouble::MailboxUnusable { .. } => "mailbox".into(),
        Trouble::OurCredentials { .. } => "ours".into(),
        Trouble::Rejected { .. } => "rejected".into(),
    }
}

#[tokio::test]
async fn every_documented_answer_has_its_decision() {
    let oauth = |word: &str| format!(r#"{{"error":"{word}","error_description":"d"}}"#);
    let cancelled = EVENT.replace("confirmed", "cancelled");
    let tentative = EVENT.replace("confirmed", "tentative");
    let unmarked = EVENT.replace("mark\"}", "other\"}");
    let moved = EVENT.replace("01Z", "09Z");
    let mut wrong = Vec::new();
    for (question, status, headers, body, expected) in [
        // The calendar, as it should be.
        (Insert, 200, "", EVENT.to_owned(), "Confirmed"),
        (Patch, 200, "", EVENT.into(), "Confirmed"),
        (Delete, 204, "", String::new(), "Confirmed"),
        (Look, 200, "", EVENT.into(), "Ours { matches: true }"),
        (Look, 200, "", moved, "Ours { matches: false }"),
        // What the person did to the event.
        (Insert, 200, "", cancelled.clone(), "Gone"),
        (Patch, 200, "", cancelled.clone(), "Gone"),
        (Patch, 200, "", tentative, "Unclear"),
        (Look, 200, "", cancelled, "Trashed"),
        (Look, 200, "", unmarked, "Foreign"),
        (Look, 404, "", google(404, "notFound"), "Nowhere"),
        (Look, 410, "", google(410, "deleted"), "Trashed"),
        (Patch, 404, "", google(404, "notFound"), "Gone"),
        (Patch, 410, "", google(410, "deleted"), "Gone"),
        (Patch, 403, "", google(403, "forbidden"), "Unclear"),
        (Delete, 404, "", google(404, "notFound"), "Gone"),
        (Delete, 410, "", google(410, "deleted"), "Gone"),
        (Insert, 409, "", google(409, "duplicate"), "Duplicate"),
        (Patch, 409, "", google(409, "conflict"), "unclear"),
        (Patch, 412, "", google(412, "conditionNotMet"), "unclear"),
        // Refusals.
        (Insert, 400, "", google(400, "invalid"), "rejected"),
        (Patch, 400, "", google(400, "timeRangeEmpty"), "rejected"),
        (Look, 400, "", google(400, "invalid"), "later"),
        (Patch, 403, "", google(403, "forbiddenForNonOrganizer"), "rejected"),
        (Insert, 404, "", google(404, "notFound"), "mailbox"),
        (Insert, 401, "", google(401, "authError"), "unauthorized"),
        (Look, 401, "", String::new(), "unauthorized"),
        (Insert, 401, "", PAGE.into(), "later"),
        (Look, 401, "", PAGE.into(), "later"),
        (Insert, 403, "", google(403, "insufficientPermissions"), "scope"),
        (
            Insert,
            403,
            "",
            r#"{"error":{"code":403,"status":"PERMISSION_DENIED","details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}"#.into(),
            "scope",
        ),
        (Insert, 403, "", google(403, "accessNotConfigured"), "ours"),
        // Limits.
        (Insert, 403, "", google(403, "userRateLimitExceeded"), "later"),
        (Insert, 403, "", google(403, "rateLimitExceeded"), "later"),
        (Insert, 403, "", google(403, "dailyLimitExceeded"), "later"),
        (Insert, 429, "", google(429, "rateLimitExceeded"), "later"),
        (Insert, 429, "retry-after: 90\r\n", google(429, "rateLimitExceeded"), "later 90000"),
        (Insert, 429, "retry-after: 2.128\r\n", String::new(), "later 2128"),
        (Insert, 429, "retry-after: 9999999\r\n", String::new(), "later 86400000"),
        (
            Insert,
            429,
            "date: Tue, 17 Nov 2026 15:00:00 GMT\r\nretry-after: Tue, 17 Nov 2026 15:02:00 GMT\r\n",
            String::new(),
            "later 120000",
        ),
        (Insert, 403, "", google(403, "quotaExceeded"), "later 3600000"),
        (Insert, 403, "retry-after: 5\r\n", google(403, "quotaExceeded"), "later 3600000"),
        // Outages.
        (Insert, 500, "", google(500, "backendError"), "unclear"),
        (Insert, 503, "", google(503, "backendError"), "unclear"),
        (Insert, 503, "retry-after: 7\r\n", String::new(), "later 7000"),
        (Delete, 502, "", PAGE.into(), "unclear"),
        // Somebody else's answers: nothing is concluded from them.
        (Insert, 200, "", PAGE.into(), "unclear"),
        (Insert, 200, "", String::new(), "unclear"),
        (Insert, 200, "", MESSAGE.into(), "Unclear"),
        (Insert, 302, "location: /login\r\n", String::new(), "unclear"),
        (Insert, 400, "", PAGE.into(), "later"),
        (Insert, 404, "", PAGE.into(), "later"),
        (Insert, 409, "", MESSAGE.into(), "unclear"),
        (Insert, 403, "", PAGE.into(), "later"),
        (Patch, 403, "", PAGE.into(), "later"),
        (Patch, 404, "", PAGE.into(), "later"),
        (Patch, 410, "", String::new(), "later"),
        (Delete, 200, "", PAGE.into(), "unclear"),
        (Delete, 404, "", PAGE.into(), "later"),
        (Delete, 410, "", MESSAGE.into(), "later"),
        (Look, 200, "", PAGE.into(), "unclear"),
        (Look, 200, "", MESSAGE.into(), "Foreign"),
        (Look, 404, "", PAGE.into(), "later"),
        (Look, 407, "", String::new(), "later"),
        // Tokens.
        (Refresh, 200, "", TOKENS.into(), "tokens until 3599000 ends Some(604799000)"),
        (Refresh, 400, "", oauth("invalid_grant"), "reconnect"),
        (
            Refresh,
            400,
            "",
            r#"{"error":"invalid_grant","error_subtype":"invalid_rapt"}"#.into(),
            "reconnect",
        ),
        (Refresh, 400, "", oauth("admin_policy_enforced"), "reconnect"),
        (Refresh, 401, "", oauth("invalid_client"), "ours"),
        (Refresh, 401, "", oauth("deleted_client"), "ours"),
        (Refresh, 400, "", oauth("unauthorized_client"), "ours"),
        (Refresh, 400, "", oauth("invalid_scope"), "scope"),
        (Refresh, 429, "retry-after: 30\r\n", oauth("rate_limit_exceeded"), "later 30000"),
        (Refresh, 500, "", PAGE.into(), "later"),
        (Refresh, 503, "", oauth("temporarily_unavailable"), "later"),
        (Refresh, 400, "", oauth("never_heard_of"), "later"),
        (Refresh, 400, "", PAGE.into(), "later"),
        (Refresh, 401, "", PAGE.into(), "later"),
        (Refresh, 403, "", String::new(), "later"),
        (Refresh, 200, "", PAGE.into(), "later"),
        (Refresh, 200, "", MESSAGE.into(), "later"),
        (Refresh, 200, "", String::new(), "later"),
        // The end of a grant.
        (Revoke, 200, "", String::new(), "revoked"),
        (Revoke, 400, "", oauth("invalid_token"), "revoked"),
        (Revoke, 400, "", PAGE.into(), "later"),
        (Revoke, 503, "retry-after: 9\r\n", String::new(), "later 9000"),
    ] {
        let root = answering(whole(status, headers, &body)).await;
        let decision = ask(question, &root).await;
        if decision != expected {
            wrong.push(format!("{question:?} {status} {headers:?} {body}: {decision}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_never_ends_is_unclear() {
    let broken = b"HTTP/1.1 200 x\r\ncontent-length: 500\r\n\r\n{\"id\"".to_vec();
    let mut endless = b"HTTP/1.1 200 x\r\nconnection: close\r\n\r\n".to_vec();
    endless.resize(9 * 1024 * 1024, b' ');
    for (question, answer, expected) in [
        (Insert, broken.clone(), "unclear"),
        (Refresh, broken, "later"),
        (Insert, endless.clone(), "unclear"),
        (Delete, endless.clone(), "unclear"),
        (Refresh, endless, "later"),
        (Insert, Vec::new(), "unclear"),
        (Delete, b"this is not HTTP\r\n\r\n".to_vec(), "unclear"),
    ] {
        let shown = String::from_utf8_lossy(&answer[..answer.len().min(60)]).into_owned();
        let root = answering(answer).await;
        assert_eq!(ask(question, &root).await, expected, "{question:?} {shown}");
    }
}

#[tokio::test]
async fn nobody_there_means_that_nothing_happened() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for question in [Insert, Patch, Delete, Look, Refresh, Revoke] {
        assert_eq!(ask(question, &root).await, "unreachable", "{question:?}");
    }
}
