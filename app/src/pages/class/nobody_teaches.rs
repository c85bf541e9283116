//! A class whose provider was deactivated: whoever may, gives it to somebody else.

use leptos::prelude::*;

use super::use_this_class;
use crate::components::button::ButtonLink;
use crate::components::note::{Note, NoteKind};
use crate::text::use_texts;

/// The note above each tab, while there is nobody.
#[component]
pub fn NobodyTeaches() -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let shown = Memo::new(move |_| {
        class.detail.with(|detail| match detail {
            Some(Ok(detail)) if detail.provider_gone && !detail.canceled && !detail.over => {
                let edit = detail
                    .may_edit
                    .then(|| format!("/classes/{}/edit", detail.id));
                Some(((t.classes.nobody_teaches)(&detail.provider), edit))
            }
            _ => None,
        })
    });
    move || {
        shown.get().map(|(title, edit)| {
            let actions = ViewFn::from(move || {
                edit.clone()
                    .map(|href| view! { <ButtonLink href label=t.admin.reassign small=true/> })
            });
            view! { <Note kind=NoteKind::Need title=Some(format!("{title}.")) actions>{t.classes.give_to_somebody}</Note> }
        })
    }
}
