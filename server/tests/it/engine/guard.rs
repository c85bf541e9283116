//! The mass-delete guard: more than twenty removals that nobody asked for wait for an Org Admin.

use app::api::check::StoppedRemovals;
use server::care::{self, Whose};

use crate::calendar::Desk;
use crate::test_app::{SCHEDULER, STAFF, TestApp};

/// `count` delivered classes whose rosters are then emptied without a mark, as a bad restore or a bug
/// would; and a repair that believes the facts.
async fn emptied_and_repaired(desk: &Desk, count: u32) {
    for day in 0..count {
        let (month, date) = if day < 12 {
            (11, 19 + day)
        } else {
            (12, day - 11)
        };
        let form = desk
            .office
            .form()
            .with("date", &format!("2026-{month}-{date:02}"));
        let class = desk.office.offer(&form).await;
        desk.office.book(&class, "LC-1042").await;
    }
    desk.deliver().await;
    assert_eq!(desk.google.events(STAFF).await.len(), count as usize);
    desk.office
        .app
        .execute("update roster_entry set removed_at = 1")
        .await;
    care::check(&desk.office.app.state, &Whose::Everybody, true)
        .await
        .unwrap();
    desk.deliver().await;
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
        desk.office.admin.call("decide_removals", &answer).await.value::<()>();
        assert_eq!(desk.office.admin.call("decide_removals", &answer).await.status, 404, "once");
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
}
