//! What holds at either provider: one suite, run unchanged over both, on both databases.
//!
//! It asks for outcomes (what is on the calendar, which writes took effect, which state the person
//! sees), never for how a provider words them; what differs stands in [`side`].

mod microsoft;
pub mod side;
mod switch;

use app::api::calendar::{CalendarPanel, ShownState};
use domain::provider::Provider;
use serde_json::json;

use crate::calendar::Desk;
use crate::test_app::{DAY, HOUR, MINUTE, STAFF, STAFF2, TestApp};
use side::Said;

/// Each story at each provider on each database.
macro_rules! both_providers {
    ($(async fn $name:ident($desk:ident: Desk) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn test($desk: Desk) $body

            #[tokio::test]
            async fn google_sqlite() {
                test(Desk::connected_to(Provider::Google, TestApp::sqlite().await).await).await;
            }

            #[tokio::test]
            async fn google_postgres() {
                if let Some(app) = TestApp::postgres().await {
                    test(Desk::connected_to(Provider::Google, app).await).await;
                }
            }

            #[tokio::test]
            async fn microsoft_sqlite() {
                test(Desk::connected_to(Provider::Microsoft, TestApp::sqlite().await).await).await;
            }

            #[tokio::test]
            async fn microsoft_postgres() {
                if let Some(app) = TestApp::postgres().await {
                    test(Desk::connected_to(Provider::Microsoft, app).await).await;
                }
            }
        }
    )+};
}

impl Desk {
    async fn shown(&self) -> Vec<side::Shown> {
        let events = self.google.events(self.account(STAFF)).await;
        events
            .iter()
            .map(|e| side::shown(self.provider, e))
            .collect()
    }

    /// The id of the only event.
    async fn only(&self) -> String {
        let shown = self.shown().await;
        assert_eq!(shown.len(), 1, "{shown:?}");
        shown[0].id.clone()
    }

    async fn fault(&self, method: &str, times: u32, said: Said) {
        let fault = side::fault(self.provider, method, times, said);
        self.google.fault(fault).await;
    }

