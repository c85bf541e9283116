//! A calendar panel in each of its states, for pages that show one.

use app::api::calendar::*;
use domain::provider::Provider;

/// A panel in one state, with twelve upcoming classes.
pub fn panel(shown: ShownState) -> CalendarPanel {
    CalendarPanel {
        product: "Classbook".to_owned(),
        may_connect: true,
        shown,
        connection: (shown != ShownState::NotConnected).then(|| ConnectionView {
            provider: Provider::Google,
            account: "provider1@linden.example".to_owned(),
            connected_on: "Sep 2, 2026".to_owned(),
            last_change_sent: "Today, 10:02 am".to_owned(),
            state_since: "yesterday at 6:40 pm".to_owned(),
            retry_at: if shown == ShownState::Retrying {
                "10:31 am".to_owned()
            } else {
                String::new()
            },
            leaving_done: 7,
            leaving_total: 12,
            other_account: false,
            open_url: "https://calendar.example/".to_owned(),
        }),
        providers: vec![
            ProviderOption {
                provider: Provider::Google,
                available: true,
            },
            ProviderOption {
                provider: Provider::Microsoft,
                available: false,
            },
        ],
        it: Vec::new(),
        feed: String::new(),
        accounts: AllowedAccounts::Domains("linden.example".to_owned()),
        upcoming: 12,
        sent: match shown {
            ShownState::NotConnected => 0,
            ShownState::CatchingUp => 5,
            _ => 12,
        },
        waiting: match shown {
            ShownState::Connected | ShownState::NotConnected | ShownState::Paused => 0,
            _ => 3,
        },
        removed_by_user: 0,
        held: 0,
        next: vec![next_class(DeliveryKind::OnCalendar)],
        preview: SentPreview {
            example: false,
            title: "Class".to_owned(),
            when: "Thu, Nov 19 · 9:00 – 10:30 am".to_owned(),
            text: "Booked in Classbook. Changing this event does not change the class.".to_owned(),
            link: "classbook.linden.example/c/7QkR2wXn".to_owned(),
            site: None,
            raw: "{\n  \"summary\": \"Class\"\n}".to_owned(),
        },
        chosen_account: String::new(),
        demo_calendar_url: None,
    }
}

/// One class of the list, with one delivery.
pub fn next_class(kind: DeliveryKind) -> NextClass {
    NextClass {
        class_id: "class-1".parse().expect("a plain id"),
        day: "Today".to_owned(),
        time: "1:00 – 2:30 pm".to_owned(),
        class_type: "Decision Skills".to_owned(),
        place: "Main Street Center, Room 2".to_owned(),
        delivery: DeliveryView {
            kind,
            calendar: "Google Calendar".to_owned(),
            at: "Nov 12, 10:02 am".to_owned(),
            at_risk: String::new(),
        },
    }
}
