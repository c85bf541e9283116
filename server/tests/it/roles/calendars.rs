//! Twelve connected people, forty-eight upcoming classes, and a role that loses the calendar.

use app::api::roles::{EditStage, RightChange};
use domain::id::{OrgId, RoleId};
use domain::permission::Permission::{CalendarConnect, ClassesOwn};
use server::db::users::{self, NewUser};
use server::{passwords, sync};

use super::{impact, pending, role, try_save, undo};
use crate::calendar::Desk;
use crate::test_app::{HOUR, MINUTE, PASSWORD, TestApp};

const PEOPLE: usize = 12;
const CASES: [&str; 4] = ["LC-1042", "LC-1043", "LC-1044", "LC-1045"];

fn address(n: usize) -> String {
    format!("provider{n}@linden.example")
}

struct Twelve {
    desk: Desk,
    role: RoleId,
}

impl Twelve {
    /// Everybody is connected and every class is on a calendar; the journal starts after that.
    async fn open(app: TestApp) -> Twelve {
        let desk = Desk::open(app).await;
        let office = &desk.office;
        let fields = [("name", "Teachers")];
        let role: RoleId = office.admin.call("add_role", &fields).await.value();
        try_save(&office.admin, &role, 1, &[ClassesOwn, CalendarConnect])
            .await
            .value::<()>();
        let state = &office.app.state;
        let org: OrgId = office
            .app
            .text("select id from organization where name = 'Linden'")
            .await
            .unwrap()
            .parse()
            .unwrap();
        let hash = passwords::hash(state, PASSWORD.to_owned()).await.unwrap();
        for n in 0..PEOPLE {
            let email = address(n);
            let mut tx = state.db.write().await.unwrap();
            let user = NewUser {
                org: &org,
                role: &role,
                email: &email,
                name: &format!("Provider {n}"),
                external_id: "",
                password_hash: &hash,
            };
            let id = users::insert(&mut tx, &state.entropy, state.clock.now(), &user)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            let browser = office.app.sign_in(&email).await;
            let back = desk.connect(&browser, &email).await;
            assert_eq!(back.location(), "/profile/external?outcome=connected");
            // A day of their own, four hours, a case in each.
            for (hour, case) in CASES.into_iter().enumerate() {
                let class = office
                    .form()
                    .with("provider_id", id.as_str())
                    .with("room", "")
                    .with("date", &format!("2026-11-{}", 18 + n))
                    .with("start", &format!("{:02}:00", 9 + hour))
                    .with("end", &format!("{:02}:45", 9 + hour));
                let class = office.offer(&class).await;
                office.book(&class, case).await;
            }
        }
        desk.deliver().await;
        for n in 0..PEOPLE {
            assert_eq!(desk.google.events(&address(n)).await.len(), CASES.len());
        }
        // The time to undo the role's first edit is over.
        desk.deliver_after(11 * MINUTE).await;
        desk.google.forget_requests().await;
        Twelve { desk, role }
    }

    async fn live_grants(&self) -> i64 {
        let sql = "select count(*) from calendar_connection where refresh_token is not null";
        self.desk.office.app.count(sql).await
    }

    async fn states(&self, state: &'static str) -> i64 {
        let app = &self.desk.office.app;
        let tx = &mut app.state.db.read().await.unwrap();
        let sql = "select count(*) from calendar_connection where state = $1";
        server::scalar!(tx, i64, sql, state).unwrap().unwrap()
    }
}

