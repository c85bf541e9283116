//! The scheduling pages: every state they have, in the words they are given.

use app::api::calendar::DeliveryKind;
use app::api::catalog::EditClassType;
use app::api::classes::{AddAvailability, BookCase};
use app::error::{AppError, FieldProblem, Problem};

use crate::fake::Fake;
use crate::school::School;
use crate::{Page, open, open_refused};

fn at(address: &str, school: School) -> Page {
    open(
        address,
        Fake {
            school,
            ..Fake::staff()
        },
    )
}

fn usual(address: &str) -> Page {
    at(address, School::default())
}

#[test]
fn my_classes_is_an_agenda_with_the_next_class_and_the_state_of_the_calendar() {
    usual("/classes")
        .says("Google Calendar: connected, 11 of 12 upcoming classes there")
        .says("Open roster")
        .says("Nov 16 – 22, 2026")
        .says("Chicago time")
        .says("On your calendar, 6 of 10")
        .has("href=\"/classes?view=agenda&amp;date=2026-11-09\"")
        .has("href=\"/classes/class-1\"");
}

#[test]
fn the_week_names_each_class_with_all_that_its_block_shows() {
    usual("/classes?view=week")
        .has("aria-label=\"Decision Skills, Thu 9:00 – 10:30 am, 6 of 10, On your calendar\"")
        .says("Booked: on your calendar")
        .says("10:24");
}

#[test]
fn a_week_without_classes_says_what_to_do() {
    let empty = School {
        empty_week: true,
        ..School::default()
    };
    at("/classes", empty.clone())
        .says("No classes this week")
        .says("Add availability, and classes show up when somebody is booked.")
        .does_not_say("Connect a calendar");
    let not_connected = School {
        connected: false,
        ..empty
    };
    at("/classes", not_connected)
        .says("Your calendar: not connected")
        .says("Connect your calendar, and they show up there too.")
        .says("Connect a calendar");
}

#[test]
fn what_cannot_be_shown_says_why_and_keeps_the_head() {
    let refused = |error: AppError| School {
        refused: Some(error),
        ..School::default()
    };
    let page = at(
        "/schedule",
        refused(AppError::NotAllowed {
            permission: "classes.manage".to_owned(),
        }),
    );
    page.says("Schedule")
        .says("Your role does not include this. Ask an administrator for “All classes”.");
    assert_eq!(page.status, 403);
    let page = at(
        "/cases",
        refused(AppError::Broke {
            reference: "7QKR-2WXN".to_owned(),
        }),
    );
    page.says("Reference 7QKR-2WXN.").says("Try again");
    assert_eq!(page.status, 500);
}

#[test]
fn the_schedule_names_the_provider_of_each_class() {
    usual("/schedule").says("Main Street Center, Room 2 · Provider 1");
}

#[test]
fn the_details_say_what_the_class_is_and_what_the_calendar_calls_it() {
    usual("/classes/class-1")
        .says("Thu, Nov 19, 2026, 9:00 – 10:30 am, Chicago time")
        .says("On the calendar as “Class”")
        .says("Offered by Scheduler 1")
        .says("6 of 10 places taken");
}

#[test]
fn a_class_that_is_not_there_is_a_404_with_a_sentence() {
    for address in [
        "/classes/class-9",
        "/classes/not%20an%20id",
        "/c/unknown",
        "/classes/class-9/cancel",
    ] {
        let page = usual(address);
        assert_eq!(page.status, 404, "{address}");
        page.says("There is nothing here, or it is not for you.");
    }
}

#[test]
fn the_link_of_an_event_leads_to_its_class() {
    assert_eq!(
        usual("/c/7QkR2wXn").redirect.as_deref(),
        Some("/classes/class-1")
    );
}

