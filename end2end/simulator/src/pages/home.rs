//! The first page: which accounts there are, and what time it is in here.

use axum::extract::State;
use axum::response::Html;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Page, esc, requests};
use crate::sim::Sim;

pub async fn page(State(sim): State<Sim>) -> Html<String> {
    let desk = sim.desk();
    let accounts: String = desk
        .google
        .accounts
        .values()
        .map(|account| {
            let kind = match &account.hd {
                Some(domain) => format!("Work account of {domain}"),
                None => "Personal account".to_owned(),
            };
            let events = desk.google.events.get(&account.email);
            let live = events.into_iter().flat_map(|events| events.values());
            let live = live.filter(|event| {
                event.get("status").and_then(|status| status.as_str()) != Some("cancelled")
            });
            let count = match live.count() {
                0 => "no events".to_owned(),
                1 => "1 event".to_owned(),
                count => format!("{count} events"),
            };
            format!(
                r#"<li><a class="row" href="/calendar/{email}"><strong>{email}</strong> <span class="quiet">{} · {count}</span></a></li>
"#,
                esc(&kind),
                email = esc(&account.email),
            )
        })
        .collect();
    let main = format!(
        r#"<p class="card-head"><span>Simulated Google · accounts</span></p>
<h1>Calendars in this demo</h1>
<p>{} sends to these calendars and nowhere else. Open one to see what arrived.</p>
<ul class="rows">
{accounts}</ul>
<p class="quiet">To connect an account, start in <a href="{}">{}</a>.</p>"#,
        esc(sim.product()),
        esc(sim.app_url()),
        esc(sim.product()),
    );
    let now = Timestamp::from_millisecond(desk.now()).unwrap_or(Timestamp::UNIX_EPOCH);
    let zone = TimeZone::get("America/Chicago").unwrap_or(TimeZone::UTC);
    let page = Page {
        title: "Google: accounts".into(),
        main,
        aside: requests::clock(&now.to_zoned(zone), "/"),
        back: "/".into(),
    };
    page.render(&desk)
}
