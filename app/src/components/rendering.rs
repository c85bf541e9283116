//! What components look like to a browser without script and to assistive technology: roles, names
//! and plain HTML. Only tests; looks are not tested here.

use leptos::prelude::*;

use super::account_menu::{AccountMenu, Appearance};
use super::agenda::ClassLook;
use super::badge::{Badge, Tone};
use super::button::{Button, ButtonKind, ButtonLink};
use super::choice::Checkbox;
use super::dialog::{Dialog, DialogLink};
use super::error_summary::{ErrorSummary, FieldProblem};
use super::field::{PasswordInput, Select, SelectOption, TextInput};
use super::header::{Header, NavEntry};
use super::icon::IconName;
use super::one_way_line::{LineState, OneWayLine};
use super::page_head::PageHead;
use super::sent_preview::SentPreview;
use super::tabs::{Tab, Tabs};
use super::undo_bar::UndoBar;
use super::week_grid::{WeekBlock, WeekDay, WeekGrid, WeekNow};

fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html())
}

fn has(html: &str, wanted: &[&str]) {
    for part in wanted {
        assert!(html.contains(part), "«{part}» is not in {html}");
    }
}

#[test]
fn a_button_submits_its_form_and_a_busy_one_says_so() {
    has(
        &html(|| view! { <Button label="Save changes" kind=ButtonKind::Primary/> }),
        &["type=\"submit\"", "Save changes"],
    );
    let busy = html(|| view! { <Button label="Save changes" busy=true busy_label="Saving"/> });
    has(
        &busy,
        &[
            "aria-disabled=\"true\"",
            "is-busy",
            "Saving",
            "Save changes",
        ],
    );
    has(
        &html(|| view! { <Button label="Show" on_click=|_| ()/> }),
        &["type=\"button\""],
    );
    has(
        &html(|| view! { <ButtonLink href="/a" label="Add availability"/> }),
        &["<a href=\"/a\"", "Add availability"],
    );
}

#[test]
fn a_badge_is_never_color_alone() {
    has(
        &html(|| view! { <Badge tone=Tone::Need icon=IconName::Alert text="Needs reconnecting"/> }),
        &[
            "badge is-need",
            "aria-hidden=\"true\"",
            "Needs reconnecting",
        ],
    );
}

#[test]
fn a_field_names_its_error_before_the_control_and_keeps_the_value() {
    let field = html(|| {
        view! { <TextInput name="capacity" label="Capacity" value="\"0<" error="Enter a number from 1 to 500."/> }
    });
    has(
        &field,
        &[
            "<label for=\"capacity\"",
            "id=\"capacity-error\"",
            "aria-invalid=\"true\"",
            "aria-describedby=\"capacity-hint capacity-error\"",
            "value=\"&quot;0&lt;\"",
        ],
    );
    assert!(
        field.find("Enter a number") < field.find("<input"),
        "{field}"
    );
    let plain = html(|| view! { <TextInput name="room" label="Room" optional=true/> });
    has(&plain, &["(optional)"]);
    assert!(!plain.contains("aria-invalid"), "{plain}");
    assert!(!plain.contains("aria-required"), "{plain}");
}

#[test]
fn a_password_can_be_shown() {
    has(
        &html(
            || view! { <PasswordInput name="password" label="Password" autocomplete="current-password"/> },
        ),
        &[
            "type=\"password\"",
            "autocomplete=\"current-password\"",
            "aria-label=\"Show password\"",
            "aria-pressed=\"false\"",
        ],
    );
}

#[test]
fn a_select_starts_with_its_value() {
    let select = html(|| {
        let options = vec![
            SelectOption::new("a", "First"),
            SelectOption::new("b", "Second"),
        ];
        view! { <Select name="site" label="Site" options value="b"/> }
    });
    let chosen = select.find("selected").expect("a chosen option");
    assert!(select.find("First").expect("first") < chosen, "{select}");
}

#[test]
fn a_changed_checkbox_says_what_it_was() {
    has(
        &html(
            || view! { <Checkbox name="may" value="connect" label="Calendar integration" changed_from="Was on"/> },
        ),
        &[
            "type=\"checkbox\"",
            "name=\"may\"",
            "value=\"connect\"",
            "is-changed",
            "Was on",
        ],
    );
}

#[test]
fn an_error_summary_is_an_alert_with_links_and_absent_without_problems() {
    let problems = vec![
        FieldProblem::new("start", "Start time: this time does not exist"),
        FieldProblem::new("capacity", "Capacity: enter a number from 1 to 500"),
    ];
    has(
        &html(|| view! { <ErrorSummary problems/> }),
        &[
            "role=\"alert\"",
            "Two things to correct",
            "href=\"#start\"",
            "href=\"#capacity\"",
        ],
    );
    let none = html(|| view! { <ErrorSummary problems=Vec::new()/> });
    assert!(!none.contains("alert"), "{none}");
}

#[test]
fn the_one_way_line_is_a_picture_with_the_state_as_its_name() {
    has(
        &html(|| {
            view! {
                <OneWayLine
                    state=LineState::Interrupted
                    name="Changes do not reach Google Calendar; 3 are waiting"
                    from="Classbook"
                    to="Google Calendar"
                    label="3 waiting"
                />
            }
        }),
        &[
            "role=\"img\"",
            "aria-label=\"Changes do not reach Google Calendar; 3 are waiting\"",
            "3 waiting",
        ],
    );
}