#[test]
fn the_roster_lists_cases_and_what_the_calendar_shows() {
    let school = School {
        removed: 2,
        ..School::default()
    };
    at("/classes/class-1/roster", school)
        .says("6 of 10 places taken")
        .says("Case 1041 LC-2026-1041 Nov 12, 10:01 am Scheduler 2")
        .has("aria-label=\"Remove Case 1041\"")
        .says("2 cases were removed earlier")
        .says("Book again")
        .says("The roster stays here. Adding or removing a case sends nothing, unless it is the first or the last one.")
        .says("since Nov 12, 10:02 am. Last change sent today at 10:02 am.")
        .says("Booked in Classbook. Changing this event does not change the class.");
}

#[test]
fn an_empty_roster_says_when_the_class_reaches_the_calendar() {
    let school = School {
        booked: 0,
        kind: DeliveryKind::NobodyBooked,
        ..School::default()
    };
    at("/classes/class-1/roster", school)
        .says("Nobody is booked yet")
        .says("The class goes on Provider 1’s calendar with the first case.")
        .does_not_say("What the calendar shows");
}

#[test]
fn who_may_not_book_sees_names_only() {
    let school = School {
        may_book: false,
        ..School::default()
    };
    let page = at("/classes/class-1/roster", school);
    page.says("Case 1041").does_not_say("Book case");
    assert!(!page.html.contains("/cases/case-1"));
    assert!(!page.html.contains("/api/remove_case"));
}

#[test]
fn without_script_the_search_is_a_form_and_its_results_can_be_booked() {
    usual("/classes/class-1/roster?q=1042")
        .says("1 case found")
        .has("aria-label=\"Book Case 1042\"");
    usual("/classes/class-1/roster?q=nobody").says("No case found");
}

#[test]
fn a_started_class_says_that_its_roster_no_longer_reaches_the_calendar() {
    let school = School {
        started: true,
        ..School::default()
    };
    at("/classes/class-1/roster", school)
        .says("This class has started. Roster changes no longer reach the calendar.");
}

#[test]
fn the_delivery_tells_its_history() {
    usual("/classes/class-1/delivery")
        .says("Delivery to Provider 1")
        .says("On the calendar since Nov 12, 10:02 am")
        .says("Last change sent today at 10:02 am. Nothing is waiting.")
        .says("Safe to repeat: it never makes a second event.")
        .says("Event moved on Google Calendar")
        .says("Class moved from 8:30 to 9:00 am")
        .says("Roster changed 7 times")
        .says("Nothing was sent: the class was already on the calendar.")
        .says("Provider changed from Provider 4 to Provider 1")
        .says("First case booked");
}

#[test]
fn an_event_deleted_there_can_be_put_back() {
    let deleted = |own: bool| School {
        kind: DeliveryKind::DeletedThere,
        own,
        ..School::default()
    };
    at("/classes/class-1/delivery", deleted(true))
        .says("You deleted it there")
        .says("Put back")
        .does_not_say("Send again");
    at("/classes/class-1/delivery", deleted(false)).says("Provider 1 deleted it there");
}

#[test]
fn what_moves_offers_to_refresh_where_nothing_updates_by_itself() {
    let school = School {
        kind: DeliveryKind::Sending,
        ..School::default()
    };
    at("/classes/class-1/delivery", school).says("Refresh");
    usual("/classes/class-1/delivery").does_not_say("Refresh");
}

#[test]
fn canceling_asks_first_and_says_what_happens() {
    usual("/classes/class-1/cancel")
        .says("Cancel this class?")
        .says("6 cases lose their place, and the event leaves Provider 1’s calendar. Nobody is mailed.")
        .says("Keep class")
        .has("name=\"version\" value=\"3\"");
    let canceled = School {
        canceled: true,
        kind: DeliveryKind::Canceled,
        ..School::default()
    };
    at("/classes/class-1", canceled.clone())
        .says("This class was canceled.")
        .says("Un-cancel")
        .does_not_say("Cancel class…");
    at("/classes/class-1/cancel", canceled)
        .says("This class was canceled.")
        .does_not_say("Cancel this class?");
}

#[test]
fn the_form_posts_nested_fields_and_asks_the_only_provider_nothing() {
    usual("/classes/new")
        .says("Times are Chicago time")
        .has("name=\"form[capacity]\"")
        .has("name=\"form[provider_id]\"")
        .says("This makes 1 availability. It is on no calendar until somebody is booked.");
}

