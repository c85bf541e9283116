//! Graph's calendar: what it takes, and how it says no.

use serde_json::json;

use crate::caller::text;
use crate::microsoft::{Entra, MARK, meeting, problem};

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
