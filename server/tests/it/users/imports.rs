//! Files of people: looked at line by line, invited once, and nobody mailed the second time.

use app::api::import::{ImportSummary, LineOutcome};
use app::error::{AppError, Problem};

use crate::roles::role_id;
use crate::scheduling::Office;
use crate::scheduling::imports::{apply, import, look, staged, summary};
use crate::test_app::{ELM_ADMIN, MINUTE, NOCAL, PASSWORD, SCHEDULER, TestApp};

const PAGE: &str = "/admin/users/import";

const FILE: &str = "Email,Role,Name,External ID\n\
    New@linden.example,scheduler,Nia New,H-1\n\
    staff@linden.example,Staff with calendar,,H-2\n\
    nocal@linden.example,Scheduler,,\n\
    nobody,Staff,,\n\
    other@linden.example,Bosses,,H-2\n\
    admin@elm.example,Staff,,\n\
    new@linden.example,Staff,,\n\
    third@linden.example,Staff,,H-1\n";

fn one(field: &str, problem: Problem) -> LineOutcome {
    match AppError::field(field, problem) {
        AppError::Invalid(problems) => LineOutcome::Refused(problems),
        _ => unreachable!(),
    }
}

both_databases! {
    async fn people_are_invited_from_a_file_once(app: TestApp) {
        let office = Office::open(app).await;
        let (app, admin) = (&office.app, &office.admin);
        let invited = "select count(*) from one_time_link where purpose = 'invite'";
        let mails = "select count(*) from mail_outbox where template = 'invitation'";
        let id = staged(admin, "users", PAGE, FILE).await;
        let preview = look(admin, "users", &id).await;
        let told: Vec<_> = preview.lines.iter().map(|line| (line.line, line.outcome.clone())).collect();
        let unknown = LineOutcome::Refused(vec![
            app::error::FieldProblem { field: "role".to_owned(), problem: Problem::NotKnown { text: "Bosses".to_owned() } },
            app::error::FieldProblem { field: "external_id".to_owned(), problem: Problem::AlreadyUsed },
        ]);
        assert_eq!(told, [
            (4, one("role", Problem::HasAnotherRole { role: "Staff".to_owned() })),
            (5, one("email", Problem::NotAnEmail)),
            (6, unknown),
            (7, one("email", Problem::AlreadyUsed)),
            (8, one("email", Problem::TwiceInFile { line: 2 })),
            (9, one("external_id", Problem::AlreadyUsed)),
            (2, LineOutcome::New),
            (3, LineOutcome::Changed(vec!["external_id".to_owned()])),
        ]);
        assert_eq!((app.count(invited).await, app.count(mails).await), (0, 0), "only looked at");
        let page = admin.get(&format!("{PAGE}/{id}")).await;
        assert!(page.body.contains("1 new, 1 changed, 0 unchanged, 6 left out."), "{}", page.body);
        assert!(page.body.contains("They have the role Staff."), "{}", page.body);

        let done: ImportSummary = apply(admin, "users", &id, preview.summary).await.value();
        assert_eq!(done, summary(1, 1, 0, 6));
        assert_eq!((app.count(invited).await, app.count(mails).await), (1, 1));
        let version = "select count(*) from app_user where external_id = 'H-2' and email = 'staff@linden.example' and version = 2";
        assert_eq!(app.count(version).await, 1);
        // Again: nobody is mailed, nothing changes.
        let again = import(admin, "users", PAGE, FILE).await;
        assert_eq!(again.summary, summary(0, 0, 2, 6));
        assert_eq!((app.count(invited).await, app.count(mails).await), (1, 1));

        // Another name changes what the link offers; another role is a new link.
        let renamed = "email,role,name\nnew@linden.example,Scheduler,Nia Newer\n";
        assert_eq!(import(admin, "users", PAGE, renamed).await.summary, summary(0, 1, 0, 0));
        assert_eq!(app.count(mails).await, 1);
        app.clock.advance(MINUTE);
        let moved = "email,role\nnew@linden.example,Staff\n";
        assert_eq!(import(admin, "users", PAGE, moved).await.summary, summary(0, 1, 0, 0));
        assert_eq!(app.count(mails).await, 2);

        // The newest link knows who they are.
        let body = app.text("select body from mail_outbox where template = 'invitation' order by created_at desc, id desc limit 1").await.unwrap();
        let token = body.split("/link/").nth(1).unwrap().split_whitespace().next().unwrap();
        let guest = app.browser();
        let page = guest.get(&format!("/link/{token}")).await;
        assert!(page.body.contains("Nia Newer"), "{}", page.body);
        let fields = [("token", token), ("name", "Nia New"), ("password", PASSWORD)];
        guest.call("use_link", &fields).await.value::<()>();
        let joined = "select count(*) from app_user where email = 'new@linden.example' and name = 'Nia New' and external_id = 'H-1'";
        assert_eq!(app.count(joined).await, 1);
        let kept = app.count("select count(*) from audit_event where detail like '%@%' or detail like '%Nia%' or detail like '%H-1%'").await;
        assert_eq!(kept, 0, "no name, address or id of another system is in the audit");
    }

    async fn a_file_lifts_nobody_above_who_imports_it(app: TestApp) {
        let office = Office::open(app).await;
        let app = &office.app;
        app.execute("insert into role_permission (org_id, role_id, permission)
                     select org_id, role_id, 'users.manage' from app_user where email = 'scheduler@linden.example'").await;
        let sam = app.sign_in(SCHEDULER).await;
        let file = "email,role,name\nnew@linden.example,Organization Admin,\nadmin@linden.example,Organization Admin,Renamed\n";
        let id = staged(&sam, "users", PAGE, file).await;
        let preview = look(&sam, "users", &id).await;
        assert_eq!(preview.summary, summary(0, 0, 0, 2));
        assert!(preview.lines.iter().all(|line| line.outcome == one("", Problem::BeyondYou)), "{preview:?}");
        // Neither is an administrator's invitation turned into something less.
        let admins = role_id(&office.admin, "Organization Admin").await;
        let fields = [("emails", "new@linden.example"), ("role_id", admins.as_str())];
        office.admin.call("invite_people", &fields).await.value::<i64>();
        let less = "email,role\nnew@linden.example,Scheduler\n";
        let preview = import(&sam, "users", PAGE, less).await;
        assert_eq!(preview.lines[0].outcome, one("", Problem::BeyondYou));
        // Files of people are not for those who manage cases only, nor for another organization.
        let staff = app.sign_in(NOCAL).await;
        let elm = app.sign_in(ELM_ADMIN).await;
        let fields = [("kind", "users"), ("id", id.as_str()), ("page", "1")];
        assert_eq!(staff.call("get_import", &fields).await.status, 403);
        assert_eq!(elm.call("get_import", &fields).await.status, 404);
        // Somebody deactivated stays so.
        app.execute("update app_user set active = 0 where email = 'nocal@linden.example'").await;
        let back = "email,role\nnocal@linden.example,Staff\n";
        let preview = import(&office.admin, "users", PAGE, back).await;
        assert_eq!(preview.lines[0].outcome, one("", Problem::IsDeactivated));
    }
}
