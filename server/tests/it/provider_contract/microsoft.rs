//! What only Microsoft does: several ways of refusing, a trash that answers, ids of its own choosing.

use domain::provider::Provider;
use secrecy::SecretString;
use serde_json::json;
use server::config::{Certificate, Credential};
use server::providers::{Caller, Service};

use super::side::{self, Said};
use crate::calendar::Desk;
use crate::test_app::{MINUTE, STAFF, TestApp};

async fn opened(app: TestApp) -> Desk {
    let mut desk = Desk::open(app).await;
    desk.provider = Provider::Microsoft;
    desk
}

async fn connected(app: TestApp) -> Desk {
    Desk::connected_to(Provider::Microsoft, app).await
}

both_databases! {
    async fn it_asks_for_these_scopes_and_no_other(app: TestApp) {
        let desk = opened(app).await;
        let url: url::Url = desk.start(&desk.staff).await.parse().unwrap();
        let asked: std::collections::BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(asked["scope"], "openid profile email offline_access User.Read Calendars.ReadWrite");
        assert_eq!(asked["response_mode"], "query");
        assert_eq!(asked["prompt"], "select_account");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["redirect_uri"].ends_with("/oauth/microsoft/callback"));
        assert!(!asked["nonce"].is_empty() && !asked.contains_key("claims"));
    }

    async fn personal_work_and_federated_accounts_connect(app: TestApp) {
        let desk = opened(app).await;
        for (account, personal) in
            [("pat@outlook.example", 1), ("wren@open.example", 0), ("fern@federated.example", 0)]
        {
            let back = desk.connect(&desk.staff, account).await;
            assert_eq!(back.location(), desk.back("connected"), "{account}");
            let stored = "select personal from calendar_connection
                          where successor_id is null and state = 'active'";
            assert_eq!(desk.office.app.count(stored).await, personal, "{account}");
            desk.deliver().await;
        }
        let key = desk.office.app.text("select account_key from calendar_connection where state = 'active'").await;
        assert_eq!(key.unwrap().split('.').count(), 2, "tenant and person");
    }

    async fn each_way_of_refusing_has_its_outcome(app: TestApp) {
        let desk = opened(app).await;
        for (account, refused, outcome) in [
            ("wren@open.example", "cancel", "refused_or_needs_approval"),
            ("luca@locked.example", "cancel", "refused_or_needs_approval"),
            ("luca@locked.example", "described", "needs_approval"),
            ("luca@locked.example", "consent_required", "needs_approval"),
        ] {
            desk.google.settings(json!({"microsoft": {"approval_refused": refused}})).await;
            let url = desk.start(&desk.staff).await;
            let back = desk.google.cancel(account, &url).await;
            assert_eq!(desk.staff.get(&back).await.location(), desk.back(outcome), "{account} {refused}");
        }
        for (error, description, outcome) in [
            ("access_denied", "AADSTS90094: x", "needs_approval"),
            ("access_denied", "AADSTS900941: x", "needs_approval"),
            ("access_denied", "AADSTS90095: x", "needs_approval"),
            ("invalid_request", "AADSTS65001: x", "needs_approval"),
            ("access_denied", "AADSTS9009412: x", "refused_or_needs_approval"),
            ("access_denied", "AADSTS65004: x", "refused_or_needs_approval"),
            ("server_error", "", "not_answering"),
            ("temporarily_unavailable", "", "not_answering"),
            ("invalid_client", "AADSTS700016: x", "not_answering"),
            ("login_required", "", "start_again"),
        ] {
            let url: url::Url = desk.start(&desk.staff).await.parse().unwrap();
            let state = url.query_pairs().find(|(n, _)| n == "state").unwrap().1.into_owned();
            let query = [("error", error), ("error_description", description), ("state", &state)];
            let callback = url::Url::parse_with_params("http://x/oauth/microsoft/callback", query).unwrap();
            let path = callback.as_str().trim_start_matches("http://x");
            assert_eq!(desk.staff.get(path).await.location(), desk.back(outcome), "{error} {description}");
        }
        let stored = "select count(*) from calendar_connection";
        assert_eq!(desk.office.app.count(stored).await, 0);
    }

    async fn an_account_without_a_mailbox_is_told_so_by_name(app: TestApp) {
        let desk = opened(app).await;
        let back = desk.connect(&desk.staff, "olga@open.example").await;
        assert_eq!(back.location(), desk.back("mailbox_unusable"));
        assert_eq!(desk.panel().await.chosen_account, "olga@open.example");
        let page = desk.staff.get(back.location()).await;
        assert!(page.body.contains("Microsoft says olga@open.example has no mailbox with a calendar"), "{}", page.body);
        assert!(page.body.contains("set up a private feed below"), "the way out");
        assert!(page.body.contains("/api/make_feed"), "which stands there");
    }

    async fn an_answer_to_the_others_path_is_not_taken(app: TestApp) {
        let desk = opened(app).await;
        let url = desk.start(&desk.staff).await;
        let back = desk.google.allow("wren@open.example", &url).await;
        let mixed = back.replace("/oauth/microsoft/", "/oauth/google/");
        assert_eq!(desk.staff.get(&mixed).await.location(), "/profile/external?outcome=start_again");
    }

    async fn a_moved_event_is_followed_and_a_trashed_one_left(app: TestApp) {
        let desk = connected(app).await;
        let class = desk.booked_class().await;
        let id = desk.only().await;
        let account = desk.account(STAFF);
        desk.google.move_event(account, &id, "other").await;
        desk.move_to(&class, "1", "13:00", "14:30").await;
        desk.deliver().await;
        assert_eq!(desk.only().await, id, "in the person's other calendar");
        assert!(desk.shown().await[0].starts.starts_with("2026-11-19T19:00:00"));

        for (version, found) in [("2", true), ("3", false)] {
            desk.google.settings(json!({"microsoft": {"trash_is_found": found}})).await;
            let before = desk.only().await;
            desk.google.delete_event(account, &before).await;
            let hours = if found { ("10:00", "11:30") } else { ("11:00", "12:30") };
            desk.move_to(&class, version, hours.0, hours.1).await;
            desk.deliver().await;
            assert_ne!(desk.only().await, before);
        }
        let id = desk.only().await;
        desk.google.delete_event(account, &id).await;
        desk.google.empty_trash(account).await;
        desk.move_to(&class, "4", "14:00", "15:30").await;
        desk.deliver().await;
        assert_ne!(desk.only().await, id);
    }

    async fn one_transaction_id_serves_every_try_and_the_next_event_has_another(app: TestApp) {
        let desk = connected(app).await;
        let class = desk.office.offer(&desk.office.form()).await;
        desk.fault("POST", 1, Said::LostBefore).await;
        desk.fault("POST", 1, Said::Busy).await;
        desk.office.book(&class, "LC-1042").await;
        for _ in 0..4 {
            desk.deliver_after(2 * MINUTE).await;
        }
        desk.only().await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.only().await;
        let requests = desk.google.requests().await;
        let sent: Vec<String> = requests
            .iter()
            .filter(|r| r.method == "POST" && r.path.contains("/me/events"))
            .map(|r| serde_json::from_str::<serde_json::Value>(&r.body).unwrap()["transactionId"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(sent.len(), 4, "{sent:?}");
        assert!(sent[0] == sent[1] && sent[1] == sent[2] && sent[2] != sent[3], "{sent:?}");
    }

    async fn a_used_transaction_id_leads_to_the_event_wherever_it_is(app: TestApp) {
        let desk = connected(app).await;
        let account = desk.account(STAFF);
        for (n, (status, of_deleted, moved)) in [
            (400, "duplicate", "other"),
            (409, "duplicate", "deleted_items"),
            (409, "same", "deleted_items"),
        ].into_iter().enumerate() {
            let settings = json!({"duplicate_transaction_status": status, "transaction_of_deleted": of_deleted});
            desk.google.settings(json!({"microsoft": settings})).await;
            let day = format!("2026-11-2{}", n + 3);
            let class = desk.office.offer(&desk.office.form().with("date", &day)).await;
            desk.fault("POST", 1, Said::LostAfter).await;
            desk.office.book(&class, "LC-1042").await;
            desk.deliver().await;
            let made = desk.shown().await.into_iter().find(|e| e.starts.starts_with(&day)).unwrap();
            desk.google.move_event(account, &made.id, moved).await;
            // The class moves too, so that a repeated insert is not the same request again.
            if of_deleted == "duplicate" {
                let form = desk.office.form().with("date", &day).with("start", "13:00").with("end", "14:00");
                assert_eq!(desk.office.try_edit(&class, "1", &form).await.status, 200);
            }
            for _ in 0..3 {
                desk.deliver_after(3 * MINUTE).await;
            }
            let now: Vec<_> = desk.shown().await.into_iter().filter(|e| e.starts.starts_with(&day)).collect();
            assert_eq!(now.len(), 1, "{status} {of_deleted} {moved}");
            assert_eq!(now[0].id == made.id, moved == "other");
        }
        desk.at_rest().await;
    }

    async fn a_rotated_token_is_kept_and_every_call_asks_for_lasting_ids(app: TestApp) {
        let desk = connected(app).await;
        let stored = "select refresh_token from calendar_connection";
        let before = desk.office.app.text(stored).await;
        desk.office.app.execute("update calendar_connection set access_token = null").await;
        desk.booked_class().await;
        assert_ne!(desk.office.app.text(stored).await, before, "a new one each time");
        let journal = desk.google.journal().await;
        let calls = journal.matches(r#""path":"/microsoft/graph/"#).count();
        assert!(calls > 3);
        assert_eq!(journal.matches(r#"IdType=\"ImmutableId\""#).count(), calls);
    }

    async fn a_demand_for_more_is_passed_on_and_asked_at_the_next_sign_in(app: TestApp) {
        let desk = connected(app).await;
        let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
        let encoded = data_encoding::BASE64.encode(claims.as_bytes());
        let mut challenge = side::fault(Provider::Microsoft, "POST", 10, Said::NotAuthorized);
        challenge["headers"] = json!({
            "www-authenticate": format!("Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{encoded}\""),
        });
        desk.google.fault(challenge).await;
        desk.booked_class().await;
        let asked = desk.google.requests().await.into_iter().find(|r| r.path.contains("/token")).unwrap();
        assert!(asked.body.contains("acrs"), "{}", asked.body);
        desk.deliver_after(11_000).await;
        assert_eq!(desk.connection_state().await, "needs_reconnect");
        let url: url::Url = desk.start(&desk.staff).await.parse().unwrap();
        let sent = url.query_pairs().find(|(name, _)| name == "claims").unwrap().1.into_owned();
        assert_eq!(sent, claims);
        desk.google.clear_faults().await;
        let back = desk.google.allow(desk.account(STAFF), url.as_str()).await;
        desk.staff.get(&back).await;
        desk.deliver().await;
        desk.only().await;
        let url = desk.start(&desk.staff).await;
        assert!(!url.contains("claims="), "asked once");
    }
}

/// A certificate instead of a secret: the simulator checks the signature, the audience and the time.
#[tokio::test]
async fn a_certificate_proves_who_we_are() {
    let app = TestApp::sqlite().await;
    let mut config = app.state.config.microsoft.clone().unwrap();
    let key = include_str!("../../../../end2end/simulator/src/signing-key.pem");
    let pem = include_str!("certificate.pem");
    let desk = opened(app).await;
    desk.google
        .register(json!({
            "client_id": config.client_id,
            "certificates": [pem],
            "redirect_uris": ["http://127.0.0.1:1/oauth/microsoft/callback"],
        }))
        .await;
    desk.google.set_clock(desk.office.app.clock.now()).await;
    let state = &desk.office.app.state;
    let caller = Caller {
        http: &state.http,
        entropy: &state.entropy,
        now: state.clock.now(),
    };
    let proof = Certificate::read(pem.as_bytes(), key.as_bytes()).unwrap();
    for (credential, expect) in [
        // Known to it, so it is the token that is not.
        (Credential::Certificate(proof), "Reconnect"),
        (
            Credential::Secret(SecretString::from("wrong")),
            "OurCredentials",
        ),
    ] {
        config.credential = credential;
        let service = Service::Microsoft(&config);
        let trouble = service
            .refresh(caller, "1.no-such-token", None)
            .await
            .unwrap_err();
        assert!(format!("{trouble:?}").starts_with(expect), "{trouble:?}");
    }
}
