//! The boxes at the right of a calendar: the clock, and what was asked lately.

use jiff::Zoned;
use jiff::tz::TimeZone;

use super::esc;
use crate::sim::Desk;

const SHOWN: usize = 20;

pub fn clock(now: &Zoned, back: &str) -> String {
    format!(
        r#"<form class="box" method="post" action="/demo/clock">
<h2>Clock</h2>
<p class="quiet">Here it is {}</p>
<input type="hidden" name="back" value="{}">
<button class="small">Put the clock forward 1 hour</button>
</form>"#,
        now.strftime("%A, %b %-d, %-I:%M %P"),
        esc(back)
    )
}

/// The last requests for an account, newest first; those that name no account are shown too.
pub fn recent(desk: &Desk, account: &str, zone: &TimeZone) -> String {
    let entries = desk.journal.iter().rev();
    let mine = entries.filter(|entry| entry.account.as_deref().is_none_or(|who| who == account));
    let rows: String = mine
        .take(SHOWN)
        .map(|entry| {
            let time = match jiff::Timestamp::from_millisecond(entry.time_ms) {
                Ok(at) => at.to_zoned(zone.clone()).strftime("%-I:%M:%S %P").to_string(),
                Err(_) => String::new(),
            };
            let (status, class) = match entry.status {
                0 => ("no answer".to_owned(), "bad"),
                status @ 0..400 => (status.to_string(), "good"),
                status => (status.to_string(), "bad"),
            };
            let path = entry
                .path
                .strip_prefix("/google")
                .or_else(|| entry.path.strip_prefix("/microsoft"))
                .unwrap_or(&entry.path);
            format!(
                r#"<li><span class="status {class}">{status}</span> <span class="asked">{} {}</span> <span class="quiet">{time}</span></li>
"#,
                esc(&entry.method),
                esc(path),
            )
        })
        .collect();
    let list = match rows.is_empty() {
        true => "<p class=\"quiet\">Nothing was asked yet.</p>".to_owned(),
        false => format!("<ol class=\"requests\">\n{rows}</ol>"),
    };
    format!("<section class=\"box\">\n<h2>Last {SHOWN} requests</h2>\n{list}\n</section>")
}
