//! A class's delivery that keeps itself up to date in the browser: asked again every two seconds while
//! something is under way. On the server it is what was read once.

use std::time::Duration;

use domain::id::ClassId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::classes::{ClassDelivery, get_class_delivery};
use crate::pages::delivery::is_moving;

const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// What the calendar holds of the class now; begins with what was read with the page.
#[must_use]
pub fn live_delivery(id: ClassId, read: ClassDelivery) -> Signal<ClassDelivery> {
    let now = RwSignal::new(read);
    // Counts the answers: each one, changed or not, decides whether to ask again.
    let asked = RwSignal::new(0_u32);
    Effect::new(move |_| {
        asked.track();
        if !now.with_untracked(|now| is_moving(now.delivery.kind)) {
            return;
        }
        let id = id.clone();
        let timer = set_timeout_with_handle(
            move || {
                spawn_local(async move {
                    let answer = get_class_delivery(id).await;
                    // The page may be gone by now; then nobody waits for the answer.
                    if let Ok(answer) = answer
                        && now.try_with_untracked(|now| *now != answer) == Some(true)
                    {
                        now.try_set(answer);
                    }
                    asked.try_update(|asked| *asked = asked.wrapping_add(1));
                });
            },
            AGAIN_AFTER,
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
    now.into()
}
