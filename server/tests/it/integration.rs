//! Admin › Calendar integration, the disclosure ledger, Audit, and what became of every mail.

use app::api::audit::{AuditPage, MailPage, MailState};
use app::api::calendar::ShownState;
use app::api::integration::{DisconnectQuestion, Integration, Ledger, PersonCalendar};
use app::error::{AppError, Problem};
use serde_json::json;
use server::watch;

use crate::calendar::Desk;
use crate::scheduling::plain;
use crate::test_app::{ADMIN, Browser, DAY, ELM_ADMIN, MINUTE, SCHEDULER, STAFF, STAFF2, TestApp};

async fn list(admin: &Browser, fields: &[(&str, &str)]) -> Integration {
    let mut all = vec![("filter[page]", "1")];
    all.extend(fields);
    admin.call("get_integration", &all).await.value()
}

fn person<'a>(list: &'a Integration, name: &str) -> &'a PersonCalendar {
    let found = list.people.iter().find(|person| person.name == name);
    found.unwrap_or_else(|| panic!("{name} is not in {list:?}"))
}

async fn events(admin: &Browser, fields: &[(&str, &str)]) -> Vec<(String, String, String)> {
    let mut all = vec![("filter[page]", "1")];
    all.extend(fields);
    let page: AuditPage = admin.call("get_audit", &all).await.value();
    page.rows
        .into_iter()
        .map(|row| (row.who, row.action, row.to))
        .collect()
}

