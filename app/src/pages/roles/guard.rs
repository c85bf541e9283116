//! Nobody loses what is not saved by accident: a link asks first, and so does the browser when the
//! tab is closed or loaded again.

use leptos::ev::{MouseEvent, beforeunload};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos::web_sys::{BeforeUnloadEvent, Element};
use leptos_router::hooks::use_navigate;

use crate::components::button::{Button, ButtonKind};
use crate::components::dialog::Dialog;
use crate::text::use_texts;

/// Watches while there is at least one change.
#[component]
pub fn LeaveGuard(
    /// How many changes are not saved.
    changes: Memo<i64>,
    /// What they are about.
    name: String,
) -> impl IntoView {
    let t = use_texts();
    let r = &t.roles;
    let open = RwSignal::new(false);
    let to = RwSignal::new(String::new());
    Effect::new(move |_| {
        let handle = window_event_listener(beforeunload, move |event: BeforeUnloadEvent| {
            if changes.get_untracked() > 0 {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
        watch_links(move |href| {
            if changes.get_untracked() == 0 {
                return false;
            }
            to.set(href);
            open.set(true);
            true
        });
    });
    let navigate = use_navigate();
    let leave = Callback::new(move |_: MouseEvent| {
        open.set(false);
        navigate(&to.get_untracked(), Default::default());
    });
    let stay = Callback::new(move |_: MouseEvent| open.set(false));
    view! {
        {move || {
            let text = format!("{name}: {}", (r.sure_leave_text)(changes.get()));
            view! {
                <Dialog id="leave" title=r.sure_leave text open>
                    <div class="dialog-actions">
                        <Button label=r.stay on_click=stay/>
                        <Button label=r.leave kind=ButtonKind::Danger on_click=leave/>
                    </div>
                </Dialog>
            }
        }}
    }
}

/// Asks `held` for every plain click on a link of ours, before the router hears of it; `true` stops
/// the click.
fn watch_links(held: impl Fn(String) -> bool + 'static) {
    let listener = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        if event.button() != 0 || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest("a[href^='/']:not([target])").ok().flatten());
        let Some(href) = link.and_then(|link| link.get_attribute("href")) else {
            return;
        };
        if held(href) {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    });
    let listener = StoredValue::new_local(listener);
    listener.with_value(|listener| {
        let function = listener.as_ref().unchecked_ref();
        // Cannot fail for an event that exists.
        drop(window().add_event_listener_with_callback_and_bool("click", function, true));
    });
    on_cleanup(move || {
        listener.try_with_value(|listener| {
            let function = listener.as_ref().unchecked_ref();
            drop(window().remove_event_listener_with_callback_and_bool("click", function, true));
        });
    });
}
