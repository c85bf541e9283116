//! The rules of the Calendar API.

use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{Caller, event, text};

#[tokio::test]
async fn an_event_lives_and_leaves_a_tombstone() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    let made = google
        .call(
            Method::POST,
            "?sendUpdates=none",
            &token,
            Some(event(json!({}))),
        )
        .await;
    assert_eq!(made.status, 200, "{}", made.json);
    for (name, value) in [
        ("kind", json!("calendar#event")),
        ("status", json!("confirmed")),
        ("iCalUID", json!("abcde01234@google.com")),
        ("sequence", json!(0)),
        ("reminders", json!({"useDefault": true})),
        (
            "organizer",
            json!({"email": "staff@demo.example", "self": true}),
        ),
        (
            "creator",
            json!({"email": "staff@demo.example", "self": true}),
        ),
        ("eventType", json!("default")),
    ] {
        assert_eq!(made.json[name], value, "{name}");
    }
    assert_eq!(made.headers["etag"], made.json["etag"].as_str().unwrap());

    let path = "/abcde01234";
    let same = google
        .call(Method::POST, "", &token, Some(event(json!({}))))
        .await;
    assert_eq!(same.refusal(), (409, "duplicate"));
    let patched = google
        .call(Method::PATCH, path, &token, Some(json!({"summary": "New"})))
        .await;
    assert_eq!(
        (patched.status, &patched.json["summary"]),
        (200, &json!("New"))
    );
    assert_eq!(patched.json["start"], made.json["start"]);
    assert_ne!(patched.json["etag"], made.json["etag"]);

    let gone = google.call(Method::DELETE, path, &token, None).await;
    assert_eq!((gone.status, gone.json), (204, json!("")));
    let again = google.call(Method::DELETE, path, &token, None).await;
    assert_eq!(again.refusal(), (410, "deleted"));
    let seen = google.call(Method::GET, path, &token, None).await;
    assert_eq!(
        (seen.status, &seen.json["status"]),
        (200, &json!("cancelled"))
    );
    assert_eq!(seen.json["summary"], "New");
    let reused = google
        .call(Method::POST, "", &token, Some(event(json!({}))))
        .await;
    assert_eq!(reused.refusal(), (409, "duplicate"));
    let never = google.call(Method::GET, "/abcde99999", &token, None).await;
    assert_eq!(never.refusal(), (404, "notFound"));
}

