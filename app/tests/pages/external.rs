//! The External tab in each of its states: badge, headline, sentence, button.

use app::api::calendar::{CalendarPanel, DeliveryKind, ShownState};
use domain::provider::Provider;

use crate::fake::Fake;
use crate::panels::{next_class, panel};
use crate::{Page, open};

fn external(panel: CalendarPanel) -> Page {
    open("/profile/external", Fake::staff().with_panel(panel))
}

/// Badge, headline, the start of the sentence, the button; what must not stand there.
#[track_caller]
fn check(shown: ShownState, words: [&str; 4], not: &str) {
    let page = external(panel(shown));
    assert_eq!(page.status, 200);
    for word in words {
        page.says(word);
    }
    page.does_not_say(not);
}

#[test]
fn not_connected_offers_both_providers_and_the_upcoming_classes() {
    let page = external(panel(ShownState::NotConnected));
    page.says("Not connected")
        .says("Put your classes on the calendar you use")
        .says("Connect once, in about a minute")
        .says("Also add my 12 upcoming classes")
        .says("Connect Google Calendar")
        .says("Microsoft 365 comes next.")
        .does_not_say("Connect Microsoft 365")
        .does_not_say("Disconnect…")
        .has("formaction=\"/oauth/google/start\"")
        .has("name=\"backfill\" value=\"on\" checked");
}

#[test]
fn connected_says_that_all_are_there() {
    check(
        ShownState::Connected,
        [
            "Connected",
            "Your classes are on Google Calendar",
            "All 12 upcoming classes are there.",
            "Open Google Calendar",
        ],
        "Connect Google Calendar",
    );
}

#[test]
fn connected_says_which_the_person_deleted() {
    let page = external(CalendarPanel {
        sent: 11,
        removed_by_user: 1,
        next: vec![next_class(DeliveryKind::DeletedThere)],
        ..panel(ShownState::Connected)
    });
    page.says("11 of your 12 upcoming classes are there; one you deleted yourself.")
        .says("You deleted it there")
        .says("Put back");
}

#[test]
fn connected_without_classes_says_that_the_first_appears_by_itself() {
    let page = external(CalendarPanel {
        upcoming: 0,
        sent: 0,
        next: Vec::new(),
        ..panel(ShownState::Connected)
    });
    page.says("You have no booked classes yet; the first appears by itself.")
        .says("Nothing on your calendar yet");
}

#[test]
fn catching_up_says_how_far_it_is() {
    check(
        ShownState::CatchingUp,
        [
            "Catching up",
            "Adding your classes to Google Calendar",
            "5 of 12 are there; you can leave this page, it finishes by itself.",
            "Open Google Calendar",
        ],
        "Try now",
    );
}

#[test]
fn retrying_says_when_it_tries_again() {
    check(
        ShownState::Retrying,
        [
            "Retrying",
            "Google is not answering",
            "3 changes are waiting; we try again at 10:31 am",
            "Try now",
        ],
        "Open Google Calendar",
    );
}

#[test]
fn needs_reconnect_says_why_and_offers_it() {
    check(
        ShownState::NeedsReconnect,
        [
            "Needs reconnecting",
            "Google ended our access yesterday at 6:40 pm; 3 changes are waiting",
            "Reconnect Google Calendar",
            "Why does this happen?",
        ],
        "Open Google Calendar",
    );
}

#[test]
fn needs_reconnect_cannot_remove_what_it_cannot_reach() {
    external(panel(ShownState::NeedsReconnect))
        .says("We cannot reach this calendar any more, so its 12 events stay.")
        .does_not_say("Remove my 12 upcoming classes");
    external(panel(ShownState::Connected)).says("Remove my 12 upcoming classes from the calendar");
}

#[test]
fn needs_permission_names_the_permission() {
    check(
        ShownState::NeedsConsent,
        [
            "Needs permission",
            "Google no longer lets us add classes",
            "The permission “View and edit events on all your calendars” is missing",
            "Choose permissions again",
        ],
        "Reconnect Google Calendar",
    );
}

#[test]
fn calendar_missing_names_the_account() {
    check(
        ShownState::MailboxUnusable,
        [
            "Calendar missing",
            "Your calendar cannot be found",
            "The mailbox of provider1@linden.example does not answer",
            "Check again",
        ],
        "Try now",
    );
}

#[test]
fn our_side_asks_nothing_of_the_person() {
    check(
        ShownState::OurSide,
        [
            "On our side",
            "We cannot reach Google right now",
            "there is nothing for you to do",
            "Disconnect…",
        ],
        "Try now",
    );
}

#[test]
fn paused_says_since_when() {
    check(
        ShownState::Paused,
        [
            "Paused by policy",
            "Paused by your organization",
            "An administrator switched this off yesterday at 6:40 pm.",
            "Disconnect…",
        ],
        "Reconnect",
    );
}

#[test]
fn disconnecting_offers_to_leave_the_rest() {
    check(
        ShownState::Leaving,
        [
            "Disconnecting",
            "Taking your classes off Google Calendar",
            "7 of 12 are gone; when the last one is, our access ends.",
            "Leave the rest and finish",
        ],
        "Disconnect…",
    );
}

#[test]
fn a_class_at_risk_is_said_in_red() {
    let mut class = next_class(DeliveryKind::NeedsReconnecting);
    class.delivery.at_risk = "in 23 hours".to_owned();
    let page = external(CalendarPanel {
        next: vec![class],
        ..panel(ShownState::NeedsReconnect)
    });
    page.says("in 23 hours").has("delivery-line is-stop");
}

