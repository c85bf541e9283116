//! The mass-delete guard: more than twenty removals that nobody asked for wait for an Org Admin.

use app::api::check::StoppedRemovals;
use domain::mirror::Cause;
use server::backup;
use server::care::{self, Whose};
use server::sync::mark::{self, Reach};

use crate::calendar::Desk;
use crate::scheduling::plain;
use crate::test_app::{SCHEDULER, STAFF, TestApp};

/// `count` delivered classes whose rosters are then emptied without a mark, as a bad restore or a bug
/// would; and a repair that believes the facts.
async fn emptied_and_repaired(desk: &Desk, count: u32) {
    emptied(desk, count).await;
    care::check(&desk.office.app.state, &Whose::Everybody, true)
        .await
        .unwrap();
    desk.deliver().await;
}

async fn emptied(desk: &Desk, count: u32) {
    booked(desk, count).await;
    desk.office
        .app
        .execute("update roster_entry set removed_at = 1")
        .await;
}

async fn booked(desk: &Desk, count: u32) {
    for day in 0..count {
        let (month, date) = match day {
            0..12 => (11, 19 + day),
            12..43 => (12, day - 11),
            _ => (1, day - 42),
        };
        let year = if month == 1 { 2027 } else { 2026 };
        let form = desk
            .office
            .form()
            .with("date", &format!("{year}-{month:02}-{date:02}"));
        let class = desk.office.offer(&form).await;
        desk.office.book(&class, "LC-1042").await;
    }
    desk.deliver().await;
    assert_eq!(desk.google.events(STAFF).await.len(), count as usize);
}

async fn questions(desk: &Desk) -> Vec<StoppedRemovals> {
    desk.office
        .admin
        .call("get_stopped_removals", &[])
        .await
        .value()
}

both_databases! {
    async fn up_to_twenty_are_believed(app: TestApp) {
        let desk = Desk::connected(app).await;
        emptied_and_repaired(&desk, 20).await;
        assert!(desk.google.events(STAFF).await.is_empty());
        assert!(questions(&desk).await.is_empty());
    }

    async fn more_wait_until_an_org_admin_allows_them(app: TestApp) {
        let desk = Desk::connected(app).await;
        emptied_and_repaired(&desk, 22).await;
        assert_eq!(desk.google.events(STAFF).await.len(), 22, "nothing was removed");
        let asked = questions(&desk).await;
        assert_eq!(asked.len(), 1);
        assert_eq!((asked[0].held, asked[0].classes.len()), (22, 22));
        let told = plain(&desk.staff.get("/profile/external").await.body);
        assert!(told.contains("22 removals that nobody asked for were stopped"), "{told}");
        let page = plain(&desk.office.admin.get("/admin/calendar").await.body);
        assert!(page.contains("22 removals for Pat Provider were stopped"), "{page}");
        assert!(page.contains("Keep the events"), "{page}");
        assert_eq!(asked[0].person, "Pat Provider");
        server::sync::sweep::once(&desk.office.app.state).await.unwrap();
        desk.deliver_after(3_600_000).await;
        assert_eq!(desk.google.events(STAFF).await.len(), 22, "however long it takes");

        // What people do meanwhile goes out.
        let form = desk.office.form().with("date", "2026-12-20");
        let class = desk.office.offer(&form).await;
        desk.office.book(&class, "LC-1043").await;
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 23);

        let id = asked[0].id.as_str();
        let scheduler = desk.office.app.sign_in(SCHEDULER).await;
        let answer = [("id", id), ("allow", "true")];
        assert_eq!(scheduler.call("decide_removals", &answer).await.status, 403);
        assert_eq!(scheduler.call("get_stopped_removals", &[]).await.status, 403);
        // As the page's own form sends it, without script.
        let back = desk.office.admin.submit("/admin/calendar", "/api/decide_removals", &answer).await;
        assert!(back.location().trim_end_matches('?').ends_with("/admin/calendar"), "{}", back.location());
        assert_eq!(desk.office.admin.call("decide_removals", &answer).await.status, 404, "once");
        let page = desk.office.admin.get("/admin/calendar").await.body;
        assert!(!page.contains("removals for Pat Provider"));
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 1);
        assert!(questions(&desk).await.is_empty());
    }

    async fn kept_events_stay_and_nothing_waits(app: TestApp) {
        let desk = Desk::connected(app).await;
        emptied_and_repaired(&desk, 21).await;
        let asked = questions(&desk).await;
        let elm = desk.office.app.sign_in(crate::test_app::ELM_ADMIN).await;
        let answer = [("id", asked[0].id.as_str())];
        assert_eq!(elm.call("decide_removals", &answer).await.status, 404, "not theirs");
        desk.office.admin.call("decide_removals", &answer).await.value::<()>();
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 21);
        assert_eq!(server::sync::sweep::once(&desk.office.app.state).await.unwrap(), 0);
        let pending = "select count(*) from mirror where generation <> applied_generation";
        assert_eq!(desk.office.app.count(pending).await, 0);
    }

    async fn removals_found_by_connecting_again_are_nobodys_either(app: TestApp) {
        let desk = Desk::connected(app).await;
        let state = desk.office.app.state.clone();
        emptied(&desk, 21).await;
        let id = desk.office.app.text("select id from calendar_connection").await.unwrap();
        let org = desk.office.app.text("select org_id from calendar_connection").await.unwrap();
        let mut tx = state.db.write().await.unwrap();
        mark::connection(
            &mut tx, state.clock.now(), &org.parse().unwrap(), &id.parse().unwrap(),
            Reach::RemovalsOnly, Cause::Connected,
        ).await.unwrap();
        tx.commit().await.unwrap();
        state.waker.wake();
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 21);
        assert_eq!(questions(&desk).await[0].held, 21);
    }

    async fn a_backup_from_before_they_were_booked_again_takes_nothing_away(app: TestApp) {
        let desk = Desk::connected(app).await;
        booked(&desk, 45).await;
        // The backup knows the classes as they were before: nobody booked, nothing on the calendar.
        desk.office.app.execute("update roster_entry set removed_at = 1").await;
        desk.office.app.execute(
            "update mirror set desired = 'absent', state = 'removed', delivered_hash = null,
                               cause = 'last_removed'",
        ).await;
        backup::after_restore(&desk.office.app.state).await.unwrap();
        desk.deliver().await;
        assert_eq!(desk.google.events(STAFF).await.len(), 45, "found, and not believed");
        let asked = questions(&desk).await;
        assert_eq!((asked.len(), asked[0].held), (1, 45));
        let answer = [("id", asked[0].id.as_str()), ("allow", "true")];
        desk.office.admin.call("decide_removals", &answer).await.value::<()>();
        desk.deliver().await;
        assert!(desk.google.events(STAFF).await.is_empty());
    }
}