#[tokio::test]
async fn bodies_are_checked() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    let at = |time: &str| json!({"dateTime": time});
    let popup = |minutes: i64| json!({"method": "popup", "minutes": minutes});
    let overrides =
        |list: Vec<Value>| json!({"reminders": {"useDefault": false, "overrides": list}});
    let long = "a".repeat(1025);
    for (changes, expected) in [
        (json!({"id": "abcd"}), (400, "invalid")),
        (json!({"id": long}), (400, "invalid")),
        (json!({"id": "abcdw1"}), (400, "invalid")),
        (json!({"id": "ABCDE1"}), (400, "invalid")),
        (json!({"id": "abc-de"}), (400, "invalid")),
        (json!({"iCalUID": "x@y"}), (400, "invalid")),
        (json!({"start": null}), (400, "required")),
        (json!({"end": null}), (400, "required")),
        (json!({"end": {}}), (400, "required")),
        (
            json!({"end": at("2026-11-23T09:00:00-06:00")}),
            (400, "timeRangeEmpty"),
        ),
        (
            json!({"end": at("2026-11-23T08:00:00-06:00")}),
            (400, "timeRangeEmpty"),
        ),
        (json!({"end": at("2026-11-23T10:00:00")}), (400, "required")),
        (json!({"end": at("2026-11-23 10:00:00Z")}), (400, "invalid")),
        (json!({"end": at("2026-11-23T10:00Z")}), (400, "invalid")),
        (json!({"end": at("2026-02-30T10:00:00Z")}), (400, "invalid")),
        (json!({"end": {"date": "2026-11-24"}}), (400, "invalid")),
        (
            json!({"end": {"date": "2026-11-24", "dateTime": "2026-11-23T10:00:00Z"}}),
            (400, "invalid"),
        ),
        (
            json!({"start": {"dateTime": "2026-11-23T09:00:00", "timeZone": "Central Standard Time"}}),
            (400, "invalid"),
        ),
        (
            json!({"start": {"dateTime": "2026-11-23T09:00:00-06:00", "timeZone": "america/chicago"}}),
            (400, "invalid"),
        ),
        (json!({"status": "cancelled"}), (400, "invalid")),
        (json!({"status": "maybe"}), (400, "invalid")),
        (json!({"visibility": "secret"}), (400, "invalid")),
        (json!({"transparency": "busy"}), (400, "invalid")),
        (json!({"colorId": "12"}), (400, "invalid")),
        (json!({"summary": 5}), (400, "invalid")),
        (
            json!({"source": {"title": "x", "url": "ftp://x"}}),
            (400, "invalid"),
        ),
        (
            json!({"extendedProperties": {"private": {"n": 1}}}),
            (400, "invalid"),
        ),
        (overrides(vec![popup(40_321)]), (400, "invalid")),
        (overrides(vec![popup(-1)]), (400, "invalid")),
        (
            overrides(vec![json!({"method": "sms", "minutes": 1})]),
            (400, "invalid"),
        ),
        (overrides((0..6).map(popup).collect()), (400, "invalid")),
        (
            json!({"reminders": {"useDefault": true, "overrides": [popup(1)]}}),
            (400, "cannotUseDefaultRemindersAndSpecifyOverride"),
        ),
        (overrides((0..5).map(popup).collect()), (200, "none")),
        (
            json!({
                "id": "fghij",
                "start": {"date": "2026-11-23"},
                "end": {"date": "2026-11-24"},
                "unknownField": {"ignored": true},
            }),
            (200, "none"),
        ),
    ] {
        let answer = google
            .call(Method::POST, "", &token, Some(event(changes.clone())))
            .await;
        assert_eq!(answer.refusal(), expected, "{changes} gave {}", answer.json);
        assert!(answer.json.get("unknownField").is_none());
    }
}

#[tokio::test]
async fn times_come_back_in_the_calendars_own_offset() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    let sent = event(json!({
        "start": {"dateTime": "2026-11-23T15:00:00Z"},
        "end": {"dateTime": "2026-11-23T17:00:00", "timeZone": "Europe/London"},
    }));
    let made = google.call(Method::POST, "", &token, Some(sent)).await;
    assert_eq!(
        made.json["start"],
        json!({"dateTime": "2026-11-23T09:00:00-06:00", "timeZone": "America/Chicago"})
    );
    assert_eq!(
        made.json["end"],
        json!({"dateTime": "2026-11-23T11:00:00-06:00", "timeZone": "Europe/London"})
    );
    let utc = google
        .call(Method::GET, "/abcde01234?timeZone=UTC", &token, None)
        .await;
    assert_eq!(utc.json["start"]["dateTime"], "2026-11-23T15:00:00Z");
}

#[tokio::test]
async fn put_replaces_and_patch_merges() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    let full = event(json!({
        "description": "kept?",
        "extendedProperties": {"private": {"a": "1", "b": "2"}},
    }));
    google.call(Method::POST, "", &token, Some(full)).await;
    let path = "/abcde01234";

    let change = json!({"extendedProperties": {"private": {"b": null, "c": "3"}}});
    let patched = google.call(Method::PATCH, path, &token, Some(change)).await;
    assert_eq!(
        patched.json["extendedProperties"]["private"],
        json!({"a": "1", "c": "3"})
    );
    assert_eq!(patched.json["sequence"], 0);
    let mixed = json!({"start": {"date": "2026-11-23"}, "end": {"date": "2026-11-24"}});
    let trap = google.call(Method::PATCH, path, &token, Some(mixed)).await;
    assert_eq!(
        trap.refusal(),
        (400, "invalid"),
        "a date beside the dateTime that is there"
    );

    let later = event(json!({"end": {"dateTime": "2026-11-23T11:00:00-06:00"}}));
    let replaced = google.call(Method::PUT, path, &token, Some(later)).await;
    assert_eq!(replaced.status, 200, "{}", replaced.json);
    assert!(replaced.json.get("description").is_none());
    assert!(replaced.json.get("extendedProperties").is_none());
    assert_eq!(replaced.json["sequence"], 1, "a moved event counts up");
    let stale = event(json!({"sequence": 0}));
    let stale = google.call(Method::PUT, path, &token, Some(stale)).await;
    assert_eq!(stale.refusal(), (400, "invalid"));
    let half = google
        .call(Method::PUT, path, &token, Some(json!({"summary": "x"})))
        .await;
    assert_eq!(half.refusal(), (400, "required"));
}

