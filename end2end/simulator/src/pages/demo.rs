//! The box «Demo controls»: what the simulator does next, chosen by a person.

use axum::extract::{Form, State};
use axum::response::Redirect;
use serde::Deserialize;

use super::esc;
use crate::fault::{Fault, Match};
use crate::sim::Sim;
use crate::world::{Change, Demo, Settings};

/// The id of the fault a demo control sets.
pub const FAULT: &str = "demo";

const HOUR_MS: i64 = 3_600_000;

const CHOICES: [(Demo, &str, &str); 5] = [
    (Demo::Normal, "normal", "Behaves normally"),
    (Demo::Blocked, "blocked", "Administrator blocks the app"),
    (Demo::Slow, "slow", "Answers after 20 seconds"),
    (
        Demo::FailsTwice,
        "fails-twice",
        "Fails with error 503, twice",
    ),
    (
        Demo::EndsAccess,
        "ends-access",
        "Ends the access in one minute",
    ),
];

/// The box as HTML.
pub fn controls(current: Demo, back: &str) -> String {
    let choices: String = CHOICES
        .iter()
        .map(|(choice, value, label)| {
            let checked = if *choice == current { " checked" } else { "" };
            format!(
                r#"<label class="choice"><input type="radio" name="mode" value="{value}"{checked}> {label}</label>
"#
            )
        })
        .collect();
    format!(
        r#"<form class="box" method="post" action="/demo/controls">
<fieldset>
<legend>Demo controls</legend>
<p class="quiet">What the simulator does next</p>
{choices}</fieldset>
<input type="hidden" name="back" value="{}">
<button class="small">Apply</button>
</form>"#,
        esc(back)
    )
}

#[derive(Deserialize)]
pub struct Choice {
    mode: Demo,
    back: String,
}

pub async fn choose(State(sim): State<Sim>, Form(choice): Form<Choice>) -> Redirect {
    let mut desk = sim.desk();
    desk.commit(Change::FaultGone(FAULT.into()));
    let now = desk.now();
    let settings = Settings {
        demo: choice.mode,
        block_app: choice.mode == Demo::Blocked,
        access_ends_at: (choice.mode == Demo::EndsAccess).then_some(now + 60_000),
        ..desk.settings.clone()
    };
    desk.commit(Change::Settings(settings));
    let fault = Fault {
        id: FAULT.into(),
        matching: Match {
            method: None,
            path: None,
            paths: vec!["/google/calendar/".into(), "/microsoft/graph/".into()],
        },
        times: 0,
        status: None,
        headers: Default::default(),
        body: serde_json::Value::Null,
        delay_ms: 0,
        apply: false,
    };
    match choice.mode {
        Demo::Slow => desk.commit(Change::Fault(Fault {
            times: u32::MAX,
            delay_ms: 20_000,
            apply: true,
            ..fault
        })),
        Demo::FailsTwice => desk.commit(Change::Fault(Fault {
            times: 2,
            status: Some(503),
            body: "Service Unavailable".into(),
            ..fault
        })),
        Demo::Normal | Demo::Blocked | Demo::EndsAccess => {}
    }
    Redirect::to(here(&choice.back))
}

#[derive(Deserialize)]
pub struct Back {
    back: String,
}

/// Puts the simulator's clock forward by an hour.
pub async fn forward(State(sim): State<Sim>, Form(Back { back }): Form<Back>) -> Redirect {
    let mut desk = sim.desk();
    let settings = Settings {
        clock_offset_ms: desk.settings.clock_offset_ms + HOUR_MS,
        ..desk.settings.clone()
    };
    desk.commit(Change::Settings(settings));
    Redirect::to(here(&back))
}

/// Only a path of this simulator; anything else leads home.
pub fn here(back: &str) -> &str {
    let path = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    if path && back.bytes().all(|byte| byte.is_ascii_graphic()) {
        return back;
    }
    "/"
}

#[cfg(test)]
mod tests {
    use super::here;

    #[test]
    fn the_way_back_never_leaves_the_simulator() {
        for (back, expected) in [
            (
                "/calendar/staff?week=2026-11-22",
                "/calendar/staff?week=2026-11-22",
            ),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\r\nx", "/"),
            ("", "/"),
        ] {
            assert_eq!(here(back), expected);
        }
    }
}
