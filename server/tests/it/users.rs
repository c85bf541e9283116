//! Users as the screens reach them: found, invited, given another role, deactivated.

mod imports;

use app::api::users::{UserDetail, UserPage, UserStatus};
use app::error::{AppError, Problem};

use crate::calendar::Desk;
use crate::roles::{pending, role_id};
use crate::scheduling::problem;
use crate::test_app::{
    ADMIN, Answer, Browser, DAY, ELM_ADMIN, MINUTE, NOCAL, PASSWORD, SCHEDULER, STAFF, TestApp,
};

async fn users(admin: &Browser, fields: &[(&str, &str)]) -> UserPage {
    admin.call("get_users", fields).await.value()
}

async fn names(admin: &Browser, fields: &[(&str, &str)]) -> Vec<String> {
    let page = users(admin, fields).await;
    page.users
        .into_iter()
        .map(|user| {
            if user.name.is_empty() {
                user.email
            } else {
                user.name
            }
        })
        .collect()
}

async fn user(admin: &Browser, id: &str) -> UserDetail {
    admin.call("get_user", &[("id", id)]).await.value()
}

async fn change_role(admin: &Browser, id: &str, role: &str) -> Answer {
    let version = user(admin, id).await.version.to_string();
    let fields = [("id", id), ("version", version.as_str()), ("role_id", role)];
    admin.call("change_user_role", &fields).await
}

async fn set_active(admin: &Browser, action: &str, id: &str) -> Answer {
    let version = user(admin, id).await.version.to_string();
    admin
        .call(action, &[("id", id), ("version", version.as_str())])
        .await
}

