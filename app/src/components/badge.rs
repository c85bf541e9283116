//! The state pill: soft fill, icon and words. Never clickable, never colour alone.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// What a colour means, everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Delivered; green and quiet.
    Ok,
    /// Under way or waiting; blue.
    Move,
    /// A person must act; amber.
    Need,
    /// At risk, destroying, wrong; red.
    Stop,
    /// Nothing to do; grey.
    Idle,
}

impl Tone {
    /// The state class of this tone.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ok => "is-ok",
            Self::Move => "is-move",
            Self::Need => "is-need",
            Self::Stop => "is-stop",
            Self::Idle => "is-idle",
        }
    }
}

/// A pill with an icon and words.
#[component]
pub fn Badge(
    /// What the colour says.
    tone: Tone,
    /// The icon beside the words.
    icon: IconName,
    /// The words.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            <Icon name=icon/>
            {text}
        </span>
    }
    .into_any()
}

/// A number in a small round, such as *1* beside a navigation entry.
#[component]
pub fn CountBadge(
    /// The number.
    count: i64,
    /// What the colour says.
    tone: Tone,
) -> impl IntoView {
    view! { <span class=format!("count-badge {}", tone.class())>{count}</span> }.into_any()
}