both_databases! {
    async fn the_preview_says_what_happens_and_undo_restores_it_all(app: TestApp) {
        let twelve = Twelve::open(app).await;
        let (desk, id) = (&twelve.desk, &twelve.role);
        let admin = &desk.office.admin;
        desk.office.app.execute(
            "insert into approval_request (id, org_id, user_id, provider, reason, created_at)
             select 'r-' || id, org_id, id, 'microsoft', 'button', 0 from app_user
             where email in ('provider3@linden.example', 'provider4@linden.example')").await;

        // Computed on the server, before anybody saves.
        let shown = impact(admin, id, &[ClassesOwn]).await;
        assert_eq!(shown.taken, [CalendarConnect]);
        let calendar = &shown.calendar;
        assert_eq!(calendar.right, RightChange::Taken);
        assert_eq!((calendar.connections, calendar.events, calendar.waiting_for_it), (12, 48, 2));
        assert_eq!(calendar.staff.len(), 12);
        assert!(calendar.staff.iter().all(|one| one.calendar == "Google" && one.events == 4));
        assert_eq!((calendar.first_when.as_str(), calendar.first_who.as_str()), ("tomorrow 9:00\u{a0}am", "Provider 0"));
        assert_eq!(calendar.undo_minutes, 10);
        let detail = role(admin, id).await;
        assert_eq!((detail.people, detail.connected), (12, 12));
        assert_eq!(twelve.states("active").await, 12, "a preview changes nothing");

        // Saved: paused at once, and nothing is sent, whatever happens meanwhile.
        try_save(admin, id, detail.version, &[ClassesOwn]).await.value::<()>();
        assert_eq!(twelve.states("paused").await, 12);
        let bar = pending(admin).await.unwrap();
        assert_eq!((bar.connections, bar.events), (12, 48));
        let edit = role(admin, id).await.last_edit.unwrap();
        assert_eq!(edit.stage, EditStage::Undoable);
        assert_eq!((edit.calendar.connections, edit.calendar.events), (12, 48));
        desk.deliver_after(9 * MINUTE).await;
        sync::sweep::once(&desk.office.app.state).await.unwrap();
        desk.deliver().await;

        // Undone: everything works again, and no provider has heard of it.
        undo(admin, &bar.change.id).await.value::<()>();
        assert_eq!(twelve.states("active").await, 12);
        desk.deliver_after(HOUR).await;
        sync::sweep::once(&desk.office.app.state).await.unwrap();
        desk.deliver().await;
        assert!(desk.google.requests().await.is_empty(), "{:?}", desk.google.requests().await);
        assert_eq!(twelve.live_grants().await, 12);
        assert_eq!(role(admin, id).await.last_edit, None);
    }

    async fn letting_it_lapse_removes_48_events_and_destroys_12_grants(app: TestApp) {
        let twelve = Twelve::open(app).await;
        let (desk, id) = (&twelve.desk, &twelve.role);
        let admin = &desk.office.admin;
        let detail = role(admin, id).await;
        try_save(admin, id, detail.version, &[ClassesOwn]).await.value::<()>();
        let app = &desk.office.app;
        app.clock.advance(10 * MINUTE - 1);
        sync::sweep::once(&app.state).await.unwrap();
        app.run_until_idle().await;
        assert!(desk.google.requests().await.is_empty(), "not before its time");

        app.clock.advance(1);
        sync::sweep::once(&app.state).await.unwrap();
        assert_eq!(role(admin, id).await.last_edit.unwrap().stage, EditStage::Removing);
        for _ in 0..4 {
            desk.deliver_after(MINUTE).await;
        }
        let calls = desk.google.calls().await;
        assert_eq!(calls.iter().filter(|call| *call == "DELETE 204").count(), 48, "{calls:?}");
        assert_eq!(calls.len(), 48, "and nothing else: {calls:?}");
        for n in 0..PEOPLE {
            assert!(desk.google.events(&address(n)).await.is_empty());
        }
        let revoked = desk.google.requests().await.iter().filter(|r| r.path.contains("/revoke")).count();
        assert_eq!(revoked, 12);
        assert_eq!(twelve.live_grants().await, 0);
        assert_eq!(twelve.states("gone").await, 12);
        let edit = role(admin, id).await.last_edit.unwrap();
        assert_eq!(edit.stage, EditStage::Over { removed: 48, left_behind: 0 });
        assert_eq!(role(admin, id).await.connected, 0);
        // Too late, and the sentence says what is gone.
        let late = undo(admin, &edit.change.id).await;
        assert!(late.body.contains("\"events\":48"), "{}", late.body);
    }
}
