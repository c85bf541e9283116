//! The private feed: made, fetched, given another address, ended; and when it is empty.

use app::api::calendar::CalendarPanel;

use crate::calendar::Desk;
use crate::scheduling::Office;
use crate::test_app::{Answer, Browser, DAY, NOCAL, STAFF, STAFF2, TestApp};

async fn address(browser: &Browser) -> String {
    let panel: CalendarPanel = browser.call("get_calendar_panel", &[]).await.value();
    panel.feed
}

async fn made(browser: &Browser) -> String {
    browser.call("make_feed", &[]).await.value::<()>();
    address(browser).await
}

/// What a calendar app gets: it has no cookies.
async fn fetched(office: &Office, address: &str) -> Answer {
    office.app.browser().get(address).await
}

fn events(answer: &Answer) -> usize {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(
        answer.body.starts_with("BEGIN:VCALENDAR\r\n")
            && answer.body.ends_with("END:VCALENDAR\r\n")
    );
    answer.body.matches("BEGIN:VEVENT").count()
}

/// Lines as they were before they were folded.
fn unfolded(answer: &Answer) -> String {
    answer.body.replace("\r\n ", "")
}

const CANARY: &str = "Zyxwandra Quillfeather";

both_databases! {
    async fn it_shows_the_neutral_events_of_its_owner_and_nothing_of_a_case(app: TestApp) {
        let desk = Desk::open(app).await;
        let office = &desk.office;
        let fields = [
            ("form[reference]", "CANARY-771903"), ("form[name]", CANARY),
            ("form[date_of_birth]", "1987-03-29"), ("form[contact]", "canary-contact-5550100"),
        ];
        office.scheduler.call("add_case", &fields).await.value::<String>();
        let class = office.offer(&office.form()).await;
        office.book(&class, "CANARY-771903").await;
        office.offer(&office.form().with("date", "2026-11-20")).await;
        let theirs = office.form().with("provider_id", office.app.user(STAFF2).as_str()).with("room", "Room 3");
        let theirs = office.offer(&theirs).await;
        office.book(&theirs, "LC-1042").await;

        let address = made(&desk.staff).await;
        let feed = fetched(office, &address).await;
        assert_eq!(events(&feed), 1, "neither unbooked nor somebody else's");
        let text = unfolded(&feed);
        for line in [
            "TZID:America/Chicago", "TZOFFSETTO:-0600",
            "DTSTART;TZID=America/Chicago:20261119T090000", "DTEND;TZID=America/Chicago:20261119T103000", "SUMMARY:Class", "CLASS:PRIVATE",
            "TRANSP:OPAQUE", "Booked in IMPACT Feedback. Changing this event does not change the class.\\n",
        ] {
            assert!(text.contains(line), "{line} is missing in {text}");
        }
        assert!(!text.contains("LOCATION"), "the policy allows no site");
        for secret in [CANARY, "Zyxwandra", "771903", "1987", "5550100", "Pat", "Room", "Main Street", &class] {
            assert!(!text.contains(secret), "{secret} is in the feed");
        }
        office.remove(&class, "CANARY-771903").await;
        assert_eq!(events(&fetched(office, &address).await), 0);
    }

    async fn who_asks_again_with_the_tag_gets_no_body(app: TestApp) {
        let desk = Desk::open(app).await;
        let office = &desk.office;
        let class = office.offer(&office.form()).await;
        office.book(&class, "LC-1042").await;
        let address = made(&desk.staff).await;
        let first = fetched(office, &address).await;
        assert_eq!(first.header("referrer-policy"), "no-referrer");
        assert_eq!(first.header("cache-control"), "private, no-cache");
        assert_eq!(first.header("content-type"), "text/calendar; charset=utf-8");
        let app_browser = office.app.browser();
        let ask = |tag: String| {
            let request = app_browser.request(reqwest::Method::GET, &address).header("if-none-match", tag);
            app_browser.send(request)
        };
        let same = ask(first.header("etag").to_owned()).await;
        assert_eq!((same.status, same.body.as_str()), (304, ""));
        assert_eq!(same.header("etag"), first.header("etag"));
        let later = office.form().with("start", "13:00").with("end", "14:30");
        assert_eq!(office.try_edit(&class, "1", &later).await.status, 200);
        assert_eq!(ask(first.header("etag").to_owned()).await.status, 200);
    }

    async fn another_address_ends_the_one_before(app: TestApp) {
        let desk = Desk::open(app).await;
        let first = made(&desk.staff).await;
        assert_eq!(address(&desk.staff).await, first, "it can be shown again");
        let second = made(&desk.staff).await;
        assert_ne!(first, second);
        assert_eq!(fetched(&desk.office, &first).await.status, 404);
        assert_eq!(fetched(&desk.office, &second).await.status, 200);
        desk.staff.call("end_feed", &[]).await.value::<()>();
        assert_eq!(address(&desk.staff).await, "");
        assert_eq!(fetched(&desk.office, &second).await.status, 404);
        assert_eq!(fetched(&desk.office, "/feed/guess.ics").await.status, 404);
        let kept = "select count(*) from calendar_feed where token is not null";
        assert_eq!(desk.office.app.count(kept).await, 0, "no token outlives its address");
        let noa = desk.office.app.sign_in(NOCAL).await;
        assert_eq!(noa.call("make_feed", &[]).await.status, 403);
    }

    async fn it_is_empty_while_a_connection_sends_the_same(app: TestApp) {
        let desk = Desk::open(app).await;
        let office = &desk.office;
        let class = office.offer(&office.form()).await;
        office.book(&class, "LC-1042").await;
        let address = made(&desk.staff).await;
        assert_eq!(events(&fetched(office, &address).await), 1);
        desk.connect(&desk.staff, STAFF).await;
        desk.deliver().await;
        assert_eq!(events(&fetched(office, &address).await), 0);
        desk.staff.call("disconnect_calendar", &[("remove", "true")]).await.value::<()>();
        desk.deliver().await;
        assert_eq!(events(&fetched(office, &address).await), 1);
    }

    async fn after_the_right_ended_it_is_empty_for_ninety_days_and_then_gone(app: TestApp) {
        let desk = Desk::open(app).await;
        let office = &desk.office;
        let class = office.offer(&office.form().with("date", "2027-06-01")).await;
        office.book(&class, "LC-1042").await;
        let address = made(&desk.staff).await;
        let sweep = || server::sync::sweep::once(&office.app.state);
        assert_eq!(office.app.execute(
            "update role_permission set permission = 'calendar.was' where permission = 'calendar.connect'",
        ).await, 1);
        sweep().await.unwrap();
        assert_eq!(events(&fetched(office, &address).await), 0);
        office.app.clock.advance(89 * DAY);
        sweep().await.unwrap();
        assert_eq!(events(&fetched(office, &address).await), 0);
        office.app.clock.advance(2 * DAY);
        assert_eq!(fetched(office, &address).await.status, 404);
        office.app.execute(
            "update role_permission set permission = 'calendar.connect' where permission = 'calendar.was'",
        ).await;
        sweep().await.unwrap();
        assert_eq!(events(&fetched(office, &address).await), 1, "the right is back");
    }
}
