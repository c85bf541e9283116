//! Every server function, page and route there is, tried by everybody who should not: nobody, each
//! seeded role, somebody deactivated, and another organization's administrator with the right ids.
//!
//! What there is comes from the registry of server functions and from the lists that build the
//! router. What is expected stands in `table`; what has no row there fails, and says which to add.

mod table;

use std::collections::BTreeSet;

use app::api::session::Viewer;
use app::app::App;
use domain::permission::Permissions;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;
use reqwest::Method;
use reqwest::header::{ACCEPT, ORIGIN};

use crate::scheduling::Office;
use crate::test_app::{
    ADMIN, Answer, Browser, ELM_ADMIN, NOCAL, SCHEDULER, STAFF, STAFF2, TestApp,
};
use table::{FUNCTIONS, PAGES, ROUTES, Rule};

/// An id nobody has.
const NOBODYS: &str = "00000000-0000-7000-8000-000000000000";

/// Ids of Linden, as somebody could have guessed them.
struct Ids(Vec<(&'static str, String)>);

impl Ids {
    async fn of_linden(office: &Office) -> Ids {
        let class = office.offer(&office.form()).await;
        office.book(&class, "LC-1042").await;
        let case = office.case("LC-1043").await;
        let app = &office.app;
        let emails = "emails=new%40linden.example";
        let role = app
            .text(
                "select r.id from role r join organization o on o.id = r.org_id
                   where r.name = 'Staff' and o.name = 'Linden'",
            )
            .await
            .unwrap();
        let fields = format!("{emails}&role_id={role}");
        let invited = send(&office.admin, "invite_people", &fields).await;
        assert_eq!(invited.status, 200, "{}", invited.body);
        let invitation = app
            .text("select token_hash from one_time_link where purpose = 'invite'")
            .await
            .unwrap();
        let link = app.text("select link_token from class").await.unwrap();
        Ids(vec![
            ("{class}", class),
            ("{case}", case),
            ("{role}", role),
            ("{user}", app.user(STAFF2).to_string()),
            ("{type}", office.decision_skills.clone()),
            ("{site}", office.main_street.clone()),
            ("{invitation}", invitation),
            ("{link}", link),
        ])
    }

    fn real(&self, text: &str) -> String {
        self.0
            .iter()
            .fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    }

    fn nobodys(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, _)| {
            text.replace(name, NOBODYS)
        })
    }
}

/// Calls a server function with its arguments as a form sends them.
async fn send(browser: &Browser, function: &str, arguments: &str) -> Answer {
    let request = browser
        .request(Method::POST, &format!("/api/{function}"))
        .header(ACCEPT, "application/json")
        .header(ORIGIN, browser.url())
        .header("sec-fetch-site", "same-origin");
    let request = match arguments.strip_prefix("multipart/form-data&") {
        Some(parts) => request
            .header("content-type", "multipart/form-data; boundary=part")
            .body(parts.split('&').fold(String::new(), |body, part| {
                let (name, value) = part.split_once('=').unwrap();
                body + &format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            }) + "--part--\r\n"),
        None => request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(arguments.to_owned()),
    };
    browser.send(request).await
}

struct Actor {
    name: &'static str,
    browser: Browser,
    may: Permissions,
}

async fn actor(app: &TestApp, name: &'static str, email: &str) -> Actor {
    let browser = app.sign_in(email).await;
    let viewer: Option<Viewer> = browser.call("get_viewer", &[]).await.value();
    Actor {
        name,
        browser,
        may: viewer.unwrap().permissions,
    }
}

impl Rule {
    fn allows(self, may: &Permissions) -> bool {
        match self {
            Rule::Open | Rule::Link | Rule::Signed => true,
            Rule::Any(permissions) => permissions.iter().any(|p| may.allows(*p)),
        }
    }
}

/// Functions that are registered and have no row, and rows of functions that are gone.
fn compare(kind: &str, found: &BTreeSet<String>, rows: &BTreeSet<String>, example: &str) {
    let missing: Vec<_> = found.difference(rows).collect();
    assert!(
        missing.is_empty(),
        "\n{kind} without a row: {missing:?}\nSay who may: add a row to server/tests/it/authorization/table.rs, such as\n    {example}\n"
    );
    let gone: Vec<_> = rows.difference(found).collect();
    assert!(
        gone.is_empty(),
        "\n{kind} that do not exist any more: {gone:?}\nRemove their rows from server/tests/it/authorization/table.rs\n"
    );
}