both_databases! {
    async fn everybody_is_listed_worst_first_and_counted_in_tiles(app: TestApp) {
        let desk = Desk::connected(app).await;
        let quinn = desk.office.app.sign_in(STAFF2).await;
        desk.connect(&quinn, STAFF2).await;
        desk.deliver().await;
        let admin = &desk.office.admin;
        let calm = list(admin, &[]).await;
        assert_eq!(
            (calm.may_connect, calm.connected, calm.need, calm.waiting, calm.not_connected),
            (2, 2, 0, 0, 0)
        );
        assert_eq!(calm.people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Pat Provider", "Quinn Provider"]);
        assert_eq!(calm.people[0].account, "s…@linden.example");

        // Quinn's class tomorrow cannot be delivered.
        desk.google.fault(json!({"match": {"method": "POST"}, "times": 1000, "status": 503})).await;
        let form = desk.office.form()
            .with("provider_id", desk.office.app.user(STAFF2).as_str())
            .with("date", "2026-11-18").with("start", "08:00").with("end", "08:30");
        let class = desk.office.offer(&form).await;
        desk.office.book(&class, "LC-1042").await;
        desk.deliver().await;
        desk.office.app.clock.advance(11 * MINUTE);
        watch::once(&desk.office.app.state).await.unwrap();
        let worst = list(admin, &[]).await;
        assert_eq!(worst.people[0].name, "Quinn Provider");
        let quinns = person(&worst, "Quinn Provider");
        assert_eq!((quinns.upcoming, quinns.next_class.as_ref().unwrap().class_id.to_string()), (1, class.clone()));
        assert!(!quinns.next_class.as_ref().unwrap().delivery.at_risk.is_empty());
        assert_eq!(worst.at_risk.len(), 1);
        assert_eq!(plain(&worst.at_risk[0].when), "Tomorrow 8:00 am");
        assert_eq!((worst.at_risk[0].person.as_str(), plain(&worst.at_risk[0].emailed).as_str()), ("Quinn Provider", "9:11 am"));
        let page = admin.get("/admin/calendar").await;
        assert!(plain(&page.body).contains("Tomorrow 8:00 am, Quinn Provider: a class is not on their calendar."), "{}", page.body);

        // Filters, by tile, calendar and name; what cannot be one finds everybody.
        for (field, value, found) in [
            ("filter[show]", "connected", 2), ("filter[show]", "need", 0), ("filter[show]", "x", 2),
            ("filter[calendar]", "google", 2), ("filter[calendar]", "microsoft", 0),
            ("filter[q]", "QUINN", 1), ("filter[q]", "%", 0), ("filter[q]", "linden.example", 2),
        ] {
            assert_eq!(list(admin, &[(field, value)]).await.found, found, "{field}={value}");
        }
        let by_name = list(admin, &[("filter[sort]", "name")]).await;
        assert_eq!(by_name.people[0].name, "Pat Provider");
    }

    async fn states_read_as_on_the_persons_own_profile(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        for (sql, state, tile) in [
            ("update calendar_connection set state = 'needs_reconnect'", ShownState::NeedsReconnect, "need"),
            ("update calendar_connection set state = 'needs_consent'", ShownState::NeedsConsent, "need"),
            ("update calendar_connection set state = 'mailbox_unusable'", ShownState::MailboxUnusable, "need"),
            ("update calendar_connection set state = 'paused'", ShownState::Paused, "connected"),
            ("update calendar_connection set state = 'leaving'", ShownState::Leaving, "connected"),
            ("update calendar_connection set state = 'gone'", ShownState::NotConnected, "not_connected"),
        ] {
            app.execute(sql).await;
            let found = list(&desk.office.admin, &[("filter[show]", tile)]).await;
            assert_eq!(person(&found, "Pat Provider").state, state);
        }
        app.execute(
            "insert into approval_request (id, org_id, user_id, provider, reason, created_at)
             select 'a', org_id, id, 'google', 'asked', 0 from app_user where email = 'staff@linden.example'",
        ).await;
        let found = list(&desk.office.admin, &[("filter[show]", "waiting")]).await;
        assert!(person(&found, "Pat Provider").waits_for_it);
    }

    async fn whoever_switches_counts_once_and_as_what_they_switch_to(app: TestApp) {
        let desk = Desk::connected(app).await;
        let (app, admin) = (&desk.office.app, &desk.office.admin);
        // The one that is replaced may be the younger row: an account that was there before came back.
        app.execute(
            "insert into calendar_connection (id, org_id, user_id, provider, account_key, account_email,
                 state, state_since, scope, connected_at, created_at, successor_id)
             select '01900000-0000-7000-9000-000000000001', org_id, user_id, 'microsoft', 'other',
                    'other@linden.example', 'needs_reconnect', 0, '', 0, created_at + 1, id
             from calendar_connection",
        ).await;
        let people = list(admin, &[]).await;
        assert_eq!((people.connected, people.need), (1, 0));
        assert_eq!(person(&people, "Pat Provider").state, ShownState::Connected);
        let roles: Vec<app::api::roles::RoleRow> = admin.call("get_roles", &[]).await.value();
        let connected: i64 = roles.iter().map(|role| role.connected).sum();
        assert_eq!(connected, 1);
        let found: app::api::users::UserPage = admin.call("get_users", &[("filter[query]", "Pat"), ("filter[page]", "1")]).await.value();
        assert_eq!(found.users[0].calendar, "active");
    }

    async fn an_administrator_disconnects_somebody_who_is_told_and_may_come_back(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        desk.google.forget_requests().await;
        let (app, admin) = (&desk.office.app, &desk.office.admin);
        let user = app.user(STAFF).to_string();
        let question: DisconnectQuestion = admin.call("get_disconnect_question", &[("user_id", &user)]).await.value();
        assert_eq!((question.name.as_str(), question.upcoming), ("Pat Provider", 1));
        let connection = question.connection_id.to_string();
        let fields = [("connection_id", connection.as_str()), ("reason", "because of Alma Birch")];
        let refused = admin.call("disconnect_person", &fields).await;
        assert_eq!(refused.error(), AppError::field("reason", Problem::NotAChoice));

        let page = format!("/admin/calendar/disconnect/{user}");
        assert_eq!(admin.get(&page).await.status, 200);
        let fields = [("connection_id", connection.as_str()), ("reason", "left")];
        let back = admin.submit(&page, "/api/disconnect_person", &fields).await;
        assert_eq!((back.status, back.location()), (303, "/admin/calendar"));
        assert_eq!(desk.connection_state().await, "leaving");
        desk.deliver().await;
        assert_eq!(desk.google.calls().await, ["DELETE 204"]);
        assert_eq!(desk.connection_state().await, "gone");
        let mail = app.text("select template || ' ' || recipient from mail_outbox").await;
        assert_eq!(mail.as_deref(), Some("disconnected_by_admin staff@linden.example"));
        let kept = events(admin, &[("filter[area]", "calendar")]).await;
        assert!(kept.contains(&("Ada Admin".into(), "calendar.disconnected_by_admin".into(), "Pat Provider".into())), "{kept:?}");

        // Twice is once; and the person may connect again.
        let again = admin.call("disconnect_person", &fields).await;
        assert_eq!(again.error(), AppError::Refused(Problem::NotConnected));
        desk.connect(&desk.staff, STAFF).await;
        desk.deliver().await;
        assert_eq!(desk.connection_state().await, "active");
    }

    async fn only_who_manages_calendars_or_may_read_the_audit_gets_in(app: TestApp) {
        let desk = Desk::connected(app).await;
        let app = &desk.office.app;
        let connection = app.text("select id from calendar_connection").await.unwrap();
        let user = app.user(STAFF).to_string();
        let elm = app.sign_in(ELM_ADMIN).await;
        for (function, fields) in [
            ("get_disconnect_question", [("user_id", user.as_str())]),
            ("disconnect_person", [("connection_id", connection.as_str())]),
        ] {
            assert_eq!(elm.call(function, &fields).await.status, 404, "{function}");
        }
        assert_eq!(list(&elm, &[]).await.people.len(), 0);
        for who in [SCHEDULER, STAFF] {
            let browser = app.sign_in(who).await;
            for (function, fields) in [
                ("get_integration", vec![("filter[page]", "1")]),
                ("get_ledger", vec![("filter[page]", "1")]),
                ("get_audit", vec![("filter[page]", "1")]),
                ("get_mails", vec![("page", "1")]),
                ("get_disconnect_question", vec![("user_id", user.as_str())]),
                ("disconnect_person", vec![("connection_id", connection.as_str())]),
            ] {
                assert_eq!(browser.call(function, &fields).await.status, 403, "{who} {function}");
            }
            for path in ["/admin/calendar/people.csv", "/admin/calendar/ledger.csv", "/admin/audit.csv"] {
                assert_eq!(browser.get(path).await.status, 403, "{who} {path}");
            }
        }
        let nobody = app.browser();
        assert_eq!(nobody.get("/admin/calendar/people.csv").await.location(), "/sign-in");
        assert_eq!(nobody.call("get_demo_mailbox", &[]).await.status, 404, "this is no demo");
        assert_eq!(desk.connection_state().await, "active");
    }

    async fn files_hold_the_lists_and_no_formula(app: TestApp) {
        let desk = Desk::connected(app).await;
        desk.booked_class().await;
        let app = &desk.office.app;
        app.execute("update app_user set name = '=HYPERLINK(1)' where email = 'staff2@linden.example'").await;
        let admin = &desk.office.admin;
        let people = admin.get("/admin/calendar/people.csv?sort=name").await;
        assert_eq!((people.status, people.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert!(people.header("content-disposition").contains("calendars.csv"));
        assert!(people.body.contains("\r\n'=HYPERLINK(1),staff2@linden.example,"), "{}", people.body);
        assert!(people.body.contains("\r\nPat Provider,staff@linden.example,google,s…@linden.example,connected,no,2026-11-17 09:00,0,1\r\n"), "{}", people.body);

        let ledger: Ledger = admin.call("get_ledger", &[("filter[page]", "1")]).await.value();
        let lines: Vec<_> = ledger.rows.iter().map(|row| (row.operation.as_str(), row.answer.as_str())).collect();
        assert_eq!(lines[0], ("insert", "confirmed"));
        assert!(ledger.rows.iter().any(|row| row.class.starts_with("Decision Skills")), "{ledger:?}");
        let file = admin.get("/admin/calendar/ledger.csv").await;
        assert_eq!(file.body.lines().count(), ledger.rows.len() + 1, "{}", file.body);
        for name in ["Alma", "Birch", "LC-1042"] {
            assert!(!file.body.contains(name), "{}", file.body);
        }
        let none: Ledger = admin.call("get_ledger", &[("filter[q]", "nobody"), ("filter[page]", "1")]).await.value();
        assert!(none.rows.is_empty());
        let kept = events(admin, &[]).await;
        assert!(kept.iter().any(|(who, did, _)| who == "Ada Admin" && did == "ledger.exported"), "{kept:?}");
    }

    async fn the_audit_says_who_did_what_and_keeps_no_name(app: TestApp) {
        let desk = Desk::open(app).await;
        let app = &desk.office.app;
        let url = desk.start(&desk.staff).await;
        let back = desk.google.leave_the_box_empty(STAFF, &url).await;
        desk.staff.get(&back).await;
        desk.connect(&desk.staff, STAFF).await;
        app.browser().call("sign_in", &[("email", STAFF), ("password", "not this one")]).await;
        let class = desk.office.offer(&desk.office.form()).await;
        desk.office.book(&class, "LC-1042").await;
        let admin = &desk.office.admin;
        let all = events(admin, &[]).await;
        for expected in [
            ("Pat Provider", "calendar.connect_refused", "Pat Provider"),
            ("Pat Provider", "calendar.connect", "Pat Provider"),
            ("Sam Scheduler", "class.offered", "Decision Skills, Thu, Nov 19, 9:00 am"),
            ("Sam Scheduler", "roster.added", "Decision Skills, Thu, Nov 19, 9:00 am"),
        ] {
            let expected = (expected.0.to_owned(), expected.1.to_owned(), expected.2.to_owned());
            assert!(all.iter().any(|(who, did, to)| (who.clone(), did.clone(), plain(to)) == expected), "{expected:?} is not in {all:?}");
        }
        let refused = all.iter().find(|(_, did, _)| did == "sign_in_refused").expect("a refusal");
        assert!(refused.2.starts_with("typed address "), "{refused:?}");
        assert_eq!(events(admin, &[("filter[area]", "roster")]).await.len(), 1);
        assert!(events(admin, &[("filter[q]", "sam scheduler")]).await.iter().all(|(who, _, _)| who == "Sam Scheduler"));
        assert!(events(admin, &[("filter[from]", "2026-11-01"), ("filter[until]", "2026-11-16")]).await.is_empty());
        let wrong = admin.call("get_audit", &[("filter[from]", "yesterday"), ("filter[page]", "1")]).await;
        assert_eq!(wrong.error(), AppError::field("from", Problem::NotADate));
        let stored = "select count(*) from audit_event where detail || target_id || action like '%Alma%'
                      or detail || target_id like '%linden.example%' or detail like '%LC-1042%'";
        assert_eq!(app.count(stored).await, 0);
        let file = admin.get("/admin/audit.csv").await;
        assert!(file.body.contains("calendar.connect_refused"), "{}", file.body);
        assert!(file.body.contains("box_unticked"), "{}", file.body);
    }

    async fn old_events_leave_by_age_and_a_summary_stays(app: TestApp) {
        app.sign_in(ADMIN).await;
        app.sign_in(SCHEDULER).await;
        let events = "select count(*) from audit_event";
        app.clock.advance(729 * DAY);
        watch::once(&app.state).await.unwrap();
        assert_eq!(app.count(events).await, 2, "not old enough");
        app.clock.advance(2 * DAY);
        watch::once(&app.state).await.unwrap();
        watch::once(&app.state).await.unwrap();
        assert_eq!(app.count(events).await, 1);
        let summary = app.text("select action || ' ' || detail from audit_event").await;
        assert_eq!(summary.as_deref(), Some("audit.retention 2: signed_in 2"));
        app.clock.advance(2_000 * DAY);
        watch::once(&app.state).await.unwrap();
        assert_eq!(app.count(events).await, 1, "the summary stays");
    }

    async fn what_became_of_mail_is_seen_by_whoever_may_read_the_audit(app: TestApp) {
        app.browser().call("request_password_reset", &[("email", STAFF)]).await;
        let admin = app.sign_in(ADMIN).await;
        let mails: MailPage = admin.call("get_mails", &[("page", "1")]).await.value();
        assert_eq!((mails.total, mails.set_up), (1, false));
        assert_eq!((mails.rows[0].to.as_str(), mails.rows[0].state), ("Pat Provider", MailState::Waiting));
        app.execute("update mail_outbox set attempts = 1, last_error = 'smtp 451'").await;
        let mails: MailPage = admin.call("get_mails", &[("page", "1")]).await.value();
        assert_eq!((mails.rows[0].state, mails.rows[0].error.as_str()), (MailState::TryingAgain, "smtp 451"));
        assert_eq!(list(&admin, &[]).await.mail_trouble, 1);
        let page = admin.get("/admin/audit/email").await;
        assert!(page.body.contains("No mail server is set"), "{}", page.body);
        assert!(!page.body.contains("/link/"), "no words are shown");
    }
}