#[tokio::test]
async fn an_etag_guards_writes() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    let made = google
        .call(Method::POST, "", &token, Some(event(json!({}))))
        .await
        .json;
    let etag = text(&made, "etag");
    let path = "/abcde01234";
    let body = Some(json!({"summary": "x"}));
    let first = google
        .call_if(Method::PATCH, path, &token, body.clone(), Some(&etag))
        .await;
    assert_eq!(first.status, 200);
    for method in [Method::PATCH, Method::DELETE] {
        let late = google
            .call_if(method, path, &token, body.clone(), Some(&etag))
            .await;
        assert_eq!(late.refusal(), (412, "conditionNotMet"));
    }
}

#[tokio::test]
async fn reminders_alone_do_not_touch_the_updated_time() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    let made = google
        .call(Method::POST, "", &token, Some(event(json!({}))))
        .await
        .json;
    google.control("clock", json!({"offset_ms": 60_000})).await;
    let body = json!({"reminders": {"useDefault": false}});
    let path = "/abcde01234";
    let quiet = google
        .call(Method::PATCH, path, &token, Some(body))
        .await
        .json;
    assert_eq!(quiet["updated"], made["updated"]);
    assert_ne!(quiet["etag"], made["etag"]);
    let loud = google
        .call(Method::PATCH, path, &token, Some(json!({"summary": "x"})))
        .await
        .json;
    assert_ne!(loud["updated"], made["updated"]);
}

#[tokio::test]
async fn a_tombstone_answers_as_the_switch_says() {
    for (switch, expected, status) in [
        ("403 forbidden", (403, "forbidden"), Value::Null),
        ("200 cancelled", (200, "none"), json!("cancelled")),
        ("200 confirmed", (200, "none"), json!("confirmed")),
    ] {
        let google = Caller::fresh();
        let token = google.access("staff@demo.example").await;
        google
            .call(Method::POST, "", &token, Some(event(json!({}))))
            .await;
        google
            .call(Method::DELETE, "/abcde01234", &token, None)
            .await;
        google
            .control("settings", json!({"patch_on_tombstone": switch}))
            .await;
        let body = Some(json!({"summary": "back"}));
        let answer = google
            .call(Method::PATCH, "/abcde01234", &token, body)
            .await;
        assert_eq!(answer.refusal(), expected, "{switch}");
        assert_eq!(answer.json["status"], status, "{switch}");
    }
}

#[tokio::test]
async fn only_ones_own_calendar_exists() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    let base = format!("{}/google/calendar/v3", google.url);
    for (path, expected) in [
        ("calendars/staff%40demo.example/events", 200),
        ("calendars/staff2%40demo.example/events", 404),
        ("calendars/primary", 403),
        ("users/me/calendarList", 403),
        ("colors", 404),
    ] {
        let request = google
            .http
            .get(format!("{base}/{path}"))
            .bearer_auth(&token);
        assert_eq!(request.send().await.unwrap().status(), expected, "{path}");
    }
}

#[tokio::test]
async fn the_quota_counts_a_patch_three_times() {
    let google = Caller::fresh();
    google
        .control("settings", json!({"user_quota_per_minute": 5}))
        .await;
    let token = google.access("staff@demo.example").await;
    google
        .call(Method::POST, "", &token, Some(event(json!({}))))
        .await;
    let body = json!({"summary": "x"});
    let path = "/abcde01234";
    assert_eq!(
        google
            .call(Method::PATCH, path, &token, Some(body.clone()))
            .await
            .status,
        200
    );
    let third = google.call(Method::PATCH, path, &token, Some(body)).await;
    assert_eq!(third.refusal(), (403, "userRateLimitExceeded"));
    google.control("clock", json!({"offset_ms": 61_000})).await;
    assert_eq!(
        google.call(Method::GET, path, &token, None).await.status,
        200
    );
}
