//! Listing events.

use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{Caller, event, text};

#[tokio::test]
async fn lists_filter_and_page() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    for number in 10..17 {
        let body = event(json!({
            "id": format!("event{number}"),
            "summary": format!("Class {number}"),
            "start": {"dateTime": format!("2026-11-{number}T09:00:00-06:00")},
            "end": {"dateTime": format!("2026-11-{number}T10:00:00-06:00")},
            "extendedProperties": {"private": {"appId": (number % 2).to_string(), "n": number.to_string()}},
        }));
        let made = google.call(Method::POST, "", &token, Some(body)).await;
        assert_eq!(made.status, 200, "{}", made.json);
    }
    google.call(Method::DELETE, "/event10", &token, None).await;
    for (query, expected) in [
        ("", "11 12 13 14 15 16"),
        ("showDeleted=true", "10 11 12 13 14 15 16"),
        ("privateExtendedProperty=appId%3D1", "11 13 15"),
        (
            "privateExtendedProperty=appId%3D1&privateExtendedProperty=n%3D13",
            "13",
        ),
        ("sharedExtendedProperty=appId%3D1", ""),
        ("iCalUID=event12%40google.com", "12"),
        (
            "timeMin=2026-11-12T16:00:00Z&timeMax=2026-11-14T15:00:00Z",
            "13",
        ),
        (
            "timeMin=2026-11-12T15:59:59Z&timeMax=2026-11-14T15:00:01Z",
            "12 13 14",
        ),
        ("q=class%2016", "16"),
        (
            "orderBy=startTime&singleEvents=true&timeMin=2026-11-15T00:00:00Z",
            "15 16",
        ),
    ] {
        let answer = google
            .call(Method::GET, &format!("?{query}"), &token, None)
            .await;
        assert_eq!(numbers(&answer.json), expected, "{query}");
        assert_eq!(answer.json["summary"], "staff@demo.example");
    }
    for (query, expected) in [
        ("orderBy=startTime", (400, "invalid")),
        ("privateExtendedProperty=appId", (400, "invalid")),
        ("timeMin=2026-11-12T16:00:00", (400, "invalid")),
        (
            "timeMin=2026-11-12T16:00:00Z&timeMax=2026-11-12T16:00:00Z",
            (400, "timeRangeEmpty"),
        ),
        ("maxResults=0", (400, "invalid")),
        ("showDeleted=yes", (400, "invalid")),
        ("pageToken=nonsense", (400, "invalid")),
        ("syncToken=x", (410, "fullSyncRequired")),
    ] {
        let answer = google
            .call(Method::GET, &format!("?{query}"), &token, None)
            .await;
        assert_eq!(answer.refusal(), expected, "{query}");
    }

    let mut pages = Vec::new();
    let mut query = "?maxResults=4".to_owned();
    loop {
        let page = google.call(Method::GET, &query, &token, None).await.json;
        pages.push(numbers(&page));
        match page["nextPageToken"].as_str() {
            Some(next) => query = format!("?maxResults=4&pageToken={next}"),
            None => break,
        }
    }
    assert_eq!(pages, ["11 12 13 14", "15 16"]);
}

fn numbers(page: &Value) -> String {
    let items = page["items"].as_array().expect("items");
    let ids = items
        .iter()
        .map(|item| text(item, "id").replace("event", ""));
    ids.collect::<Vec<_>>().join(" ")
}
