//! The pages, walked as a browser without JavaScript would walk them.

use reqwest::Method;
use serde_json::json;
use url::Url;

use crate::caller::{Answer, CALLBACK, Caller, EVENTS, event, parameter};

/// The text of a page.
fn html(answer: &Answer) -> &str {
    answer.json.as_str().expect("a page")
}

async fn step(google: &Caller, path: &str, url: &str, account: &str, scopes: &[&str]) -> Answer {
    let query = url.split_once('?').expect("a query").1;
    let mut fields = vec![("ask", query), ("account", account)];
    fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
    let base = format!("{}/google/signin/{path}", google.url);
    google
        .page(
            Url::parse_with_params(&base, fields)
                .expect("a well-formed answer")
                .as_str(),
        )
        .await
}

async fn post(google: &Caller, path: &str, form: &[(&str, &str)]) -> (u16, String) {
    let url = format!("{}{path}", google.url);
    let answer = google
        .http
        .post(url)
        .form(form)
        .send()
        .await
        .expect("a well-formed answer");
    let location = answer
        .headers()
        .get("location")
        .map(|to| to.to_str().expect("a well-formed answer").to_owned());
    (answer.status().as_u16(), location.unwrap_or_default())
}

#[tokio::test]
async fn three_steps_lead_to_the_callback() {
    let google = Caller::fresh();
    let url = google.authorize_url(&[("prompt", "consent")]);
    let first = google.page(&url).await;
    for said in [
        "SIMULATED",
        "Step 1 of 3",
        "Choose an account",
        "morgan.private@home.example",
        "Use another account",
        "Demo controls",
    ] {
        assert!(html(&first).contains(said), "{said}");
    }
    let staff = "staff@demo.example";
    let second = step(&google, "consent", &url, staff, &[]).await;
    assert!(html(&second).contains("Step 2 of 3"));
    assert!(html(&second).contains("IMPACT Feedback wants to use your Google Account"));
    let ticks: Vec<&str> = html(&second)
        .split("<input type=\"checkbox\"")
        .skip(1)
        .collect();
    assert_eq!(ticks.len(), 1, "signing in has no box");
    assert!(!ticks[0].split('>').next().unwrap().contains("checked"));
    let third = step(&google, "confirm", &url, staff, &[EVENTS]).await;
    assert!(html(&third).contains("You are sharing this with IMPACT Feedback"));
    assert!(html(&third).contains("View and edit events on all your calendars"));
    let unticked = step(&google, "confirm", &url, staff, &[]).await;
    assert!(!html(&unticked).contains("View and edit events"));

    let query = url.split_once('?').unwrap().1;
    let form = [
        ("ask", query),
        ("account", staff),
        ("scope", EVENTS),
        ("choice", "allow"),
    ];
    let (status, location) = post(&google, "/google/signin/decide", &form).await;
    assert_eq!(status, 303);
    let callback = Url::parse(&location).unwrap();
    assert!(location.starts_with(CALLBACK));
    let code = parameter(&callback, "code").expect("a code");
    assert_eq!(google.exchange(&code, &[]).await.status, 200);

    let no = [("ask", query), ("account", staff), ("choice", "cancel")];
    let (_, location) = post(&google, "/google/signin/decide", &no).await;
    assert_eq!(
        location,
        format!("{CALLBACK}?error=access_denied&state=S+t")
    );
}

#[tokio::test]
async fn a_hint_skips_the_chooser_and_an_earlier_consent_skips_the_rest() {
    let google = Caller::fresh();
    let hint = google.authorize_url(&[("login_hint", "staff@demo.example")]);
    let hinted = google.page(&hint).await;
    assert_eq!(hinted.status, 303);
    assert!(
        hinted.headers["location"]
            .to_str()
            .unwrap()
            .starts_with("/google/signin/consent?")
    );
    let select = google.authorize_url(&[
        ("login_hint", "staff@demo.example"),
        ("prompt", "select_account"),
    ]);
    assert_eq!(google.page(&select).await.status, 200);
    let none = google.authorize_url(&[("prompt", "none")]);
    let callback = google.page(&none).await;
    assert!(
        callback.headers["location"]
            .to_str()
            .unwrap()
            .contains("error=login_required")
    );

    google.connect("staff@demo.example").await;
    let done = step(&google, "consent", &hint, "staff@demo.example", &[]).await;
    assert!(
        done.headers["location"]
            .to_str()
            .unwrap()
            .starts_with(CALLBACK)
    );
}

#[tokio::test]
async fn any_address_becomes_an_account_but_only_after_allowing() {
    let google = Caller::fresh();
    let url = google.authorize_url(&[]);
    let bad = step(&google, "consent", &url, "no address", &[]).await;
    assert_eq!(bad.status, 400);
    let page = step(&google, "consent", &url, "New.Person@clinic.example", &[]).await;
    assert!(html(&page).contains("new.person@clinic.example"));
    assert_eq!(google.google_accounts().await, 5);
    let query = url.split_once('?').unwrap().1;
    let form = [
        ("ask", query),
        ("account", "New.Person@clinic.example"),
        ("choice", "allow"),
    ];
    let (_, location) = post(&google, "/google/signin/decide", &form).await;
    assert!(location.contains("hd=clinic.example"));
    assert_eq!(google.google_accounts().await, 6);
}

