//! No silent miss: who is told what, and how often.

use serde_json::json;
use server::{sync, watch};

use crate::calendar::Desk;
use crate::scheduling::{Office, plain};
use crate::test_app::{ADMIN, DAY, HOUR, MINUTE, STAFF, TestApp};

/// Tomorrow, 8:00 – 9:30 am: 23 hours away.
async fn tomorrow(office: &Office) -> String {
    let form = office
        .form()
        .with("date", "2026-11-18")
        .with("start", "08:00")
        .with("end", "09:30");
    office.offer(&form).await
}

/// Everything that was written, as `template to`, oldest first.
async fn mails(app: &TestApp) -> Vec<String> {
    let mut tx = app.state.db.read().await.unwrap();
    let tx = &mut tx;
    server::fetch_all!(
        tx,
        (String,),
        "select template || ' ' || recipient from mail_outbox order by created_at, id"
    )
    .unwrap()
    .into_iter()
    .map(|(line,)| line)
    .collect()
}

async fn look(app: &TestApp) {
    watch::once(&app.state).await.unwrap();
}

both_databases! {
    async fn a_class_at_risk_is_told_once_with_time_place_and_link(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.google.fault(json!({"match": {"method": "POST"}, "times": 1000, "status": 503})).await;
        let class = tomorrow(&desk.office).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        let app = &desk.office.app;
        look(app).await;
        assert!(mails(app).await.is_empty(), "ten minutes have not passed");
        app.clock.advance(10 * MINUTE);
        look(app).await;
        look(app).await;
        app.clock.advance(HOUR);
        look(app).await;
        assert_eq!(mails(app).await, [format!("class_at_risk {STAFF}")]);
        let subject = app.text("select subject from mail_outbox").await.unwrap();
        assert_eq!(subject, "Your class tomorrow at 8:00 am is not on your calendar");
        let body = app.text("select body from mail_outbox").await.unwrap();
        for part in [
            "Wed, Nov 18, 2026, 8:00 – 9:30 am, Chicago time",
            "Main Street Center, Room 2",
            &format!("{}/classes/{class}", app.url),
        ] {
            assert!(body.contains(part), "{part:?} is missing in: {body}");
        }
        for secret in ["Alma", "Birch", "LC-1042", "Decision Skills"] {
            assert!(!body.contains(secret), "{secret} stands in: {body}");
        }
        // The scheduler's mark.
        let page = desk.office.scheduler.get(&format!("/classes/{class}/delivery")).await;
        assert!(plain(&page.body).contains("starts in 21 hours"), "{}", page.body);
    }

    async fn a_delivered_class_and_a_far_one_are_nobodys_alarm(app: TestApp) {
        let desk = Desk::connected(app).await;
        let near = tomorrow(&desk.office).await;
        desk.office.book(&near, "LC-1042").await;
        desk.deliver().await;
        desk.google.fault(json!({"match": {"method": "POST"}, "times": 1000, "status": 503})).await;
        let far = desk.office.offer(&desk.office.form()).await;
        desk.office.book(&far, "LC-1043").await;
        desk.deliver_after(HOUR).await;
        look(&desk.office.app).await;
        assert!(mails(&desk.office.app).await.is_empty());
    }

    async fn not_connected_shows_and_never_escalates(app: TestApp) {
        let office = Office::open(app).await;
        let class = tomorrow(&office).await;
        office.book(&class, "LC-1042").await;
        office.app.clock.advance(HOUR);
        look(&office.app).await;
        assert!(mails(&office.app).await.is_empty());
    }

    async fn whoever_waits_for_it_is_told_too(app: TestApp) {
        let office = Office::open(app).await;
        let class = tomorrow(&office).await;
        office.book(&class, "LC-1042").await;
        office.app.execute(
            "insert into approval_request (id, org_id, user_id, provider, reason, created_at)
             select 'a', org_id, id, 'google', 'asked', 0 from app_user where email = 'staff@linden.example'",
        ).await;
        look(&office.app).await;
        assert!(mails(&office.app).await.is_empty(), "ten minutes have not passed");
        office.app.clock.advance(11 * MINUTE);
        look(&office.app).await;
        look(&office.app).await;
        assert_eq!(mails(&office.app).await, [format!("class_at_risk {STAFF}")]);
    }

    async fn a_dead_grant_is_told_once_per_transition(app: TestApp) {
        let desk = Desk::connected(app).await;
        for told in 1..=2 {
            desk.google.revoke(STAFF).await;
            let class = desk.office.offer(&desk.office.form().with("room", &format!("Room {told}"))
                .with("start", &format!("{}:00", 10 + told)).with("end", &format!("{}:30", 10 + told))).await;
            desk.office.book(&class, "LC-1042").await;
            desk.deliver().await;
            desk.deliver_after(11_000).await;
            assert_eq!(desk.connection_state().await, "needs_reconnect");
            desk.deliver_after(HOUR / 4).await;
            assert_eq!(mails(&desk.office.app).await, vec![format!("needs_person {STAFF}"); told]);
            desk.connect(&desk.staff, STAFF).await;
            desk.deliver().await;
            assert_eq!(desk.connection_state().await, "active");
        }
        let subject = desk.office.app.text("select subject from mail_outbox order by created_at limit 1").await;
        assert_eq!(subject.as_deref(), Some("Reconnect Google Calendar: 1 change is waiting"));
    }

    async fn a_grant_that_ends_by_itself_is_announced_two_days_before(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        app.execute("update calendar_connection set refresh_expires_at = 1795186800000").await;
        look(app).await;
        assert!(mails(app).await.is_empty(), "three days");
        app.clock.advance(DAY);
        look(app).await;
        look(app).await;
        assert_eq!(mails(app).await, [format!("grant_ends_soon {STAFF}")]);
        // Reconnected for another while, which ends too.
        app.execute("update calendar_connection set refresh_expires_at = 1795186800001").await;
        look(app).await;
        assert_eq!(mails(app).await.len(), 2);
    }

    async fn refused_credentials_are_told_to_org_admins_where_somebody_is_connected(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        app.execute("update provider_status set stopped_at = 5 where provider = 'google'").await;
        app.execute("insert into provider_status (provider, stopped_at) select 'google', 5
                     where not exists (select 1 from provider_status)").await;
        look(app).await;
        look(app).await;
        assert_eq!(mails(app).await, ["our_side admin@linden.example"]);
    }

    async fn a_credential_that_ends_soon_is_told_and_shown_where_somebody_is_connected(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        let shown = async || app.sign_in(ADMIN).await.get("/admin/calendar").await.body;
        app.execute("update calendar_connection set provider = 'microsoft'").await;
        app.clock.advance(100 * DAY);
        look(app).await;
        assert!(mails(app).await.is_empty(), "33 days before");
        assert!(!shown().await.contains("Our own credential"));
        app.clock.advance(5 * DAY);
        app.execute("update calendar_connection set provider = 'google'").await;
        look(app).await;
        assert!(mails(app).await.is_empty(), "nobody is connected there");
        app.execute("update calendar_connection set provider = 'microsoft'").await;
        look(app).await;
        look(app).await;
        assert_eq!(mails(app).await, ["secret_ends_soon admin@linden.example"]);
        let subject = app.text("select subject from mail_outbox").await;
        assert_eq!(subject.as_deref(), Some("The secret for Microsoft ends on Mar 31, 2027"));
        assert!(shown().await.contains("Our own credential at Microsoft ends on Mar 31, 2027."));
        app.clock.advance(40 * DAY);
        look(app).await;
        assert_eq!(mails(app).await.len(), 1, "then the refusal itself is told");
        assert!(shown().await.contains("Our own credential at Microsoft ended on Mar 31, 2027."));
    }

    async fn entitlement_off_is_told_when_undo_is_over(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        let app = &desk.office.app;
        app.execute("delete from role_permission where permission = 'calendar.connect'").await;
        sync::sweep::once(&app.state).await.unwrap();
        assert!(mails(app).await.is_empty(), "it may be undone");
        app.clock.advance(11 * MINUTE);
        sync::sweep::once(&app.state).await.unwrap();
        sync::sweep::once(&app.state).await.unwrap();
        assert_eq!(mails(app).await, [format!("entitlement_off {STAFF}")]);
        let body = app.text("select body from mail_outbox").await.unwrap();
        assert!(body.contains("your upcoming event leaves Google Calendar"), "{body}");
    }

    async fn a_deactivated_person_is_not_written_to(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        app.execute("update app_user set active = 0 where email = 'staff@linden.example'").await;
        sync::sweep::once(&app.state).await.unwrap();
        assert_eq!(desk.connection_state().await, "leaving");
        assert!(mails(app).await.is_empty());
    }
}
