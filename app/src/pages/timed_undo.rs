//! The undo bar of a booking or removal: there for twenty seconds, then gone. What it undoes is a form
//! the page passes; after that the lists themselves offer the way back.

use std::time::Duration;

use leptos::prelude::*;

use crate::components::undo_bar::UndoBar;

/// How long the bar stays, and how often its line moves.
const SECONDS: i64 = 20;
const SECOND: Duration = Duration::from_secs(1);

/// The bar; its time begins when it is first shown.
#[component]
pub fn TimedUndo(
    /// What was done.
    #[prop(into)]
    title: String,
    /// What it means.
    #[prop(into)]
    text: String,
    /// The form with the Undo button.
    children: ChildrenFn,
) -> impl IntoView {
    let left = RwSignal::new(SECONDS);
    // The clock of the bar belongs to the browser; the server never sees it run.
    Effect::new(move |_| {
        let timer = set_interval_with_handle(
            move || {
                left.try_update(|left| *left = (*left - 1).max(0));
            },
            SECOND,
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
    let shown = Memo::new(move |_| left.get() > 0);
    let left = Signal::derive(move || left.get() * 100 / SECONDS);
    let children = StoredValue::new(children);
    move || {
        shown.get().then(|| {
            view! {
                <UndoBar title=title.clone() text=text.clone() left>
                    {children.with_value(|children| children())}
                </UndoBar>
            }
        })
    }
}