#[tokio::test]
async fn the_demo_controls_do_what_they_say() {
    let google = Caller::fresh();
    let token = google.access("staff@demo.example").await;
    let choose = |mode: &'static str| {
        let google = &google;
        async move { post(google, "/demo/controls", &[("mode", mode), ("back", "/")]).await }
    };
    assert_eq!(choose("fails-twice").await, (303, "/".to_owned()));
    for expected in [503, 503, 200] {
        assert_eq!(
            google.call(Method::GET, "", &token, None).await.status,
            expected
        );
    }
    assert_eq!(google.look("settings").await["demo"], "normal");

    choose("slow").await;
    assert_eq!(google.look("faults").await["faults"][0]["delay_ms"], 20_000);
    choose("blocked").await;
    assert_eq!(google.look("faults").await["faults"], json!([]));
    let url = google.authorize_url(&[]);
    let blocked = step(&google, "consent", &url, "staff@demo.example", &[]).await;
    assert_eq!(blocked.status, 400);
    let said = "Access blocked: your administrator has not allowed IMPACT Feedback";
    assert!(html(&blocked).contains(said));

    choose("ends-access").await;
    assert_eq!(google.call(Method::GET, "", &token, None).await.status, 200);
    google.control("clock", json!({"offset_ms": 61_000})).await;
    assert_eq!(google.call(Method::GET, "", &token, None).await.status, 401);
    assert_eq!(google.look("settings").await["demo"], "normal");
}

#[tokio::test]
async fn the_calendar_page_shows_what_came_and_lets_the_owner_act() {
    let google = Caller::fresh();
    let page = format!("{}/calendar/staff?week=2026-11-22", google.url);
    let empty = google.page(&page).await;
    let said = "No events. Book a case in IMPACT Feedback, and one appears here.";
    assert!(html(&empty).contains(said));

    let token = google.access("staff@demo.example").await;
    let sent = event(json!({
        "summary": "Class <b>1</b>",
        "description": "Room 2",
        "visibility": "private",
        "start": {"dateTime": "2026-11-23T09:00:00-07:00", "timeZone": "America/Denver"},
        "end": {"dateTime": "2026-11-23T10:30:00-07:00", "timeZone": "America/Denver"},
    }));
    google.call(Method::POST, "", &token, Some(sent)).await;
    let full = google.page(&page).await;
    for said in [
        "Class &lt;b&gt;1&lt;/b&gt;",
        "Monday, Nov 23",
        "9:00 am – 10:30 am · America/Denver",
        "Room 2",
        "<li>Private</li>",
        "<li>Busy</li>",
        "POST /calendar/v3/calendars/primary/events",
    ] {
        let said = said.strip_prefix("POST ").unwrap_or(said);
        assert!(html(&full).contains(said), "{said} in {}", html(&full));
    }
    assert!(!html(&full).contains("<b>1</b>"));

    let id = ("id", "abcde01234");
    let week = ("week", "2026-11-22");
    let edit = [
        id,
        week,
        ("summary", "Mine"),
        ("description", ""),
        ("color", "11"),
        ("start", "2026-11-23T11:00"),
        ("end", "2026-11-23T12:00"),
    ];
    let (status, location) = post(&google, "/calendar/staff@demo.example/edit", &edit).await;
    assert_eq!(status, 303);
    assert_eq!(
        location,
        "/calendar/staff@demo.example?week=2026-11-22#event-abcde01234"
    );
    let edited = google
        .call(Method::GET, "/abcde01234", &token, None)
        .await
        .json;
    assert_eq!(edited["summary"], "Mine");
    assert_eq!(edited["colorId"], "11");
    assert_eq!(edited["start"]["dateTime"], "2026-11-23T12:00:00-06:00");
    assert!(edited.get("description").is_none());

    let mut wrong = edit;
    wrong[6] = ("end", "2026-11-23T10:00");
    let (_, location) = post(&google, "/calendar/staff/edit", &wrong).await;
    assert!(location.contains("problem=The+specified+time+range+is+empty."));

    post(&google, "/calendar/staff/delete", &[id, week]).await;
    assert!(html(&google.page(&page).await).contains("No events."));
    post(&google, "/demo/clock", &[("back", "/")]).await;
    assert_eq!(google.look("settings").await["clock_offset_ms"], 3_600_000);
}

#[tokio::test]
async fn unknown_accounts_have_no_calendar() {
    let google = Caller::fresh();
    assert_eq!(
        google
            .page(&format!("{}/calendar/nobody", google.url))
            .await
            .status,
        404
    );
    assert_eq!(google.page(&google.url).await.status, 200);
}