    async fn move_to(&self, class: &str, version: &str, start: &str, end: &str) {
        let form = self.office.form().with("start", start).with("end", end);
        let answer = self.office.try_edit(class, version, &form).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    async fn panel(&self) -> CalendarPanel {
        self.staff.call("get_calendar_panel", &[]).await.value()
    }

    async fn at_rest(&self) {
        let open = "select count(*) from mirror where generation <> applied_generation or intent is not null";
        assert_eq!(self.office.app.count(open).await, 0);
    }
}

both_providers! {
    async fn the_first_case_brings_it_the_second_nothing_the_last_takes_it(desk: Desk) {
        let class = desk.booked_class().await;
        assert_eq!(desk.google.writes().await, ["POST"]);
        let shown = desk.shown().await;
        assert_eq!(shown.len(), 1);
        let event = &shown[0];
        assert_eq!(event.title, "Class");
        assert!(event.private && event.busy && event.marked && !event.guests, "{event:?}");
        assert_eq!(event.reminder, Some(10));
        assert!(event.place.is_empty());
        assert!(event.text.contains("Booked in IMPACT Feedback. Changing this event does not change the class."));
        assert!(event.starts.starts_with("2026-11-19T15:00:00"), "{event:?}");
        assert_eq!(desk.panel().await.shown, ShownState::Connected);

        desk.google.forget_requests().await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver().await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        assert!(desk.google.requests().await.is_empty());
        desk.office.remove(&class, "LC-1043").await;
        desk.deliver().await;
        assert_eq!(desk.google.writes().await, ["DELETE"]);
        assert!(desk.shown().await.is_empty());

        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        assert_ne!(desk.only().await, event.id, "a deleted event is never revived");
        desk.at_rest().await;
    }

    async fn a_move_patches_and_keeps_what_is_the_persons(desk: Desk) {
        let class = desk.booked_class().await;
        let id = desk.only().await;
        let own = side::own_edit(desk.provider);
        desk.google.edit_event(desk.account(STAFF), &id, own).await;
        desk.google.forget_requests().await;
        desk.move_to(&class, "1", "13:00", "14:30").await;
        desk.deliver().await;
        assert_eq!(desk.google.writes().await, ["PATCH"]);
        let shown = desk.shown().await;
        assert_eq!((shown.len(), &shown[0].id), (1, &id));
        assert!(shown[0].starts.starts_with("2026-11-19T19:00:00"), "{shown:?}");
        assert!(shown[0].text.contains("my notes"));
        assert_eq!(shown[0].category, "mine");
        let sent = desk.google.requests().await;
        let patch = sent.iter().find(|r| r.method == "PATCH").unwrap();
        let body: serde_json::Value = serde_json::from_str(&patch.body).unwrap();
        let named: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(named.len(), 4, "title, start, end, privacy: {named:?}");
    }

    async fn what_the_person_removes_returns_with_a_material_change(desk: Desk) {
        let class = desk.booked_class().await;
        let id = desk.only().await;
        desk.google.delete_event(desk.account(STAFF), &id).await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver().await;
        assert!(desk.shown().await.is_empty(), "nobody looks");
        desk.move_to(&class, "1", "13:00", "14:30").await;
        desk.deliver().await;
        assert_ne!(desk.only().await, id);

        let id = desk.only().await;
        desk.google.delete_event(desk.account(STAFF), &id).await;
        desk.staff.call("put_back", &[("class_id", class.as_str())]).await.value::<()>();
        desk.deliver().await;
        assert_ne!(desk.only().await, id);

        let id = desk.only().await;
        desk.google.delete_event(desk.account(STAFF), &id).await;
        desk.office.remove(&class, "LC-1042").await;
        desk.office.remove(&class, "LC-1043").await;
        desk.deliver().await;
        assert!(desk.shown().await.is_empty(), "it was gone already, which is well");
        desk.at_rest().await;
    }

    async fn an_answer_lost_after_its_effect_doubles_nothing(desk: Desk) {
        let class = desk.office.offer(&desk.office.form()).await;
        desk.fault("POST", 1, Said::LostAfter).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.deliver_after(MINUTE).await;
        let id = desk.only().await;
        desk.fault("PATCH", 1, Said::LostAfter).await;
        desk.move_to(&class, "1", "13:00", "14:30").await;
        desk.deliver().await;
        desk.deliver_after(3 * MINUTE).await;
        assert_eq!(desk.only().await, id);
        desk.fault("DELETE", 1, Said::LostAfter).await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        desk.deliver_after(3 * MINUTE).await;
        assert!(desk.shown().await.is_empty());
        desk.deliver_after(HOUR).await;
        desk.at_rest().await;
    }

    async fn a_request_lost_before_its_effect_misses_nothing(desk: Desk) {
        let class = desk.office.offer(&desk.office.form()).await;
        desk.fault("POST", 2, Said::LostBefore).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.deliver_after(MINUTE).await;
        desk.deliver_after(5 * MINUTE).await;
        let id = desk.only().await;
        for method in ["GET", "PATCH"] {
            desk.fault(method, 1, Said::LostBefore).await;
        }
        desk.move_to(&class, "1", "13:00", "14:30").await;
        desk.deliver().await;
        desk.deliver_after(3 * MINUTE).await;
        desk.deliver_after(10 * MINUTE).await;
        assert_eq!(desk.only().await, id);
        assert!(desk.shown().await[0].starts.starts_with("2026-11-19T19:00:00"));
        desk.fault("DELETE", 1, Said::LostBefore).await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        desk.deliver_after(5 * MINUTE).await;
        assert!(desk.shown().await.is_empty());
    }

    async fn a_late_delete_takes_no_wanted_event_away(desk: Desk) {
        let class = desk.booked_class().await;
        desk.fault("DELETE", 1, Said::LostAfter).await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver_after(3 * MINUTE).await;
        desk.only().await;
    }

    async fn busy_is_obeyed_and_down_is_waited_for(desk: Desk) {
        let class = desk.office.offer(&desk.office.form()).await;
        desk.fault("POST", 1, Said::Busy).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.deliver_after(80_000).await;
        assert!(desk.google.writes().await.is_empty(), "ninety seconds were asked for");
        assert_eq!(desk.panel().await.shown, ShownState::Retrying);
        desk.fault("POST", 1, Said::Down).await;
        desk.deliver_after(11_000).await;
        desk.deliver_after(5 * MINUTE).await;
        desk.only().await;
        assert_eq!(desk.panel().await.shown, ShownState::Connected);
    }

    async fn a_refused_token_is_renewed_once_then_the_person_is_asked(desk: Desk) {
        let class = desk.office.offer(&desk.office.form()).await;
        desk.fault("POST", 1, Said::NotAuthorized).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.only().await;
        let asked = desk.google.requests().await.into_iter().filter(|r| r.path.contains("/token"));
        assert_eq!(asked.count(), 1);
        desk.fault("DELETE", 100, Said::NotAuthorized).await;
        desk.office.remove(&class, "LC-1042").await;
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "active", "one probe follows first");
        desk.deliver_after(11_000).await;
        assert_eq!(desk.connection_state().await, "needs_reconnect");
        desk.google.clear_faults().await;
        desk.connect(&desk.staff, desk.account(STAFF)).await;
        desk.deliver().await;
        assert!(desk.shown().await.is_empty(), "what waited is done");
    }