#[test]
fn exactly_what_is_sent_stands_beside_every_state() {
    for shown in [ShownState::NotConnected, ShownState::Connected] {
        external(panel(shown))
            .says("Exactly what is sent")
            .says("Booked in Classbook. Changing this event does not change the class.")
            .says("Never sent")
            .says("Any person’s name")
            .says("See it as raw data")
            .says("Every message ever sent for you");
    }
}

#[test]
fn coming_back_says_what_happened() {
    for (query, shown, words) in [
        (
            "outcome=connected",
            ShownState::CatchingUp,
            "We added a test event to provider1@linden.example and removed it again",
        ),
        (
            "outcome=box_unticked",
            ShownState::NotConnected,
            "One box was not ticked",
        ),
        (
            "outcome=refused",
            ShownState::NotConnected,
            "You left Google’s page before finishing; nothing is stored.",
        ),
        (
            "outcome=start_again",
            ShownState::NotConnected,
            "Start again from here",
        ),
        (
            "outcome=not_answering",
            ShownState::NotConnected,
            "You gave permission, but we could not add a test event",
        ),
        (
            "outcome=not_allowed",
            ShownState::NotConnected,
            "Your organization allows accounts at linden.example only",
        ),
    ] {
        let page = open(
            &format!("/profile/external?{query}"),
            Fake::staff().with_panel(panel(shown)),
        );
        page.says(words).has("role=\"status\"");
    }
}

#[test]
fn an_unknown_outcome_says_nothing() {
    open(
        "/profile/external?outcome=<script>",
        Fake::staff().with_panel(panel(ShownState::NotConnected)),
    )
    .does_not_say("Nothing was connected");
}

#[test]
fn without_the_permission_the_tab_is_absent_and_the_page_says_why() {
    let page = open("/profile/external", Fake::staff().without_external_tab());
    assert_eq!(page.status, 403);
    page.says("Ask an administrator for “Calendar integration”.")
        .does_not_say("Connect Google Calendar");
    open("/profile", Fake::staff().without_external_tab())
        .says("Security")
        .does_not_say("External");
}

#[test]
fn somebody_who_lost_the_permission_can_still_disconnect() {
    external(CalendarPanel {
        may_connect: false,
        ..panel(ShownState::NeedsReconnect)
    })
    .says("Disconnect…");
    let page = external(CalendarPanel {
        may_connect: false,
        ..panel(ShownState::NeedsReconnect)
    });
    assert!(
        !page.html.contains("/oauth/google/start"),
        "nothing leads to the provider"
    );
}

#[test]
fn another_account_than_the_staff_address_is_said_plainly() {
    let mut shown = panel(ShownState::Connected);
    if let Some(connection) = &mut shown.connection {
        connection.account = "provider1@home.example".to_owned();
        connection.other_account = true;
    }
    external(shown).says(
        "provider1@home.example is a different account than your staff address provider1@linden.example.",
    );
}

#[test]
fn whoever_connected_another_account_keeps_it_or_chooses_another() {
    for (other, buttons) in [(true, true), (false, false)] {
        let mut shown = panel(ShownState::Connected);
        if let Some(connection) = &mut shown.connection {
            connection.account = "provider1@home.example".to_owned();
            connection.other_account = other;
        }
        let page = open(
            "/profile/external?outcome=connected&provider=google",
            Fake::staff().with_panel(shown),
        );
        assert_eq!(
            page.html.contains("Use this account"),
            buttons,
            "{}",
            page.html
        );
        assert_eq!(page.html.contains("Choose another"), buttons);
    }
}

#[test]
fn a_calendar_that_is_missing_has_the_feed_as_way_out() {
    external(panel(ShownState::MailboxUnusable))
        .says("Until it is back, a private feed can show your classes.")
        .has("/api/make_feed");
}

#[test]
fn switching_says_what_happens_before_it_leads_to_the_provider() {
    external(panel(ShownState::Connected))
        .says("Switch calendar")
        .says("You connect the new calendar.")
        .says("They leave Google Calendar, and our access to it ends.")
        .has("action=\"/oauth/google/start\"");
    open(
        "/profile/external/switch",
        Fake::staff().with_panel(panel(ShownState::Connected)),
    )
    .says("Switch to another calendar?")
    .says("Continue to Google");
}

#[test]
fn microsoft_names_its_list_of_apps() {
    let mut shown = panel(ShownState::Connected);
    if let Some(connection) = &mut shown.connection {
        connection.provider = Provider::Microsoft;
    }
    external(shown).says("Microsoft keeps Classbook in its list of apps");
}

#[test]
fn every_message_ever_sent_is_a_table() {
    open("/profile/external/sent", Fake::staff())
        .says("Every message ever sent for you")
        .says("Decision Skills Added title, start Confirmed");
}

#[test]
fn disconnecting_has_a_page_of_its_own() {
    let page = open(
        "/profile/external/disconnect",
        Fake::staff().with_panel(panel(ShownState::Connected)),
    );
    page.says("Disconnect Google Calendar?")
        .says("New classes stop going to provider1@linden.example.")
        .has("action=\"/api/disconnect_calendar\"");
    let gone = open(
        "/profile/external/disconnect",
        Fake::staff().with_panel(panel(ShownState::NotConnected)),
    );
    assert_eq!(gone.redirect.as_deref(), Some("/profile/external"));
}
