//! The signature of the product: a square joined to a circle by an arrow, whose form is the state.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// How the line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineState {
    /// Dashed grey; hidden on phones.
    NotConnected,
    /// Dashed grey with a blue label: IT has to approve.
    WaitingForIt,
    /// Solid green.
    Connected,
    /// Dashed blue with a travelling dot.
    CatchingUp,
    /// Dashed blue, waiting for the next try.
    Retrying,
    /// Dashed amber: a person must act.
    Interrupted,
    /// Dashed grey: switched off or on our side.
    Paused,
    /// Dashed blue: classes are leaving the calendar.
    Disconnecting,
}

impl LineState {
    const fn class(self) -> &'static str {
        match self {
            Self::NotConnected => "one-way-line is-idle is-unconnected",
            Self::WaitingForIt => "one-way-line is-idle is-labelled-move",
            Self::Connected => "one-way-line is-ok is-solid",
            Self::CatchingUp => "one-way-line is-move is-moving",
            Self::Retrying | Self::Disconnecting => "one-way-line is-move",
            Self::Interrupted => "one-way-line is-need",
            Self::Paused => "one-way-line is-idle",
        }
    }

    const fn label_icon(self) -> IconName {
        match self {
            Self::WaitingForIt => IconName::Building,
            Self::CatchingUp => IconName::Refresh,
            Self::Retrying => IconName::Clock,
            Self::Disconnecting => IconName::Minus,
            _ => IconName::Pause,
        }
    }
}

/// The line from the product to a calendar; `role=img` with the state sentence as its name.
#[component]
pub fn OneWayLine(
    /// How it is drawn.
    state: LineState,
    /// The state sentence, read instead of the picture.
    #[prop(into)]
    name: String,
    /// The product's name, at the square.
    #[prop(into)]
    from: String,
    /// "12 booked classes".
    #[prop(optional, into)]
    from_detail: Signal<Option<String>>,
    /// The calendar's name, at the circle.
    #[prop(into)]
    to: String,
    /// The account, or "Not connected yet".
    #[prop(optional, into)]
    to_detail: Signal<Option<String>>,
    /// Why it does not run: "IT approval", "3 waiting", "5 of 12".
    #[prop(optional, into)]
    label: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class=state.class() role="img" aria-label=name>
            <div class="one-way-end" aria-hidden="true">
                <span class="one-way-tile"><Icon name=IconName::People/></span>
                <span class="one-way-words">
                    <span class="one-way-name">{from}</span>
                    {move || from_detail.get().map(|detail| view! { <span class="one-way-detail">{detail}</span> })}
                </span>
            </div>
            <div class="one-way-path" aria-hidden="true">
                <span class="one-way-dash"></span>
                {move || label.get().map(|label| view! {
                    <span class="one-way-label"><Icon name=state.label_icon()/>{label}</span>
                    <span class="one-way-dash is-second"></span>
                })}
                <span class="one-way-head"></span>
            </div>
            <div class="one-way-end" aria-hidden="true">
                <span class="one-way-tile"><Icon name=IconName::Calendar/></span>
                <span class="one-way-words">
                    <span class="one-way-name">{to}</span>
                    {move || to_detail.get().map(|detail| view! { <span class="one-way-detail">{detail}</span> })}
                </span>
            </div>
        </div>
    }
    .into_any()
}

/// The product's mark: square, arrow, circle.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect class="mark-ground" width="32" height="32" rx="7"/>
            <rect class="mark-square" x="6" y="11.5" width="9.5" height="9.5" rx="2"/>
            <path class="mark-line" d="M15.500 16.250h5"/>
            <circle class="mark-circle" cx="23" cy="16.250" r="3"/>
        </svg>
    }
    .into_any()
}

/// The large drawing on the sign-in panel.
#[component]
pub fn MarkDrawing() -> impl IntoView {
    view! {
        <svg class="mark-drawing" viewBox="0 0 272 56" aria-hidden="true" focusable="false">
            <rect class="mark-square" width="56" height="56" rx="11"/>
            <path class="mark-line" d="M56 28h149M195 18l10 10-10 10"/>
            <circle class="mark-circle" cx="244" cy="28" r="26.500"/>
        </svg>
    }
    .into_any()
}
