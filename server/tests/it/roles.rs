//! Roles as the screens reach them: editing within one's own, undoing, and never locking anybody
//! out. What an edit does to twelve connected calendars is in `calendars`.

mod calendars;

use app::api::roles::{
    ChangeKind, EditStage, PendingUndo, RightChange, RoleDetail, RoleEdit, RoleImpact, RoleRow,
};
use app::error::{AppError, Problem};
use domain::id::RoleId;
use domain::permission::Permission;

use crate::scheduling::problem;
use crate::test_app::{ADMIN, Answer, Browser, ELM_ADMIN, MINUTE, NOCAL, STAFF, TestApp};

pub async fn rows(browser: &Browser) -> Vec<RoleRow> {
    browser.call("get_roles", &[]).await.value()
}

pub async fn role_id(browser: &Browser, name: &str) -> RoleId {
    let rows = rows(browser).await;
    let row = rows.into_iter().find(|row| row.name == name);
    row.expect("one of the organization's roles").id
}

pub async fn role(browser: &Browser, id: &RoleId) -> RoleDetail {
    let fields = [("id", id.as_str())];
    browser.call("get_role", &fields).await.value()
}

/// Saves these permissions over a version.
pub async fn try_save(browser: &Browser, id: &RoleId, version: i64, may: &[Permission]) -> Answer {
    let version = version.to_string();
    let mut fields = vec![("id", id.as_str()), ("version", version.as_str())];
    fields.extend(may.iter().map(|p| ("permissions[]", p.as_str())));
    browser.call("save_role", &fields).await
}

pub async fn impact(browser: &Browser, id: &RoleId, may: &[Permission]) -> RoleImpact {
    let mut fields = vec![("id", id.as_str())];
    fields.extend(may.iter().map(|p| ("permissions[]", p.as_str())));
    browser.call("get_role_impact", &fields).await.value()
}

pub async fn pending(browser: &Browser) -> Option<PendingUndo> {
    browser.call("get_pending_undo", &[]).await.value()
}

pub async fn undo(browser: &Browser, edit: &str) -> Answer {
    browser.call("undo_role_edit", &[("edit", edit)]).await
}

fn refused(problem: Problem) -> AppError {
    AppError::Refused(problem)
}

use Permission::{
    CalendarConnect, CasesManage, ClassesManage, ClassesOwn, RolesManage, SettingsManage,
    UsersManage,
};