both_databases! {
    async fn people_are_found_by_name_address_role_and_state(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        assert_eq!(names(&admin, &[]).await,
            ["Ada Admin", "Noa Provider", "Pat Provider", "Quinn Provider", "Sam Scheduler"]);
        assert_eq!(names(&admin, &[("filter[query]", "PROV")]).await.len(), 3);
        assert_eq!(names(&admin, &[("filter[query]", "staff2@")]).await, ["Quinn Provider"]);
        assert_eq!(names(&admin, &[("filter[query]", "%")]).await.len(), 0, "a percent sign is a percent sign");
        let scheduler = role_id(&admin, "Scheduler").await;
        assert_eq!(names(&admin, &[("filter[role]", scheduler.as_str())]).await, ["Sam Scheduler"]);
        set_active(&admin, "deactivate_user", app.user(NOCAL).as_str()).await.value::<()>();
        assert_eq!(names(&admin, &[]).await.len(), 4, "the deactivated are left out");
        assert_eq!(names(&admin, &[("filter[deactivated]", "true")]).await.len(), 5);
        assert_eq!(names(&admin, &[("filter[state]", "deactivated")]).await, ["Noa Provider"]);
        let fields = [("emails", "new@linden.example"), ("role_id", scheduler.as_str())];
        assert_eq!(admin.call("invite_people", &fields).await.value::<i64>(), 1);
        assert_eq!(names(&admin, &[("filter[state]", "invited")]).await, ["new@linden.example"]);
        let page = users(&admin, &[("filter[page]", "99")]).await;
        assert_eq!((page.total, page.page, page.pages), (5, 1, 1));
    }

    async fn an_invitation_brings_somebody_into_a_role_once(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let scheduler = role_id(&admin, "Scheduler").await;
        let invite = async |emails: &str| {
            let fields = [("emails", emails), ("role_id", scheduler.as_str())];
            admin.call("invite_people", &fields).await
        };
        let taken = Problem::AddressTaken { email: STAFF.to_owned() };
        assert_eq!(invite("new@linden.example staff@linden.example").await.error(), problem("emails", taken));
        let typed = Problem::NotTheseAddresses { typed: "new@linden".to_owned() };
        assert_eq!(invite("new@linden").await.error(), problem("emails", typed));
        assert_eq!(app.count("select count(*) from one_time_link").await, 0, "all or nobody");
        assert_eq!(invite("New@linden.example\nother@linden.example").await.value::<i64>(), 2);
        let letter = "select body from mail_outbox where recipient = 'new@linden.example' order by created_at desc, id desc limit 1";
        let first = app.text(letter).await.unwrap();
        let token = |letter: &str| letter.split("/link/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        let (old, fields) = (token(&first), [("name", "Nia New"), ("password", PASSWORD)]);
        // A newer invitation replaces an older one.
        app.clock.advance(MINUTE);
        invite("new@linden.example").await.value::<i64>();
        let new = token(&app.text(letter).await.unwrap());
        let guest = app.browser();
        let mut late = fields.to_vec();
        late.push(("token", old.as_str()));
        assert_eq!(guest.call("use_link", &late).await.error(), AppError::Refused(Problem::LinkExpired));
        let mut now = fields.to_vec();
        now.push(("token", new.as_str()));
        guest.call("use_link", &now).await.value::<()>();
        assert_eq!(guest.call("get_cases", &[("query", ""), ("page", "1")]).await.status, 200);
        assert_eq!(names(&admin, &[("filter[query]", "nia")]).await, ["Nia New"]);
        // The other one is withdrawn.
        let page = users(&admin, &[("filter[state]", "invited")]).await;
        assert_eq!(page.users.len(), 1);
        assert_eq!(page.users[0].status, UserStatus::Invited);
        let withdraw = [("invitation", page.users[0].id.as_str())];
        admin.call("withdraw_invitation", &withdraw).await.value::<()>();
        assert_eq!(admin.call("withdraw_invitation", &withdraw).await.error(), AppError::NotFound);
        assert!(users(&admin, &[("filter[state]", "invited")]).await.users.is_empty());
        let audit = app.count("select count(*) from audit_event where detail like '%@%' or target_id like '%@%'").await;
        assert_eq!(audit, 0, "no address is in the audit");
    }

    async fn whoever_gains_goes_on_and_whoever_loses_signs_in_again(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let noa = app.sign_in(NOCAL).await;
        let id = app.user(NOCAL).as_str();
        assert_eq!(noa.call("get_calendar_panel", &[]).await.status, 403);
        let connected = role_id(&admin, "Staff with calendar").await;
        change_role(&admin, id, connected.as_str()).await.value::<()>();
        // Without signing in again.
        assert_eq!(noa.call("get_calendar_panel", &[]).await.status, 200);
        let bar = pending(&admin).await.unwrap();
        let edit = [("edit", bar.change.id.as_str())];
        admin.call("undo_user_role", &edit).await.value::<()>();
        assert_eq!(noa.call("get_calendar_panel", &[]).await.status, 403);
        assert_eq!(admin.call("undo_user_role", &edit).await.error(), AppError::Refused(Problem::ChangedSince));
        let scheduler = role_id(&admin, "Scheduler").await;
        change_role(&admin, id, scheduler.as_str()).await.value::<()>();
        assert_eq!(noa.call("get_profile", &[]).await.status, 401, "classes.own was lost");
        let audit = app.count("select count(*) from audit_event where action in ('user.role_changed', 'user.role_undone')").await;
        assert_eq!(audit, 3);
    }

    async fn nobody_lifts_anybody_above_themselves(app: TestApp) {
        // Sam manages users, and otherwise schedules.
        app.execute("insert into role_permission (org_id, role_id, permission)
                     select org_id, role_id, 'users.manage' from app_user where email = 'scheduler@linden.example'").await;
        let sam = app.sign_in(SCHEDULER).await;
        let ada = app.user(ADMIN).as_str();
        let own = app.user(SCHEDULER).as_str();
        let beyond = AppError::Refused(Problem::BeyondYou);
        let admin = app.sign_in(ADMIN).await;
        let (admins, staff) = (role_id(&admin, "Organization Admin").await, role_id(&admin, "Staff").await);
        assert_eq!(change_role(&sam, own, admins.as_str()).await.error(), beyond);
        assert_eq!(change_role(&sam, ada, staff.as_str()).await.error(), beyond);
        assert_eq!(set_active(&sam, "deactivate_user", ada).await.error(), beyond);
        for action in ["sign_out_user", "send_reset_link"] {
            assert_eq!(sam.call(action, &[("id", ada)]).await.error(), beyond, "{action}");
        }
        let fields = [("emails", "new@linden.example"), ("role_id", admins.as_str())];
        assert_eq!(sam.call("invite_people", &fields).await.error(), beyond);
        assert_eq!(admin.call("get_roles", &[]).await.status, 200, "nobody was signed out");
        // The last one stays, also when they ask for it themselves.
        let last = AppError::Refused(Problem::LastAdmin);
        assert_eq!(change_role(&admin, ada, staff.as_str()).await.error(), last);
        assert_eq!(set_active(&admin, "deactivate_user", ada).await.error(), last);
        assert!(user(&admin, ada).await.active);
    }

    async fn a_deactivated_person_is_out_and_their_calendar_is_cleaned(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        desk.google.forget_requests().await;
        let (app, admin) = (&desk.office.app, &desk.office.admin);
        let id = app.user(STAFF).as_str();
        let before = user(admin, id).await;
        assert_eq!((before.upcoming, before.events, before.calendar.as_str()), (1, 1, "active"));
        let stale = [("id", id), ("version", "77")];
        assert_eq!(admin.call("deactivate_user", &stale).await.status, 409);
        set_active(admin, "deactivate_user", id).await.value::<()>();
        assert_eq!(desk.staff.call("get_profile", &[]).await.status, 401);
        assert_eq!(desk.connection_state().await, "leaving");
        let deadline = app.count("select leave_deadline - state_since from calendar_connection").await;
        assert_eq!(deadline, DAY);
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["DELETE 204"]);
        assert_eq!(desk.connection_state().await, "gone");
        // Their class stays, and waits for somebody.
        let after = user(admin, id).await;
        assert_eq!((after.active, after.upcoming, after.classes.len(), after.left_behind), (false, 1, 1, 0));
        assert_eq!(pending(admin).await, None, "there is no undo");
        assert_eq!(admin.call("send_reset_link", &[("id", id)]).await.error(), AppError::Refused(Problem::Deactivated));
        set_active(admin, "reactivate_user", id).await.value::<()>();
        let back = app.sign_in(STAFF).await;
        assert_eq!(back.call("get_calendar_panel", &[]).await.status, 200);
        // Signed out everywhere, and a new password by mail.
        admin.call("sign_out_user", &[("id", id)]).await.value::<()>();
        assert_eq!(back.call("get_profile", &[]).await.status, 401);
        admin.call("send_reset_link", &[("id", id)]).await.value::<()>();
        let mails = "select count(*) from mail_outbox where template = 'password_reset' and recipient = 'staff@linden.example'";
        assert_eq!(app.count(mails).await, 1);
        let elm = app.sign_in(ELM_ADMIN).await;
        assert_eq!(elm.call("sign_out_user", &[("id", id)]).await.error(), AppError::NotFound);
    }

    async fn a_change_of_somebodys_role_pauses_their_calendar_and_can_be_taken_back(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        desk.google.forget_requests().await;
        let (app, admin) = (&desk.office.app, &desk.office.admin);
        let id = app.user(STAFF).as_str();
        let staff = role_id(admin, "Staff").await;
        let fields = [("id", id), ("role_id", staff.as_str())];
        let shown: app::api::roles::RoleImpact = admin.call("get_user_role_impact", &fields).await.value();
        assert_eq!((shown.calendar.connections, shown.calendar.events), (1, 1));
        change_role(admin, id, staff.as_str()).await.value::<()>();
        assert_eq!(desk.connection_state().await, "paused");
        let bar = pending(admin).await.unwrap();
        assert_eq!((bar.connections, bar.events), (1, 1));
        desk.deliver_after(5 * MINUTE).await;
        admin.call("undo_user_role", &[("edit", bar.change.id.as_str())]).await.value::<()>();
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "active");
        assert!(desk.google.requests().await.is_empty());
    }
}
