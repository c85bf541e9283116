//! Graph's calendar: what it takes, and how it says no.

use reqwest::Method;
use serde_json::json;

use crate::caller::text;
use crate::microsoft::{Entra, MARK, Mailbox, meeting, problem};

#[tokio::test]
async fn an_event_lives_and_goes_to_deleted_items() {
    let entra = Entra::fresh();
    let wren = entra.mailbox("wren@open.example").await;
    let path = wren.made(json!({})).await;
    let made = wren.get(&path).await;
    assert_eq!(
        made.json["start"]["dateTime"],
        "2026-11-23T15:00:00.0000000"
    );
    assert_eq!(made.json["body"]["contentType"], "html");
    assert_eq!(made.json["isReminderOn"], true);
    assert!(made.json.get("singleValueExtendedProperties").is_none());
    let patched = wren.patch(&path, json!({"subject": "Session"})).await;
    assert_eq!(
        (patched.status, &patched.json["subject"]),
        (200, &json!("Session"))
    );
    assert_eq!(patched.json["sensitivity"], "private");

    let found = format!(
        "/me/events?$filter=singleValueExtendedProperties/Any(ep: ep/id eq '{MARK}' and ep/value eq \
         'M1')&$expand=singleValueExtendedProperties($filter=id eq '{MARK}')"
    );
    let one = wren.get(&found).await;
    let value = &one.json["value"][0]["singleValueExtendedProperties"][0]["value"];
    assert_eq!(value, "m1", "{}", one.json);

    assert_eq!(wren.delete(&path).await.status, 204);
    assert_eq!(wren.get(&found).await.json["value"], json!([]));
    let trashed = wren.get(&format!("{path}?$expand=calendar")).await;
    assert_eq!(
        trashed.json["calendar"]["isDefaultCalendar"], false,
        "{}",
        trashed.json
    );
    assert_eq!(
        problem(&wren.delete(&path).await),
        (403, "ErrorCannotDeleteObject")
    );
    entra.settings(json!({"second_delete": "404"})).await;
    assert_eq!(
        problem(&wren.delete(&path).await),
        (404, "ErrorItemNotFound")
    );
    entra.settings(json!({"trash_is_found": false})).await;
    assert_eq!(problem(&wren.get(&path).await), (404, "ErrorItemNotFound"));
}

#[tokio::test]
async fn a_transaction_makes_one_event() {
    let entra = Entra::fresh();
    let wren = entra.mailbox("wren@open.example").await;
    let first = wren.post("/me/events", meeting(json!({}))).await;
    let again = wren.post("/me/events", meeting(json!({}))).await;
    assert_eq!((again.status, &again.json["id"]), (201, &first.json["id"]));
    let other = meeting(json!({"subject": "Other"}));
    let refused = wren.post("/me/events", other.clone()).await;
    assert_eq!(problem(&refused), (400, "ErrorDuplicateTransactionId"));
    assert!(refused.json["error"]["@event.existingEventId"].is_string());
    entra
        .settings(json!({"duplicate_transaction_status": 409}))
        .await;
    let refused = wren.post("/me/events", other).await;
    assert_eq!(problem(&refused), (409, "ErrorDuplicateTransactionId"));
    let path = format!("/me/events/{}", text(&first.json, "id"));
    let changed = wren.patch(&path, json!({"transactionId": "another"})).await;
    assert_eq!(problem(&changed), (400, "ErrorPropertyValidationFailure"));
}

#[tokio::test]
async fn ids_depend_on_the_preference_and_are_exact() {
    let entra = Entra::fresh();
    let wren = entra.mailbox("wren@open.example").await;
    let path = wren.made(json!({})).await;
    let immutable = path.rsplit('/').next().expect("an id");
    let plain = wren.send(Method::GET, "/me/events", None, &[]).await;
    let regular = text(&plain.json["value"][0], "id");
    assert_ne!(regular, immutable);
    assert_eq!(plain.headers.get("preference-applied"), None);
    let crossed = wren.send(Method::GET, &path, None, &[]).await;
    assert_eq!(problem(&crossed), (404, "ErrorItemNotFound"));
    let crossed = wren.get(&format!("/me/events/{regular}")).await;
    assert_eq!(problem(&crossed), (404, "ErrorItemNotFound"));
    let lower = wren.get(&path.to_lowercase()).await;
    assert_eq!(lower.status, 404);
    let malformed = wren.get("/me/events/a%20b").await;
    assert_eq!(problem(&malformed), (400, "ErrorInvalidIdMalformed"));
    // A move changes the one and not the other.
    let moved = json!({"account": "wren@open.example", "id": immutable, "to": "other"});
    let moved = entra.control("move-event", moved).await;
    assert_ne!(text(&moved.json, "regularId"), regular);
    assert_eq!(wren.get(&path).await.status, 200);
    assert_eq!(wren.get("/me/events").await.json["value"], json!([]));
    let calendar = wren.get(&format!("{path}/calendar")).await;
    assert_eq!(calendar.json["isDefaultCalendar"], false);
}