fn functions() -> BTreeSet<String> {
    server_fn_paths()
        .map(|(path, _)| path.strip_prefix("/api/").unwrap().to_owned())
        .collect()
}

#[test]
fn every_server_function_says_who_may() {
    let rows: Vec<_> = FUNCTIONS
        .iter()
        .map(|(name, ..)| (*name).to_owned())
        .collect();
    let set: BTreeSet<String> = rows.iter().cloned().collect();
    assert_eq!(set.len(), rows.len(), "one row each");
    let example = r#"("do_something", "id={class}&version=1", Any(&[ClassesManage])),"#;
    compare("server functions", &functions(), &set, example);
}

#[tokio::test]
async fn every_page_and_route_says_who_may() {
    let pages: BTreeSet<String> = generate_route_list(App)
        .iter()
        .map(|route| route.path().to_owned())
        .collect();
    let rows = PAGES.iter().map(|(path, _)| (*path).to_owned()).collect();
    compare(
        "pages",
        &pages,
        &rows,
        r#"("/admin/something", Any(&[SettingsManage])),"#,
    );
    let routes = server::http::own_routes()
        .iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    let rows = ROUTES
        .iter()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    compare("routes", &routes, &rows, r#"("GET", "/something", Open),"#);
}

/// The router is built from lists alone, or the lists would not be all.
#[test]
fn no_route_stands_outside_of_the_lists() {
    let sources = crate::tidy::sources("server/src");
    let with_routes: Vec<_> = sources
        .iter()
        .filter(|source| source.code().any(|(_, line)| line.contains(".route(")))
        .map(|source| source.path.as_str())
        .collect();
    assert_eq!(
        with_routes,
        ["server/src/routes.rs"],
        "use crate::routes::Routes, and http::own_routes"
    );
}

both_databases! {
    async fn each_server_function_is_refused_to_whoever_may_not(app: TestApp) {
        let office = Office::open(app).await;
        let ids = Ids::of_linden(&office).await;
        let app = &office.app;
        let nobody = app.browser();
        let gone = app.sign_in(STAFF).await;
        app.execute("update app_user set active = 0 where email = 'staff@linden.example'").await;
        let actors = [
            actor(app, "Organization Admin", ADMIN).await,
            actor(app, "Scheduler", SCHEDULER).await,
            actor(app, "Staff", NOCAL).await,
            actor(app, "Staff with calendar", STAFF2).await,
        ];
        let mut wrong = Vec::new();
        for (function, arguments, rule) in FUNCTIONS {
            let real = ids.real(arguments);
            if matches!(rule, Rule::Open) {
                let answer = send(&app.browser(), function, &ids.nobodys(arguments)).await;
                if matches!(answer.status, 401 | 403) || answer.status >= 500 {
                    wrong.push(format!("{function}: nobody got {}: {}", answer.status, answer.body));
                }
                continue;
            }
            for (who, browser) in [("nobody", &nobody), ("somebody deactivated", &gone)] {
                let answer = send(browser, function, &real).await;
                if answer.status != 401 {
                    wrong.push(format!("{function}: {who} got {}, not 401: {}", answer.status, answer.body));
                }
            }
            for actor in &actors {
                let may = rule.allows(&actor.may);
                // Whoever may do it for real is tried with an id nobody has.
                let arguments = if may { ids.nobodys(arguments) } else { real.clone() };
                let answer = send(&actor.browser, function, &arguments).await;
                let right = if may {
                    !matches!(answer.status, 401 | 403) && answer.status < 500
                } else {
                    answer.status == 403
                };
                if !right {
                    let name = actor.name;
                    wrong.push(format!("{function}: {name} (may: {may}) got {}: {}", answer.status, answer.body));
                }
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    async fn nothing_of_one_organization_is_there_for_another(app: TestApp) {
        let office = Office::open(app).await;
        let ids = Ids::of_linden(&office).await;
        let app = &office.app;
        // Elm's administrator may everything, in Elm.
        app.execute("insert into role_permission (org_id, role_id, permission)
                     select org_id, role_id, 'calendar.connect' from app_user where email = 'admin@elm.example'").await;
        let elm = actor(app, "Elm", ELM_ADMIN).await;
        let of_linden = "select count(*) from audit_event a join organization o on o.id = a.org_id where o.name = 'Linden'";
        let before = app.count(of_linden).await;
        let mut wrong = Vec::new();
        for (function, arguments, rule) in FUNCTIONS {
            if matches!(rule, Rule::Open) {
                continue;
            }
            let real = ids.real(arguments);
            let answer = send(&elm.browser, function, &real).await;
            let guessed = real != *arguments;
            if guessed && !matches!(answer.status, 404 | 422) {
                wrong.push(format!("{function}: {} for a guessed id: {}", answer.status, answer.body));
            }
            for word in ["linden.example", "Pat Provider", "Quinn Provider", "Decision Skills", "Alma Birch", "LC-104"] {
                // A field's problem may repeat what was typed.
                if answer.body.contains(word) && !real.contains(word) {
                    wrong.push(format!("{function} tells Elm of {word}: {}", answer.body));
                }
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        assert_eq!(app.count(of_linden).await, before, "nothing was done in Linden");
    }

    async fn each_page_is_closed_to_whoever_may_not(app: TestApp) {
        let office = Office::open(app).await;
        let ids = Ids::of_linden(&office).await;
        let app = &office.app;
        let nobody = app.browser();
        let gone = app.sign_in(STAFF).await;
        app.execute("update app_user set active = 0 where email = 'staff@linden.example'").await;
        let actors = [
            actor(app, "Organization Admin", ADMIN).await,
            actor(app, "Scheduler", SCHEDULER).await,
            actor(app, "Staff", NOCAL).await,
            actor(app, "another organization", ELM_ADMIN).await,
        ];
        let mut wrong = Vec::new();
        for (page, rule) in PAGES {
            let path = table::address(page, |name| ids.real(name));
            for (who, browser) in [("nobody", &nobody), ("somebody deactivated", &gone)] {
                let answer = browser.get(&path).await;
                let led_away = (300..400).contains(&answer.status)
                    && answer.location().starts_with("/sign-in");
                if led_away == matches!(rule, Rule::Open) || answer.status >= 500 {
                    wrong.push(format!("{page}: {who} got {} {}", answer.status, answer.location()));
                }
            }
            for actor in &actors {
                if rule.allows(&actor.may) {
                    let foreign = actor.name == "another organization" && path != **page;
                    let path = if foreign { path.clone() } else { table::address(page, |_| NOBODYS.to_owned()) };
                    let answer = actor.browser.get(&path).await;
                    if matches!(answer.status, 401 | 403) || answer.status >= 500 {
                        wrong.push(format!("{page}: {} may, and got {}", actor.name, answer.status));
                    }
                    if foreign && (answer.body.contains("Decision Skills") || answer.body.contains("linden.example")) {
                        wrong.push(format!("{page} shows Linden to Elm"));
                    }
                } else {
                    let answer = actor.browser.get(&path).await;
                    if !matches!(answer.status, 403 | 404) {
                        wrong.push(format!("{page}: {} may not, and got {}", actor.name, answer.status));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    async fn each_route_of_the_server_asks_who_comes(app: TestApp) {
        let nobody = app.browser();
        let gone = app.sign_in(STAFF).await;
        app.execute("update app_user set active = 0 where email = 'staff@linden.example'").await;
        for (method, route, rule) in ROUTES {
            let path = table::address(route, |_| "google".to_owned());
            for browser in [&nobody, &gone] {
                let request = browser
                    .request(method.parse().unwrap(), &path)
                    .header(ORIGIN, &app.url)
                    .header("sec-fetch-site", "same-origin")
                    .header(ACCEPT, "text/html");
                let request = if *method == "POST" { request.form(&[("backfill", "on")]) } else { request };
                let answer = browser.send(request).await;
                let signs_in = (300..400).contains(&answer.status) && answer.location().starts_with("/sign-in");
                let refused = matches!(answer.status, 401 | 403 | 404 | 410) || signs_in;
                assert_eq!(refused, !matches!(rule, Rule::Open), "{method} {route}: {} {}", answer.status, answer.location());
                assert!(answer.status < 500, "{method} {route}: {}", answer.body);
            }
        }
    }
}
