//! The first page: which accounts there are, and what time it is in here.

use axum::extract::State;
use axum::response::Html;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Maker, Page, esc, policy, requests};
use crate::microsoft::approval;
use crate::microsoft::state::{CONSUMERS, Folder};
use crate::sim::Sim;

pub async fn page(State(sim): State<Sim>) -> Html<String> {
    let desk = sim.desk();
    let google = desk.google.accounts.values().map(|account| {
        let kind = match &account.hd {
            Some(domain) => format!("Work account of {domain}"),
            None => "Personal account".to_owned(),
        };
        let events = desk.google.events.get(&account.email);
        let live = events.into_iter().flat_map(|events| events.values());
        let live = live.filter(|event| {
            event.get("status").and_then(|status| status.as_str()) != Some("cancelled")
        });
        row(&account.email, &kind, live.count())
    });
    let google: String = google.collect();
    let microsoft = desk.microsoft.accounts.values().map(|account| {
        let tenant = desk.microsoft.tenants.get(&account.tid);
        let kind = match (account.tid == CONSUMERS, tenant) {
            (false, Some(tenant)) => policy::sentence(account, tenant),
            _ => "Personal account".to_owned(),
        };
        let items = desk.microsoft.items(&account.address);
        let live = items.filter(|item| item.folder != Folder::DeletedItems);
        row(&account.address, &kind, live.count())
    });
    let microsoft: String = microsoft.collect();
    let main = format!(
        r#"<p class="card-head"><span>Simulated accounts</span></p>
<h1>Calendars in this demo</h1>
<p>{} sends to these calendars and nowhere else. Open one to see what arrived.</p>
{}<h2>Google</h2>
<ul class="rows">
{google}</ul>
<h2>Microsoft</h2>
<ul class="rows">
{microsoft}</ul>
<p class="quiet">To connect an account, start in <a href="{}">{}</a>.</p>"#,
        esc(sim.product()),
        approval::list(&desk),
        esc(sim.app_url()),
        esc(sim.product()),
    );
    let now = Timestamp::from_millisecond(desk.now()).unwrap_or(Timestamp::UNIX_EPOCH);
    let zone = TimeZone::get("America/Chicago").unwrap_or(TimeZone::UTC);
    let page = Page {
        maker: Maker::Both,
        title: "accounts".into(),
        main,
        aside: requests::clock(&now.to_zoned(zone), "/"),
        back: "/".into(),
    };
    page.render(&desk)
}

fn row(address: &str, kind: &str, events: usize) -> String {
    let count = match events {
        0 => "no events".to_owned(),
        1 => "1 event".to_owned(),
        count => format!("{count} events"),
    };
    format!(
        r#"<li><a class="row" href="/calendar/{address}"><strong>{address}</strong> <span class="quiet">{} · {count}</span></a></li>
"#,
        esc(kind),
        address = esc(address),
    )
}