#[tokio::test]
async fn what_is_not_an_event_is_refused() {
    let entra = Entra::fresh();
    let wren = entra.mailbox("wren@open.example").await;
    let at = |text: &str, zone: &str| json!({"dateTime": text, "timeZone": zone});
    for (changes, code) in [
        (json!({"start": null}), "ErrorPropertyValidationFailure"),
        (
            json!({"start": at("2026-11-23T15:00:00Z", "UTC")}),
            "ErrorInvalidRequest",
        ),
        (
            json!({"start": at("2026-11-23T15:00:00+01:00", "UTC")}),
            "ErrorInvalidRequest",
        ),
        (
            json!({"start": at("2026-11-23T15:00:00", "Europe/Zurich")}),
            "TimeZoneNotSupportedException",
        ),
        (
            json!({"end": at("2026-11-23T14:00:00", "UTC")}),
            "ErrorCalendarEndDateIsEarlierThanStartDate",
        ),
        (json!({"isAllDay": true}), "ErrorPropertyValidationFailure"),
        (json!({"colour": "red"}), "RequestBodyRead"),
        (json!({"id": "mine"}), "RequestBodyRead"),
        (json!({"showAs": "away"}), "RequestBodyRead"),
        (json!({"isReminderOn": "yes"}), "RequestBodyRead"),
        (
            json!({"singleValueExtendedProperties": [{"id": "Name X", "value": "1"}]}),
            "ErrorInvalidProperty",
        ),
    ] {
        let answer = wren.post("/me/events", meeting(changes.clone())).await;
        assert_eq!(problem(&answer), (400, code), "{changes}");
    }
    let bare = wren.send(Method::POST, "/me/events", None, &[]).await;
    assert_eq!(problem(&bare), (400, "BadRequest"));
    for filter in [
        "subject eq 'x'",
        "singleValueExtendedProperties/Any(ep: ep/id eq 'x')",
    ] {
        let answer = wren.get(&format!("/me/events?$filter={filter}")).await;
        assert_eq!(problem(&answer), (400, "ErrorInvalidUrlQueryFilter"));
    }
    let batch = wren.post("/$batch", json!({})).await;
    assert_eq!(problem(&batch), (400, "BadRequest"));
    assert_eq!(wren.get("/me/events").await.json["value"], json!([]));
}

#[tokio::test]
async fn pages_follow_their_link() {
    let entra = Entra::fresh();
    let wren = entra.mailbox("wren@open.example").await;
    for number in 0..12 {
        let day = format!("2026-12-{:02}T09:00:00", 20 - number);
        wren.made(json!({
            "transactionId": null,
            "subject": format!("Class {number}"),
            "start": {"dateTime": day, "timeZone": "Central Standard Time"},
            "end": {"dateTime": day, "timeZone": "Central Standard Time"},
        }))
        .await;
    }
    let first = wren
        .get("/me/events?$select=subject&$orderby=start/dateTime")
        .await;
    let seen = first.json["value"].as_array().expect("a list");
    assert_eq!((seen.len(), &seen[0]["subject"]), (10, &json!("Class 11")));
    assert!(seen[0].get("body").is_none());
    let next = text(&first.json, "@odata.nextLink");
    let next = next.split("/v1.0").nth(1).expect("a path");
    let last = wren.get(next).await;
    assert_eq!(last.json["value"].as_array().expect("a list").len(), 2);
    assert!(last.json.get("@odata.nextLink").is_none());
}

#[tokio::test]
async fn graph_says_who_may_not_and_why() {
    let entra = Entra::fresh();
    let nobody = Mailbox {
        entra: &entra,
        token: "nonsense".into(),
    };
    let refused = nobody.get("/me/events").await;
    assert_eq!(problem(&refused), (401, "InvalidAuthenticationToken"));
    assert!(
        refused.headers["www-authenticate"]
            .to_str()
            .expect("text")
            .starts_with("Bearer")
    );
    let code = entra
        .entra_code(
            "wren@open.example",
            &[("scope", "openid offline_access User.Read")],
        )
        .await;
    let reader = Mailbox {
        entra: &entra,
        token: text(&entra.redeem(&code, &[]).await.json, "access_token"),
    };
    assert_eq!(reader.get("/me").await.json["mail"], "wren@open.example");
    assert_eq!(
        problem(&reader.get("/me/events").await),
        (403, "ErrorAccessDenied")
    );
    let olga = entra.mailbox("olga@open.example").await;
    assert_eq!(olga.get("/me").await.status, 200);
    let refused = olga.get("/me/events").await;
    assert_eq!(problem(&refused), (404, "MailboxNotEnabledForRESTAPI"));
    assert!(refused.json["error"]["innerError"]["request-id"].is_string());
    entra.settings(json!({"inner_error": "innererror"})).await;
    let refused = olga
        .send(
            Method::GET,
            "/me/events",
            None,
            &[("client-request-id", "mine")],
        )
        .await;
    assert_eq!(
        refused.json["error"]["innererror"]["client-request-id"],
        "mine"
    );
    assert_eq!(refused.headers["client-request-id"], "mine");
    let gone = json!({"account": "olga@open.example", "mailbox": "missing"});
    entra.control("microsoft/accounts", gone).await;
    let refused = olga.get("/me/calendar").await;
    assert_eq!(problem(&refused), (404, "MailboxNotSupportedForRESTAPI"));
}

