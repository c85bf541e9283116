//! The simulated Google's control desk.

use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Google {
    url: String,
    client: reqwest::Client,
    since: AtomicU64,
}

/// One line of the journal.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub status: u64,
    pub body: String,
}

impl Google {
    pub fn new(url: &str) -> Google {
        // Somebody was faster: then it is there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Google {
            url: url.to_owned(),
            client: reqwest::Client::new(),
            since: AtomicU64::new(0),
        }
    }

    /// Ticks the calendar box and allows: the callback's address.
    pub async fn allow(&self, account: &str, url: &str) -> String {
        self.decide(json!({"account": account, "url": url, "grant_calendar": true}))
            .await
    }

    pub async fn leave_the_box_empty(&self, account: &str, url: &str) -> String {
        self.decide(json!({"account": account, "url": url, "grant_calendar": false}))
            .await
    }

    pub async fn cancel(&self, account: &str, url: &str) -> String {
        self.decide(json!({"account": account, "url": url, "deny": true}))
            .await
    }

    async fn decide(&self, decision: Value) -> String {
        let answer = self.post("authorize", decision).await;
        answer["redirect"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    /// What the calendar shows now.
    pub async fn events(&self, account: &str) -> Vec<Value> {
        let answer = self.get(&format!("events?account={account}")).await;
        answer["events"].as_array().expect("a list").clone()
    }

    /// The same, of an account that nobody may have used yet.
    pub async fn events_if_known(&self, account: &str) -> Vec<Value> {
        let answer = self.get(&format!("events?account={account}")).await;
        answer["events"].as_array().cloned().unwrap_or_default()
    }

    /// Deleted ones too.
    pub async fn all_events(&self, account: &str) -> Vec<Value> {
        let answer = self
            .get(&format!("events?account={account}&deleted=true"))
            .await;
        answer["events"].as_array().expect("a list").clone()
    }

    /// The journal since it was last forgotten.
    pub async fn requests(&self) -> Vec<Request> {
        let since = self.since.load(Ordering::SeqCst);
        let answer = self.get(&format!("requests?since={since}")).await;
        let list = answer["requests"].as_array().expect("a list");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        list.iter()
            .map(|r| Request {
                method: text(&r["method"]),
                path: text(&r["path"]),
                status: r["status"].as_u64().unwrap_or_default(),
                body: text(&r["body"]),
            })
            .collect()
    }

    /// The journal from its beginning.
    pub async fn everything(&self) -> Vec<Request> {
        self.since.store(0, Ordering::SeqCst);
        self.requests().await
    }

    /// Every answered write to the calendar since then, by its method.
    pub async fn writes(&self) -> Vec<String> {
        let calls = self.calls().await;
        let writes = calls.iter().filter(|call| !call.starts_with("GET"));
        writes
            .filter_map(|call| call.split_once(' '))
            .filter(|(_, status)| status.starts_with('2'))
            .map(|(method, _)| method.to_owned())
            .collect()
    }

    /// Calls to the calendar since then, as `METHOD status`.
    pub async fn calls(&self) -> Vec<String> {
        let requests = self.requests().await;
        requests
            .iter()
            .filter(|r| r.path.contains("/calendar/v3/") || r.path.contains("/graph/v1.0/"))
            .map(|r| format!("{} {}", r.method, r.status))
            .collect()
    }

    pub async fn forget_requests(&self) {
        let answer = self.get("requests?since=0").await;
        self.since.store(
            answer["last_seq"].as_u64().expect("a number"),
            Ordering::SeqCst,
        );
    }

    /// The whole journal as text, for what must not be in it.
    pub async fn journal(&self) -> String {
        self.get("requests?since=0").await.to_string()
    }

    pub async fn fault(&self, fault: Value) {
        self.post("faults", fault).await;
    }

    pub async fn faults_left(&self) -> usize {
        self.get("faults").await["faults"]
            .as_array()
            .expect("a list")
            .len()
    }

    /// The account's owner ends our access.
    pub async fn revoke(&self, account: &str) {
        self.post("revoke", json!({"account": account})).await;
    }

    /// The same, of an account that nobody may have used yet.
    pub async fn revoke_if_known(&self, account: &str) {
        let url = format!("{}/control/revoke", self.url);
        let request = self.client.post(url).json(&json!({"account": account}));
        request.send().await.unwrap();
    }

    pub async fn delete_event(&self, account: &str, id: &str) {
        self.post("delete-event", json!({"account": account, "id": id}))
            .await;
    }

    pub async fn edit_event(&self, account: &str, id: &str, patch: Value) {
        self.post(
            "edit-event",
            json!({"account": account, "id": id, "patch": patch}),
        )
        .await;
    }

    /// The owner of a mailbox drags an event to `other`, to `deleted_items`, or back to `calendar`.
    pub async fn move_event(&self, account: &str, id: &str, to: &str) {
        self.post(
            "move-event",
            json!({"account": account, "id": id, "to": to}),
        )
        .await;
    }

    pub async fn empty_trash(&self, account: &str) {
        self.post("empty-trash", json!({"account": account})).await;
    }

    /// Registers a client at Microsoft, in place of one with the same id.
    pub async fn register(&self, client: Value) {
        self.post("microsoft/clients", client).await;
    }

    pub async fn settings(&self, settings: Value) {
        self.post("settings", settings).await;
    }

    /// As at the beginning, and without a limit of calls: a test's minutes are shorter than ours.
    pub async fn reset(&self) {
        self.post("reset", json!({})).await;
        let unlimited = json!({
            "user_quota_per_minute": null,
            "project_quota_per_minute": null,
            "microsoft": {"mailbox_quota": null, "mailbox_concurrency": null},
        });
        self.settings(unlimited).await;
    }

    /// The same time as in the app.
    pub async fn set_clock(&self, now: i64) {
        let clock = self.get("clock").await;
        let number = |name: &str| clock[name].as_i64().expect("a number");
        let offset = now - number("now_ms") + number("offset_ms");
        self.post("clock", json!({"offset_ms": offset})).await;
    }

    pub async fn clear_faults(&self) {
        let request = self.client.delete(format!("{}/control/faults", self.url));
        request.send().await.unwrap();
    }

    /// Asks until a request that the fault `id` holds back is there, with its effect if `after`.
    pub async fn is_held(&self, id: &str, after: bool) {
        loop {
            let waits = self.get("faults").await;
            let mut taken = waits["faults"]
                .as_array()
                .expect("a list")
                .iter()
                .all(|f| f["id"] != id);
            if taken && after {
                let journal = self.get("requests?since=0").await;
                let journal = journal["requests"].as_array().expect("a list").clone();
                taken = journal.iter().any(|entry| entry["fault"] == id);
            }
            if taken {
                return;
            }
        }
    }

    async fn get(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}/control/{path}", self.url));
        request.send().await.unwrap().json().await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self
            .client
            .post(format!("{}/control/{path}", self.url))
            .json(&body);
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(
            status.is_success() || status == 410 || path == "authorize",
            "{path}: {status} {text}"
        );
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }
}
