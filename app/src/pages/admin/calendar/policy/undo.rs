//! Ten minutes to take the last edit of the policy back. What is left comes from the server, so the
//! bar survives a reload and works without script; the browser only counts down.

use std::time::Duration;

use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::policy::{PolicyUndo, UndoPolicy};
use crate::components::button::{Button, ButtonKind};
use crate::components::icon::IconName;
use crate::components::undo_bar::UndoBar;
use crate::text::use_texts;

/// The bar of the viewer's own last edit.
#[component]
pub fn UndoPolicyBar(
    undoable: PolicyUndo,
    version: i64,
    undo: ServerAction<UndoPolicy>,
) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let window = undoable.window_seconds.max(1);
    let left = RwSignal::new(undoable.seconds_left);
    Effect::new(move |_| {
        let timer = set_interval_with_handle(
            move || {
                left.try_update(|left| *left = (*left - 1).max(0));
            },
            Duration::from_secs(1),
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
    let text = (a.policy_undo_text)(undoable.people, undoable.events, &undoable.until);
    let over = Memo::new(move |_| left.get() == 0);
    move || {
        let text = text.clone();
        (!over.get()).then(|| view! {
            <UndoBar
                title=a.policy_undo_title
                text=text
                countdown=Signal::derive(move || Some((a.time_left)(left.get())))
                left=Signal::derive(move || left.get() * 100 / window)
            >
                <ActionForm action=undo>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <Button label=t.widgets.undo kind=ButtonKind::Mark icon=IconName::Undo busy=undo.pending()/>
                </ActionForm>
            </UndoBar>
        })
    }
}