#[test]
fn tabs_are_links_and_the_head_has_the_one_title() {
    has(
        &html(
            || view! { <Tabs label="Profile" tabs=vec![Tab::new("/profile/external", "External", true)]/> },
        ),
        &[
            "<nav",
            "aria-label=\"Profile\"",
            "aria-current=\"page\"",
            ">External<",
        ],
    );
    has(
        &html(|| view! { <PageHead title="Profile"/> }),
        &["<h1", "tabindex=\"-1\"", ">Profile<"],
    );
}

#[test]
fn the_account_menu_opens_without_script() {
    let menu = html(|| {
        view! {
            <AccountMenu
                name="Provider 1"
                initials="P1"
                email="provider1@linden.example"
                role="Staff"
                appearance=Appearance::Dark
                appearance_action="/appearance"
                sign_out_action="/sign-out"
            />
        }
    });
    has(
        &menu,
        &[
            "<details",
            "<summary",
            "aria-label=\"Your account\"",
            "href=\"/profile\"",
            "action=\"/sign-out\"",
            "value=\"dark\"",
        ],
    );
    assert!(
        !menu.contains("aria-expanded"),
        "unknown until script runs: {menu}"
    );
    assert_eq!(Appearance::from_value("dark").data_theme(), Some("dark"));
    assert_eq!(Appearance::from_value("nonsense").data_theme(), None);
}

#[test]
fn the_header_marks_the_current_place() {
    let header = html(|| {
        let nav = vec![
            NavEntry::new("/my-classes", "My classes"),
            NavEntry::new("/cases", "Cases"),
        ];
        view! { <Header organization="Linden" nav path="/cases/1042"/> }
    });
    // Once in the bar, once in the menu of small screens.
    assert_eq!(
        header.matches("aria-current=\"page\"").count(),
        2,
        "{header}"
    );
}

#[test]
fn a_dialog_is_named_and_its_opener_leads_to_a_page() {
    has(
        &html(|| {
            let open = RwSignal::new(false);
            view! {
                <Dialog id="disconnect" title="Disconnect Google Calendar?" text="New classes stop." open>
                    <form method="post"></form>
                </Dialog>
            }
        }),
        &[
            "<dialog",
            "aria-labelledby=\"disconnect-title\"",
            "aria-describedby=\"disconnect-text\"",
            "id=\"disconnect-title\"",
        ],
    );
    has(
        &html(|| {
            let open = RwSignal::new(false);
            view! { <DialogLink href="/profile/external/disconnect" label="Disconnect…" open/> }
        }),
        &[
            "href=\"/profile/external/disconnect\"",
            "aria-haspopup=\"dialog\"",
        ],
    );
}

#[test]
fn the_undo_bar_is_a_named_section_and_hides_its_countdown() {
    has(
        &html(|| {
            view! {
                <UndoBar
                    title="Calendar integration taken from Staff"
                    text="48 classes leave 12 calendars at 10:34 am"
                    countdown="in 9 min 41 s."
                    left=97
                >
                    <Button label="Undo"/>
                </UndoBar>
            }
        }),
        &[
            "<section",
            "aria-label=\"Undo\"",
            "aria-hidden=\"true\"",
            "in 9 min 41 s.",
        ],
    );
}

#[test]
fn nothing_that_is_sent_can_become_markup() {
    let preview = html(|| {
        view! {
            <SentPreview
                heading="All that Google Calendar receives"
                title="<b>Class</b>"
                when="Thu, Nov 19"
                fields=vec![("Text".to_owned(), "<i>Booked</i>".to_owned())]
                address="https://classbook.example/c/7QkR2wXn"
            />
        }
    });
    assert!(
        !preview.contains("<b>") && !preview.contains("<i>"),
        "{preview}"
    );
    has(
        &preview,
        &["https://classbook.example", "<wbr>", "/c/7QkR2wXn"],
    );
}

#[test]
fn the_week_is_lists_with_headings_and_uses_no_inline_style() {
    let block = WeekBlock {
        href: "/classes/1".to_owned(),
        name: "Decision Skills, Thursday 9:00 to 10:30 am, 6 of 10, on your calendar".to_owned(),
        look: ClassLook::Booked,
        at: 4,
        len: 6,
        lane: (0, 1),
        title: "Decision Skills".to_owned(),
        when: "9:00 – 10:30 am".to_owned(),
        start: "9:00".to_owned(),
        place: "Main Street, Room 2".to_owned(),
        count: "6 of 10".to_owned(),
        icon: Some(IconName::Check),
    };
    let week = html(|| {
        let day = WeekDay {
            name: "Thu".to_owned(),
            number: "19".to_owned(),
            heading: "Thursday, November 19".to_owned(),
            today: true,
            past: false,
            narrow: false,
            shown: true,
            blocks: vec![block],
        };
        let now = Some(WeekNow {
            minutes: 144,
            label: "10:24".to_owned(),
        });
        view! { <WeekGrid hours=vec!["8 am".to_owned(), "9 am".to_owned()] days=vec![day] now/> }
    });
    has(
        &week,
        &[
            "<h3",
            "Thursday, November 19",
            "<ol",
            "aria-label=\"Decision Skills, Thursday 9:00 to 10:30 am, 6 of 10, on your calendar\"",
            "at-4 len-6",
            "at-9 plus-1",
        ],
    );
    assert!(!week.contains("style="), "{week}");
}
