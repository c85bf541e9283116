//! Two people edited one role: whoever saved second is shown what the other changed, and decides.
//! Nothing is overwritten by itself.

use domain::id::RoleId;
use domain::permission::Permission;
use leptos::prelude::*;

use crate::api::roles::{RoleEdit, get_role_edits};
use crate::components::icon::{Icon, IconName};
use crate::components::note::{Note, NoteKind};
use crate::error::AppError;
use crate::pages::trouble::sentences::{Asked, name_of, sentence};
use crate::text::Texts;

/// The edits since a version, asked only when somebody came too late.
pub fn edits_since(
    asked: impl Fn() -> Option<(RoleId, i64)> + Send + Sync + 'static,
) -> Resource<Result<Vec<RoleEdit>, AppError>> {
    Resource::new(asked, |asked| async move {
        match asked {
            Some((id, since)) => get_role_edits(id, since).await,
            None => Ok(Vec::new()),
        }
    })
}

/// The sentence, what changed, and the button to save all the same.
pub fn stale_note(
    t: &'static Texts,
    error: &AppError,
    edits: Vec<RoleEdit>,
    save_mine: ViewFn,
) -> AnyView {
    let text = sentence(t, error, Asked::ToChange);
    let lines: Vec<String> = edits.iter().flat_map(|edit| lines(t, edit)).collect();
    let actions = ViewFn::from(move || save_mine.run());
    view! {
        <Note kind=NoteKind::Need after_action=true actions>
            {text}
            <details class="disclosure">
                <summary><Icon name=IconName::ChevronRight/>{t.errors.show_what_changed}</summary>
                <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            </details>
        </Note>
    }
    .into_any()
}

fn lines(t: &Texts, edit: &RoleEdit) -> Vec<String> {
    let r = &t.roles;
    let names = |permissions: &[Permission]| {
        let names: Vec<_> = permissions.iter().map(|p| name_of(t, *p)).collect();
        names.join(", ")
    };
    let mut lines = Vec::new();
    if !edit.given.is_empty() {
        lines.push((r.edit_gave)(&edit.by, &edit.at, &names(&edit.given)));
    }
    if !edit.taken.is_empty() {
        lines.push((r.edit_took)(&edit.by, &edit.at, &names(&edit.taken)));
    }
    if !edit.renamed.is_empty() {
        lines.push((r.edit_renamed)(&edit.by, &edit.at, &edit.renamed));
    }
    lines
}
