//! The cases that are no longer on the roster, with the way back.

use domain::id::ClassId;
use leptos::prelude::*;

use super::use_this_class;
use crate::api::classes::RemovedRow;
use crate::components::button::{Button, ButtonKind};
use crate::components::icon::{Icon, IconName};
use crate::text::use_texts;

/// "2 cases were removed earlier", folded, each with *Book again*.
#[component]
pub fn Removed(
    /// The class.
    class_id: ClassId,
    /// Who was removed.
    rows: Vec<RemovedRow>,
    /// The viewer may book.
    may_book: bool,
) -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let title = (t.classes.removed_earlier)(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    view! {
        <details class="disclosure">
            <summary><Icon name=IconName::ChevronRight/>{title}</summary>
            <ul class="stack is-tight">
                {rows.into_iter().map(|row| {
                    let erased = row.name.is_empty();
                    let row = RemovedRow {
                        name: if erased { t.cases.erased_case.to_owned() } else { row.name },
                        ..row
                    };
                    let class_id = class_id.to_string();
                    let reason = (!row.reason.is_empty()).then(|| format!(" · {}", row.reason));
                    view! {
                        <li class="cluster">
                            <span class="cell-main">{row.name.clone()}</span>
                            <span class="field-hint">
                                {(t.classes.removed_by)(&row.removed_at, &row.removed_by)}{reason}
                            </span>
                            {(may_book && !erased).then(|| view! {
                                <ActionForm action=class.book>
                                    <input type="hidden" name="class_id" value=class_id/>
                                    <input type="hidden" name="case" value=row.case_id.to_string()/>
                                    <Button
                                        label=t.classes.book_again
                                        kind=ButtonKind::Quiet
                                        small=true
                                        aria_label=Some((t.classes.book_case_again)(&row.name))
                                    />
                                </ActionForm>
                            })}
                        </li>
                    }
                }).collect_view()}
            </ul>
        </details>
    }
}
