//! Microsoft's pages, walked as a browser without JavaScript would walk them.

use reqwest::Method;
use serde_json::json;
use url::Url;

use crate::caller::{Answer, parameter};
use crate::microsoft::{CALLBACK, Entra};

fn html(answer: &Answer) -> &str {
    answer.json.as_str().expect("a page")
}

/// The value of a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let html = html(page);
    let start = format!("name=\"{name}\" value=\"");
    let rest = html
        .split(&start)
        .nth(1)
        .unwrap_or_else(|| panic!("no {name}: {html}"));
    let value = rest.split('"').next().expect("an end");
    value.replace("&amp;", "&").replace("&#39;", "'")
}

fn location(answer: &Answer) -> String {
    let to = answer.headers.get("location");
    to.and_then(|to| to.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

async fn post(entra: &Entra, url: &str, form: &[(&str, &str)]) -> Answer {
    let sent = entra.http.request(Method::POST, url).form(form).send();
    Answer::of(sent.await.expect("an answer")).await
}

async fn sign_in(entra: &Entra, account: &str) -> (Answer, String) {
    let url = entra.ask("common", &[]);
    let query = url.split_once('?').expect("a query").1.to_owned();
    let base = format!("{}/microsoft/common/signin", entra.url);
    let url = Url::parse_with_params(&base, [("ask", query.as_str()), ("account", account)]);
    (entra.page(url.expect("a URL").as_str()).await, query)
}

#[tokio::test]
async fn two_steps_lead_to_the_callback() {
    let entra = Entra::fresh();
    let first = entra.page(&entra.ask("common", &[])).await;
    for said in [
        "SIMULATED",
        "Pick an account",
        "pat@outlook.example",
        "Use another account",
    ] {
        assert!(html(&first).contains(said), "{said}");
    }
    let (second, query) = sign_in(&entra, "wren@open.example").await;
    for said in [
        "Permissions requested",
        "Have full access to your calendars",
        "View your basic profile",
        "Maintain access to data you have given it access to",
    ] {
        assert!(html(&second).contains(said), "{said}");
    }
    assert!(!html(&second).contains("behalf of your organization"));
    let decide = format!("{}/microsoft/common/signin/decide", entra.url);
    let form = |choice| {
        [
            ("ask", query.as_str()),
            ("account", "wren@open.example"),
            ("choice", choice),
        ]
    };
    let no = location(&post(&entra, &decide, &form("cancel")).await);
    assert_eq!(
        no,
        format!("{CALLBACK}?error=access_denied&error_subcode=cancel&state=S+t")
    );
    let yes = location(&post(&entra, &decide, &form("accept")).await);
    let code = parameter(&Url::parse(&yes).expect("a URL"), "code").expect("a code");
    assert_eq!(entra.redeem(&code, &[]).await.status, 200);
    // The second time nothing is asked.
    let (again, _) = sign_in(&entra, "wren@open.example").await;
    assert!(location(&again).starts_with(CALLBACK));
    let (lost, _) = sign_in(&entra, "who@nowhere.example").await;
    assert!(html(&lost).contains("We couldn’t find an account"));
    let (admin, _) = sign_in(&entra, "itadmin@managed.example").await;
    assert!(html(&admin).contains("Consent on behalf of your organization"));
}

#[tokio::test]
async fn three_pages_need_an_administrator() {
    let entra = Entra::fresh();
    let back = "Return to the application without granting consent";
    let (managed, query) = sign_in(&entra, "noor@managed.example").await;
    assert!(
        html(&managed).contains("Approval required") && html(&managed).contains("Send request")
    );
    let (locked, _) = sign_in(&entra, "luca@locked.example").await;
    assert!(html(&locked).contains("<h1>Need admin approval") && html(&locked).contains(back));
    assert!(!html(&locked).contains("Send request"));
    let (sealed, _) = sign_in(&entra, "kim@sealed.example").await;
    assert!(!html(&sealed).contains(back));

    let approval = format!("{}/microsoft/common/signin/approval", entra.url);
    let form = [
        ("ask", query.as_str()),
        ("account", "noor@managed.example"),
        ("reason", "My <classes>"),
        ("choice", "send"),
    ];
    let sent = post(&entra, &approval, &form).await;
    assert!(html(&sent).contains("Request sent"));
    let home = entra.page(&entra.url).await;
    assert!(html(&home).contains("My &lt;classes&gt;"));
    let decide = format!("{}/microsoft/approvals/decide", entra.url);
    let id = hidden(&home, "id");
    post(
        &entra,
        &decide,
        &[("id", id.as_str()), ("choice", "approve")],
    )
    .await;
    let (covered, _) = sign_in(&entra, "noor@managed.example").await;
    assert!(location(&covered).contains("code="));
}

#[tokio::test]
async fn a_federated_account_signs_in_on_another_origin() {
    let entra = Entra::fresh();
    let fern = "fern@federated.example";
    let (away, query) = sign_in(&entra, fern).await;
    let elsewhere = location(&away);
    assert!(elsewhere.starts_with("http://localhost:"), "{elsewhere}");
    // Without a proof there is no way around it.
    let decide = format!("{}/microsoft/common/signin/decide", entra.url);
    let form = [
        ("ask", query.as_str()),
        ("account", fern),
        ("choice", "accept"),
    ];
    assert!(location(&post(&entra, &decide, &form).await).starts_with("http://localhost:"));
    // The other server is not under this name.
    let here = elsewhere.replace("localhost", "127.0.0.1");
    assert_eq!(entra.page(&here).await.status, 404);
    let page = entra.page(&elsewhere).await;
    assert!(html(&page).contains("Sign in with your organizational account"));
    let (wresult, wctx) = (hidden(&page, "wresult"), hidden(&page, "wctx"));
    let srf = format!("{}/microsoft/login.srf", entra.url);
    let crossing = entra.http.post(&srf).header("sec-fetch-site", "cross-site");
    let form = [("wa", "wsignin1.0"), ("wresult", &wresult), ("wctx", &wctx)];
    let back = crossing.form(&form).send().await.expect("an answer");
    let back = location(&Answer::of(back).await);
    assert!(back.starts_with("/microsoft/common/signin?"), "{back}");
    let consent = entra.page(&format!("{}{back}", entra.url)).await;
    assert!(html(&consent).contains("Permissions requested"));
    let form = [
        ("ask", query.as_str()),
        ("account", fern),
        ("proof", wresult.as_str()),
        ("choice", "accept"),
    ];
    let done = location(&post(&entra, &decide, &form).await);
    assert!(
        done.starts_with(CALLBACK) && done.contains("code="),
        "{done}"
    );
    let forged = [
        ("wa", "wsignin1.0"),
        ("wresult", "x"),
        ("wctx", wctx.as_str()),
    ];
    assert_eq!(post(&entra, &srf, &forged).await.status, 403);
}

#[tokio::test]
async fn the_calendar_is_shown_and_edited_as_its_owner_would() {
    let entra = Entra::fresh();
    let wren = entra.mailbox("wren@open.example").await;
    let path = wren.made(json!({"subject": "<Class>"})).await;
    let id = path.rsplit('/').next().expect("an id");
    let calendar = format!("{}/calendar/wren@open.example", entra.url);
    let page = entra.page(&format!("{calendar}?week=2026-11-22")).await;
    for said in [
        "Microsoft’s page",
        "&lt;Class&gt;",
        "9:00 am – 10:00 am",
        "Private",
        "Busy",
    ] {
        assert!(html(&page).contains(said), "{said}: {}", html(&page));
    }
    let form = [
        ("id", id),
        ("week", "2026-11-22"),
        ("summary", "Mine"),
        ("description", "Booked in Product."),
        ("color", "Blue category"),
        ("start", "2026-11-23T11:00"),
        ("end", "2026-11-23T12:00"),
    ];
    post(&entra, &format!("{calendar}/edit"), &form).await;
    let event = wren.get(&path).await.json;
    assert_eq!(
        (&event["subject"], &event["categories"][0]),
        (&json!("Mine"), &json!("Blue category"))
    );
    assert_eq!(event["start"]["dateTime"], "2026-11-23T17:00:00.0000000");
    post(
        &entra,
        &format!("{calendar}/delete"),
        &[("id", id), ("week", "2026-11-22")],
    )
    .await;
    let page = entra.page(&calendar).await;
    assert!(html(&page).contains("No events. Book a case"));
}