    async fn a_dead_grant_keeps_what_was_asked_and_adopts_what_is_there(desk: Desk) {
        let kept = desk.booked_class().await;
        let id = desk.only().await;
        side::end_grant(&desk).await;
        desk.move_to(&kept, "1", "13:00", "14:30").await;
        desk.deliver().await;
        desk.deliver_after(11_000).await;
        assert_eq!(desk.connection_state().await, "needs_reconnect");
        desk.google.forget_requests().await;
        desk.deliver_after(DAY / 4).await;
        assert!(desk.google.requests().await.is_empty(), "no call with a dead grant");
        let back = desk.connect(&desk.staff, desk.account(STAFF)).await;
        assert_eq!(back.location(), desk.back("connected"));
        desk.deliver().await;
        assert_eq!(desk.only().await, id, "the same account: the same event");
        assert!(desk.shown().await[0].starts.starts_with("2026-11-19T19:00:00"));
    }

    async fn refusals_name_what_the_person_can_do(desk: Desk) {
        for (said, state, shown) in [
            (Said::NoPermission, "needs_consent", ShownState::NeedsConsent),
            (Said::NoMailbox, "mailbox_unusable", ShownState::MailboxUnusable),
        ] {
            let class = desk.office.form().with("date", "2026-11-20").with("start", "09:00").with("end", "10:00");
            let class = if state == "needs_consent" { desk.office.offer(&class).await } else {
                desk.office.offer(&class.with("date", "2026-11-21")).await
            };
            desk.fault("POST", 1, said).await;
            desk.office.book(&class, "LC-1042").await;
            desk.deliver().await;
            assert_eq!(desk.connection_state().await, state);
            assert_eq!(desk.panel().await.shown, shown);
            desk.connect(&desk.staff, desk.account(STAFF)).await;
            desk.deliver().await;
            assert_eq!(desk.connection_state().await, "active");
        }
        assert_eq!(desk.shown().await.len(), 2);
    }

    async fn our_own_credentials_stop_the_provider_and_nobodys_connection(desk: Desk) {
        desk.google.fault(side::our_secret_is_refused(desk.provider)).await;
        desk.office.app.execute("update calendar_connection set access_token = null").await;
        desk.booked_class().await;
        assert_eq!(desk.connection_state().await, "active");
        assert_eq!(desk.panel().await.shown, ShownState::OurSide);
        let stopped = "select count(*) from provider_status where stopped_at is not null";
        assert_eq!(desk.office.app.count(stopped).await, 1);
        for _ in 0..3 {
            desk.deliver_after(MINUTE + 1_000).await;
        }
        assert_eq!(desk.office.app.count(stopped).await, 0);
        desk.only().await;
    }

