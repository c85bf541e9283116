//! Switching: the old calendar keeps its events until the new one has everything.

use domain::provider::Provider;
use serde_json::json;

use crate::calendar::{Desk, MICROSOFT_STAFF};
use crate::test_app::{HOUR, MINUTE, STAFF, STAFF2, TestApp};

const CURRENT: &str = "select count(*) from calendar_connection
                       where state not in ('leaving', 'gone') and successor_id is null";

async fn there(desk: &Desk, account: &str) -> usize {
    desk.google.events_if_known(account).await.len()
}

/// From one provider to the other and back: never without, never twice at the end.
async fn between_providers(first: Provider, app: TestApp) {
    let mut desk = Desk::connected_to(first, app).await;
    desk.booked_class().await;
    for (to, left, account) in [
        (other(first), account_at(first), account_at(other(first))),
        (first, account_at(other(first)), account_at(first)),
    ] {
        desk.provider = to;
        desk.fault("POST", 1, super::side::Said::LostBefore).await;
        // The test event is what gets lost: nothing is connected, and nothing is given up.
        let back = desk.connect(&desk.staff, account).await;
        assert_eq!(back.location(), desk.back("not_answering"));
        assert_eq!(there(&desk, left).await, 1);
        desk.google.clear_faults().await;

        let back = desk.connect(&desk.staff, account).await;
        assert_eq!(back.location(), desk.back("connected"));
        assert_eq!(there(&desk, left).await, 1, "until the other one has it");
        assert_eq!(desk.office.app.count(CURRENT).await, 1);
        desk.deliver().await;
        assert_eq!(
            (there(&desk, left).await, there(&desk, account).await),
            (0, 1)
        );
        desk.deliver().await;
        let live = "select count(*) from calendar_connection where state <> 'gone'";
        assert_eq!(desk.office.app.count(live).await, 1);
    }
    desk.at_rest().await;
}

fn other(provider: Provider) -> Provider {
    match provider {
        Provider::Google => Provider::Microsoft,
        Provider::Microsoft => Provider::Google,
    }
}

fn account_at(provider: Provider) -> &'static str {
    match provider {
        Provider::Google => STAFF,
        Provider::Microsoft => MICROSOFT_STAFF,
    }
}

both_databases! {
    async fn from_google_to_microsoft_and_back(app: TestApp) {
        between_providers(Provider::Google, app).await;
    }

    async fn between_two_accounts_of_one_provider_while_the_new_one_fails(app: TestApp) {
        let desk = Desk::connected_to(Provider::Google, app).await;
        let class = desk.booked_class().await;
        // The new account takes the test event, and then nothing for an hour.
        let url = desk.start(&desk.staff).await;
        let back = desk.google.allow(STAFF2, &url).await;
        desk.staff.get(&back).await;
        desk.google.fault(json!({
            "match": {"method": "POST", "path": "/events"}, "times": 1000, "status": 503,
            "headers": {"retry-after": "120"},
        })).await;
        desk.deliver().await;
        assert_eq!((there(&desk, STAFF).await, there(&desk, STAFF2).await), (1, 0));

        // What changes meanwhile changes on the old one; what is new goes to the new one only.
        desk.move_to(&class, "1", "13:00", "14:30").await;
        let next = desk.office.offer(&desk.office.form().with("date", "2026-11-20")).await;
        desk.office.book(&next, "LC-1042").await;
        desk.deliver().await;
        let old = desk.google.events(STAFF).await;
        assert_eq!(old.len(), 1);
        assert!(old[0]["start"]["dateTime"].as_str().unwrap().starts_with("2026-11-19T13:00"));

        desk.deliver_after(HOUR / 2).await;
        server::sync::sweep::once(&desk.office.app.state).await.unwrap();
        desk.office.app.run_until_idle().await;
        assert_eq!(there(&desk, STAFF).await, 1, "half an hour is not long enough");
        desk.office.app.clock.advance(HOUR / 2 + MINUTE);
        server::sync::sweep::once(&desk.office.app.state).await.unwrap();
        desk.office.app.run_until_idle().await;
        assert_eq!(there(&desk, STAFF).await, 0, "an hour is");

        desk.google.clear_faults().await;
        desk.deliver_after(10 * MINUTE).await;
        assert_eq!(there(&desk, STAFF2).await, 2);
    }

    async fn disconnecting_in_the_middle_of_a_switch_leaves_both(app: TestApp) {
        let desk = Desk::connected_to(Provider::Google, app).await;
        desk.booked_class().await;
        let url = desk.start(&desk.staff).await;
        let back = desk.google.allow(STAFF2, &url).await;
        desk.staff.get(&back).await;
        desk.staff.call("disconnect_calendar", &[("remove", "true")]).await.value::<()>();
        desk.deliver().await;
        assert_eq!((there(&desk, STAFF).await, there(&desk, STAFF2).await), (0, 0));
        let live = "select count(*) from calendar_connection where state <> 'gone'";
        assert_eq!(desk.office.app.count(live).await, 0);
    }
}