#[test]
fn a_form_posted_without_script_comes_back_with_a_problem_per_field() {
    let problem = |field: &str, problem: Problem| FieldProblem {
        field: field.to_owned(),
        problem,
    };
    let error = AppError::Invalid(vec![
        problem("capacity", Problem::OutOfRange { min: 1, max: 500 }),
        problem("end", Problem::EndBeforeStart),
    ]);
    open_refused::<AddAvailability>("/classes/new", Fake::staff(), error)
        .says("Two things to correct")
        .has("href=\"#capacity\"")
        .says("Enter a number from 1 to 500.")
        .says("The end must be after the start. Does it end the next day?")
        .says("Ends the next day");
}

#[test]
fn a_time_that_happens_twice_asks_which_one() {
    let twice = AppError::field(
        "start",
        Problem::TimeHappensTwice {
            time: "1:30 am".to_owned(),
            date: "Nov 7, 2027".to_owned(),
            first: "CDT".to_owned(),
            second: "CST".to_owned(),
        },
    );
    open_refused::<AddAvailability>("/classes/new", Fake::staff(), twice)
        .says("Clocks go back that night, so 1:30 am happens twice on Nov 7, 2027. Which one?")
        .says("The first, before clocks change (CDT)")
        .has("name=\"form[start_fold]\" value=\"second\"");
}

#[test]
fn a_full_class_says_so_where_the_case_was_booked() {
    let full = || {
        AppError::Refused(Problem::ClassFull {
            taken: 10,
            capacity: 10,
        })
    };
    let words = "This class is full: 10 of 10 places are taken. Choose another time.";
    open_refused::<BookCase>("/classes/class-1/roster", Fake::staff(), full()).says(words);
    open_refused::<BookCase>("/cases/case-1/classes", Fake::staff(), full()).says(words);
}

#[test]
fn cases_are_found_and_an_empty_list_teaches() {
    usual("/cases?q=1042")
        .says("LC-2026-1042 Case 1042 Thu, Nov 19, 9:00 am")
        .has("value=\"1042\"")
        .says("1 case");
    usual("/cases?q=nobody").says("No case found");
    let none = School {
        no_cases: true,
        ..School::default()
    };
    at("/cases", none)
        .says("No cases yet")
        .says("Add a case to book it into a class.");
}

#[test]
fn a_case_is_named_on_its_page_and_never_in_the_title() {
    let page = usual("/cases/case-1");
    page.says("Case 1042").has("name=\"form[reference]\"");
    page.has("<title>Case – Linden County Programs</title>");
}

#[test]
fn a_case_sees_its_classes_and_the_places_it_could_have() {
    usual("/cases/case-1/classes")
        .says("On Google Calendar since Nov 12, 10:02 am")
        .has("aria-label=\"Remove from Decision Skills, Thu, Nov 19, 9:00 am\"")
        .says("Riverside Campus, Room 120 Provider 6 not connected 6 of 6 left")
        .has("aria-label=\"Book into Orientation, Fri, Nov 20, 1:00 – 2:30 pm\"");
    let nothing = School {
        nothing_open: true,
        ..School::default()
    };
    at(
        "/cases/case-1/classes?class_type=type-1&site=site-1&from=2026-11-18",
        nothing,
    )
    .says("No open places")
    .says("Nothing is open for Decision Skills at this site from 2026-11-18. Try another site, or ask for more availability.");
}

#[test]
fn a_class_type_shows_its_word_on_the_calendar_and_is_edited_in_place() {
    usual("/admin/class-types")
        .says("Decision Skills On the calendar: Class")
        .says("Chicago time (America/Chicago)")
        .has("href=\"/admin/class-types?edit=type-1\"");
    let alias = AppError::field("calendar_alias", Problem::BadAlias);
    open_refused::<EditClassType>("/admin/class-types?edit=type-1", Fake::staff(), alias)
        .has("name=\"form[calendar_alias]\"")
        .says("This could point to a person. Choose a neutral word, such as “Session”.");
}