both_databases! {
    async fn a_clone_may_what_its_original_may_and_grows_from_there(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let staff = role_id(&admin, "Staff").await;
        let fields = [("name", " Staff who teach "), ("like", staff.as_str())];
        let clone: RoleId = admin.call("add_role", &fields).await.value();
        let made = role(&admin, &clone).await;
        assert_eq!((made.name.as_str(), made.permissions.to_text().as_str()), ("Staff who teach", "classes.own"));
        assert_eq!((made.people, made.connected, made.holders), (0, 0, 0));
        let given = impact(&admin, &clone, &[ClassesOwn, CalendarConnect]).await;
        assert_eq!((given.given, given.taken), (vec![CalendarConnect], vec![]));
        assert_eq!((given.calendar.right, given.calendar.may_now_connect), (RightChange::Given, 0));
        assert_eq!(given.refused, None);
        try_save(&admin, &clone, made.version, &[ClassesOwn, CalendarConnect]).await.value::<()>();
        let saved = role(&admin, &clone).await;
        assert_eq!(saved.permissions.to_text(), "calendar.connect classes.own");
        assert_eq!(saved.version, made.version + 1);
        let twice = admin.call("add_role", &[("name", "staff WHO teach")]).await;
        assert_eq!(twice.error(), problem("name", Problem::AlreadyUsed));
        let nameless = admin.call("add_role", &[("name", "  ")]).await;
        assert_eq!(nameless.error(), problem("name", Problem::Required));
        let audit = app.text("select detail from audit_event where action = 'role.edited'").await;
        assert_eq!(audit.unwrap(), "before=classes.own after=calendar.connect,classes.own");
    }

    async fn nobody_gives_or_takes_more_than_they_have(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let scheduler = role_id(&admin, "Scheduler").await;
        let org_admin = role_id(&admin, "Organization Admin").await;
        // Somebody who may change roles, and otherwise little.
        let fields = [("name", "Role keeper")];
        let keeper: RoleId = admin.call("add_role", &fields).await.value();
        try_save(&admin, &keeper, 1, &[ClassesOwn, RolesManage]).await.value::<()>();
        app.execute("update app_user set role_id = (select id from role where name = 'Role keeper')
                     where email = 'nocal@linden.example'").await;
        let noa = app.sign_in(NOCAL).await;
        let beyond = refused(Problem::BeyondYou);
        // Not to themselves, not to others, and not taken from those who have more.
        let up = try_save(&noa, &keeper, 2, &[ClassesOwn, RolesManage, CasesManage]).await;
        assert_eq!((up.status, up.error()), (403, beyond.clone()));
        let shown = impact(&noa, &keeper, &[ClassesOwn, RolesManage, CasesManage]).await;
        assert_eq!(shown.refused, Some(beyond.clone()));
        assert_eq!(try_save(&noa, &scheduler, 1, &[]).await.error(), beyond);
        assert_eq!(try_save(&noa, &org_admin, 1, &[RolesManage]).await.error(), beyond);
        let clone = [("name", "Mine"), ("like", org_admin.as_str())];
        assert_eq!(noa.call("add_role", &clone).await.error(), beyond);
        let rename = [("id", org_admin.as_str()), ("version", "1"), ("name", "Mine")];
        assert_eq!(noa.call("rename_role", &rename).await.error(), beyond);
        let delete = [("id", scheduler.as_str()), ("version", "1"), ("to", keeper.as_str())];
        assert_eq!(noa.call("delete_role", &delete).await.error(), beyond);
        assert_eq!(app.count("select count(*) from role").await, 8);
        // One's own calendar lifts nobody.
        try_save(&noa, &keeper, 2, &[ClassesOwn, RolesManage, CalendarConnect]).await.value::<()>();
    }

    async fn somebody_can_always_change_roles(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let own = role_id(&admin, "Organization Admin").await;
        let without: Vec<_> = Permission::ALL.into_iter()
            .filter(|p| *p != RolesManage && *p != CalendarConnect).collect();
        let shown = impact(&admin, &own, &without).await;
        assert_eq!(shown.refused, Some(refused(Problem::LastRolesRole)));
        assert_eq!(try_save(&admin, &own, 1, &without).await.error(), refused(Problem::LastRolesRole));
        let without: Vec<_> = Permission::ALL.into_iter()
            .filter(|p| *p != UsersManage && *p != CalendarConnect).collect();
        assert_eq!(try_save(&admin, &own, 1, &without).await.error(), refused(Problem::LastRolesRole));
        let staff = role_id(&admin, "Staff").await;
        let delete = [("id", own.as_str()), ("version", "1"), ("to", staff.as_str())];
        assert_eq!(admin.call("delete_role", &delete).await.error(), refused(Problem::LastRolesRole));
        assert_eq!(role(&admin, &own).await.version, 1, "nothing was half done");
        assert_eq!(app.count("select count(*) from role_revision").await, 0);
        // Anything else may go.
        let without: Vec<_> = Permission::ALL.into_iter()
            .filter(|p| *p != SettingsManage && *p != CalendarConnect).collect();
        try_save(&admin, &own, 1, &without).await.value::<()>();
    }

    async fn the_second_of_two_is_shown_what_changed(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let other = app.sign_in(ADMIN).await;
        let staff = role_id(&admin, "Staff").await;
        try_save(&admin, &staff, 1, &[ClassesOwn, CasesManage]).await.value::<()>();
        let fields = [("id", staff.as_str()), ("version", "2"), ("name", "Teachers")];
        admin.call("rename_role", &fields).await.value::<()>();
        let late = try_save(&other, &staff, 1, &[ClassesOwn, ClassesManage]).await;
        assert_eq!(late.status, 409);
        assert_eq!(late.error(), AppError::Stale {
            by: "Ada Admin".to_owned(),
            at: "9:00\u{a0}am".to_owned(),
        });
        let now = role(&other, &staff).await;
        assert_eq!(now.permissions.to_text(), "classes.own cases.manage", "nothing was overwritten");
        let edits: Vec<RoleEdit> = other
            .call("get_role_edits", &[("id", staff.as_str()), ("since", "1")]).await.value();
        assert_eq!(edits.len(), 2);
        assert_eq!((&edits[0].given, &edits[0].taken), (&vec![CasesManage], &vec![]));
        assert_eq!(edits[1].renamed, "Teachers");
        // And all the same, when they say so.
        try_save(&other, &staff, now.version, &[ClassesOwn, ClassesManage]).await.value::<()>();
        assert_eq!(role(&other, &staff).await.permissions.to_text(), "classes.own classes.manage");
    }

    async fn whoever_made_an_edit_can_take_it_back_for_ten_minutes(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let staff = role_id(&admin, "Staff").await;
        assert_eq!(pending(&admin).await, None);
        try_save(&admin, &staff, 1, &[ClassesOwn, CasesManage]).await.value::<()>();
        app.clock.advance(19_000);
        let bar = pending(&admin).await.unwrap();
        assert_eq!(bar.change.given, [CasesManage]);
        assert_eq!((bar.change.seconds_left, bar.change.window_seconds), (581, 600));
        assert_eq!(bar.change.until, "9:10\u{a0}am");
        assert!(bar.change.own);
        let detail = role(&admin, &staff).await;
        assert_eq!(detail.last_edit.unwrap().stage, EditStage::Undoable);
        // Not somebody else's, and not another organization's.
        app.execute("update app_user set role_id = (select id from role where name = 'Organization Admin'
                       and org_id = app_user.org_id) where email = 'nocal@linden.example'").await;
        let noa = app.sign_in(NOCAL).await;
        assert_eq!(pending(&noa).await, None);
        assert!(!role(&noa, &staff).await.last_edit.unwrap().change.own);
        assert_eq!(undo(&noa, &bar.change.id).await.error(), AppError::NotFound);
        let elm = app.sign_in(ELM_ADMIN).await;
        assert_eq!(undo(&elm, &bar.change.id).await.error(), AppError::NotFound);
        undo(&admin, &bar.change.id).await.value::<()>();
        let back = role(&admin, &staff).await;
        assert_eq!((back.permissions.to_text().as_str(), back.version), ("classes.own", 3));
        assert_eq!(pending(&admin).await, None, "an undo is not undone");
        assert_eq!(undo(&admin, &bar.change.id).await.error(), refused(Problem::ChangedSince));
    }

    async fn an_edit_that_was_followed_by_another_stays(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let staff = role_id(&admin, "Staff").await;
        try_save(&admin, &staff, 1, &[ClassesOwn, CasesManage]).await.value::<()>();
        let first = pending(&admin).await.unwrap();
        try_save(&admin, &staff, 2, &[CasesManage]).await.value::<()>();
        assert_eq!(undo(&admin, &first.change.id).await.error(), refused(Problem::ChangedSince));
        let second = pending(&admin).await.unwrap();
        app.clock.advance(10 * MINUTE);
        assert_eq!(pending(&admin).await, None);
        let late = undo(&admin, &second.change.id).await;
        assert_eq!(late.error(), refused(Problem::TooLateToUndo { events: 0, at: "9:10\u{a0}am".to_owned() }));
    }

    async fn a_name_can_be_taken_back_too(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let staff = role_id(&admin, "Staff").await;
        let fields = [("id", staff.as_str()), ("version", "1"), ("name", "Teachers")];
        admin.call("rename_role", &fields).await.value::<()>();
        let bar = pending(&admin).await.unwrap();
        assert_eq!(bar.change.kind, ChangeKind::Role { name: "Teachers".to_owned(), before: "Staff".to_owned() });
        // Somebody gave the old name to another role meanwhile.
        let taken: RoleId = admin.call("add_role", &[("name", "Staff")]).await.value();
        assert_eq!(undo(&admin, &bar.change.id).await.error(), refused(Problem::ChangedSince));
        let fields = [("id", taken.as_str()), ("version", "1")];
        admin.call("delete_role", &fields).await.value::<()>();
        undo(&admin, &bar.change.id).await.value::<()>();
        assert_eq!(role(&admin, &staff).await.name, "Staff");
    }

    async fn whoever_takes_their_own_way_in_can_have_it_back(app: TestApp) {
        // A second Org Admin, so that the first may stop being one.
        app.execute("update app_user set role_id = (select id from role where name = 'Organization Admin'
                       and org_id = app_user.org_id) where email = 'nocal@linden.example'").await;
        let ada = app.sign_in(ADMIN).await;
        let fields = [("name", "Second admins"), ("like", role_id(&ada, "Organization Admin").await.to_string().as_str())]
            .map(|(name, value)| (name, value.to_owned()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let second: RoleId = ada.call("add_role", &fields).await.value();
        app.execute("update app_user set role_id = (select id from role where name = 'Second admins')
                     where email = 'admin@linden.example'").await;
        let noa = app.sign_in(NOCAL).await;
        try_save(&ada, &second, 1, &[ClassesOwn]).await.value::<()>();
        assert_eq!(ada.call("get_roles", &[]).await.status, 403);
        let bar = pending(&ada).await.unwrap();
        undo(&ada, &bar.change.id).await.value::<()>();
        assert!(role(&ada, &second).await.permissions.is_org_admin());
        // But not once somebody else has moved them away from there.
        try_save(&ada, &second, 3, &[ClassesOwn]).await.value::<()>();
        let bar = pending(&ada).await.unwrap();
        app.execute("update app_user set role_id = (select id from role where name = 'Staff' and org_id = app_user.org_id)
                     where email = 'admin@linden.example'").await;
        assert_eq!(undo(&ada, &bar.change.id).await.status, 403);
        assert!(!role(&noa, &second).await.permissions.is_org_admin());
    }

    async fn a_role_goes_when_nobody_has_it_or_in_one_step_with_its_people(app: TestApp) {
        let admin = app.sign_in(ADMIN).await;
        let connected = role_id(&admin, "Staff with calendar").await;
        let staff = role_id(&admin, "Staff").await;
        let pat = app.sign_in(STAFF).await;
        let alone = [("id", connected.as_str()), ("version", "1")];
        let held = admin.call("delete_role", &alone).await;
        assert_eq!(held.error(), problem("to", Problem::RoleInUse { people: 2 }));
        let itself = [("id", connected.as_str()), ("version", "1"), ("to", connected.as_str())];
        assert_eq!(admin.call("delete_role", &itself).await.error(), problem("to", Problem::NotAChoice));
        let elm = app.sign_in(ELM_ADMIN).await;
        let foreign = role_id(&elm, "Staff").await;
        let abroad = [("id", connected.as_str()), ("version", "1"), ("to", foreign.as_str())];
        assert_eq!(admin.call("delete_role", &abroad).await.error(), AppError::NotFound);
        let both = [("id", connected.as_str()), ("version", "1"), ("to", staff.as_str())];
        admin.call("delete_role", &both).await.value::<()>();
        assert_eq!(role(&admin, &staff).await.people, 3);
        assert!(rows(&admin).await.iter().all(|row| row.id != connected));
        let gone = admin.call("get_role", &[("id", connected.as_str())]).await;
        assert_eq!(gone.error(), AppError::NotFound);
        // Losing only one's calendar ends no session; what is asked is asked of the new role.
        assert_eq!(pat.call("get_calendar_panel", &[]).await.status, 403);
    }
}