    async fn one_poisoned_event_blocks_nobody(desk: Desk) {
        let poisoned = desk.office.offer(&desk.office.form()).await;
        desk.fault("POST", 1, Said::Refused).await;
        desk.office.book(&poisoned, "LC-1042").await;
        desk.deliver().await;
        let healthy = desk.office.offer(&desk.office.form().with("date", "2026-11-20")).await;
        desk.office.book(&healthy, "LC-1042").await;
        desk.deliver().await;
        desk.only().await;
        let refused = "select count(*) from mirror where state = 'rejected'";
        assert_eq!(desk.office.app.count(refused).await, 1);
    }

    async fn disconnecting_removes_and_destroys_or_keeps_and_is_adopted(desk: Desk) {
        desk.booked_class().await;
        let id = desk.only().await;
        desk.staff.call("disconnect_calendar", &[]).await.value::<()>();
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "gone");
        assert_eq!(desk.only().await, id, "kept");
        desk.connect(&desk.staff, desk.account(STAFF)).await;
        desk.deliver().await;
        assert_eq!(desk.only().await, id, "adopted");
        desk.staff.call("disconnect_calendar", &[("remove", "true")]).await.value::<()>();
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "gone");
        assert!(desk.shown().await.is_empty());
        let kept = "select count(*) from calendar_connection
                    where refresh_token is not null or access_token is not null";
        assert_eq!(desk.office.app.count(kept).await, 0, "tokens are destroyed");
    }

    async fn a_reassigned_class_goes_to_the_other_calendar_and_back(desk: Desk) {
        let quinn = desk.office.app.sign_in(STAFF2).await;
        desk.connect(&quinn, desk.account(STAFF2)).await;
        let class = desk.booked_class().await;
        for (email, version, pats, quinns) in [(STAFF2, "1", 0, 1), (STAFF, "2", 1, 0)] {
            let to = desk.office.form().with("provider_id", desk.office.app.user(email).as_str());
            assert_eq!(desk.office.try_edit(&class, version, &to).await.status, 200);
            desk.deliver().await;
            assert_eq!(desk.shown().await.len(), pats);
            assert_eq!(desk.google.events(desk.account(STAFF2)).await.len(), quinns);
        }
    }
}

/// A fault on anything the connection test asks leaves nothing behind.
async fn a_failed_test_connects_nothing(provider: Provider, app: TestApp) {
    let mut desk = Desk::open(app).await;
    desk.provider = provider;
    for (method, said, outcome) in [
        ("POST", Said::Down, "not_answering"),
        ("POST", Said::LostAfter, "not_answering"),
        ("DELETE", Said::Down, "not_answering"),
        ("POST", Said::NoMailbox, "mailbox_unusable"),
        ("POST", Said::NoPermission, "box_unticked"),
    ] {
        desk.google.forget_requests().await;
        desk.fault(method, 1, said).await;
        let back = desk.connect(&desk.staff, desk.account(STAFF)).await;
        assert_eq!(back.location(), desk.back(outcome), "{method} {said:?}");
        desk.google.clear_faults().await;
        let stored = desk
            .office
            .app
            .count("select count(*) from calendar_connection")
            .await;
        assert_eq!(stored, 0);
    }
    let back = desk.connect(&desk.staff, desk.account(STAFF)).await;
    assert_eq!(back.location(), desk.back("connected"));
    assert!(desk.shown().await.is_empty(), "leftovers are cleaned up");
    let tested = json!(desk.google.all_events(desk.account(STAFF)).await).to_string();
    assert!(tested.contains("Calendar connection test"));
}

#[tokio::test]
async fn a_failed_test_connects_nothing_google() {
    a_failed_test_connects_nothing(Provider::Google, TestApp::sqlite().await).await;
}

#[tokio::test]
async fn a_failed_test_connects_nothing_microsoft() {
    a_failed_test_connects_nothing(Provider::Microsoft, TestApp::sqlite().await).await;
}