#[tokio::test]
async fn a_mailbox_has_limits() {
    let entra = Entra::fresh();
    let wren = entra.mailbox("wren@open.example").await;
    entra.settings(json!({"mailbox_quota": 1})).await;
    assert_eq!(wren.get("/me/events").await.status, 200);
    let refused = wren.get("/me/events").await;
    assert_eq!(problem(&refused), (429, "TooManyRequests"));
    assert_eq!(refused.headers["retry-after"], "2.128");
    entra
        .settings(json!({"mailbox_quota": null, "mailbox_concurrency": 1, "retry_after": ""}))
        .await;
    // One that is answered late keeps the only place.
    let late = json!({"match": {"method": "PATCH"}, "delay_ms": 60_000});
    entra.control("faults", late).await;
    let (http, url, token) = (entra.http.clone(), entra.url.clone(), wren.token.clone());
    let slow = tokio::spawn(async move {
        let url = format!("{url}/microsoft/graph/v1.0/me/events/x");
        http.patch(url)
            .bearer_auth(token)
            .json(&json!({}))
            .send()
            .await
    });
    // Its fault is taken when it is under way.
    while entra.look("faults").await["faults"] != json!([]) {
        tokio::task::yield_now().await;
    }
    let refused = wren.get("/me/events").await;
    assert_eq!(problem(&refused), (429, "ApplicationThrottled"));
    assert_eq!(refused.headers.get("retry-after"), None);
    slow.abort();
}

#[tokio::test]
async fn the_owner_edits_and_empties_the_trash() {
    let entra = Entra::fresh();
    let wren = entra.mailbox("wren@open.example").await;
    let path = wren.made(json!({})).await;
    let id = path.rsplit('/').next().expect("an id").to_owned();
    let account = "wren@open.example";
    let edit = json!({"account": account, "id": id, "patch": {"categories": ["Red category"]}});
    entra.control("edit-event", edit).await;
    let etag = text(&wren.get(&path).await.json, "@odata.etag");
    let headers = [
        ("prefer", "IdType=\"ImmutableId\""),
        ("if-match", "W/\"old\""),
    ];
    let stale = wren
        .send(
            Method::PATCH,
            &path,
            Some(json!({"subject": "x"})),
            &headers,
        )
        .await;
    assert_eq!(problem(&stale), (412, "ErrorIrresolvableConflict"));
    let headers = [headers[0], ("if-match", etag.as_str())];
    let fresh = wren
        .send(
            Method::PATCH,
            &path,
            Some(json!({"subject": "x"})),
            &headers,
        )
        .await;
    assert_eq!(
        (fresh.status, &fresh.json["categories"][0]),
        (200, &json!("Red category"))
    );

    entra
        .control("delete-event", json!({"account": account, "id": id}))
        .await;
    let events = entra.look(&format!("events?account={account}")).await;
    assert_eq!(events["events"], json!([]));
    let all = entra
        .look(&format!("events?account={account}&deleted=true"))
        .await;
    assert_eq!(all["events"][0]["folder"], "deleted_items");
    assert_eq!(all["events"][0]["extendedProperties"][MARK], "m1");
    // What a create with the same transaction gives is a choice.
    let again = wren.post("/me/events", meeting(json!({}))).await;
    assert_eq!(problem(&again), (400, "ErrorDuplicateTransactionId"));
    entra
        .settings(json!({"transaction_of_deleted": "same"}))
        .await;
    assert_eq!(
        text(
            &wren.post("/me/events", meeting(json!({}))).await.json,
            "id"
        ),
        id
    );
    entra
        .settings(json!({"transaction_of_deleted": "new"}))
        .await;
    assert_ne!(
        text(
            &wren.post("/me/events", meeting(json!({}))).await.json,
            "id"
        ),
        id
    );
    entra
        .control("empty-trash", json!({"account": account}))
        .await;
    assert_eq!(problem(&wren.get(&path).await), (404, "ErrorItemNotFound"));
}
