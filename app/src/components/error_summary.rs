//! What has to be corrected, at the top of a form after a failed submit. Takes the focus by itself.

use leptos::prelude::*;

use crate::text::use_texts;

/// One problem and the field it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The id of the field.
    pub field: String,
    /// The whole sentence, with the field's name when it helps.
    pub message: String,
}

impl FieldProblem {
    /// A problem of one field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// `role=alert` with a link to every field; renders nothing while there is no problem.
#[component]
pub fn ErrorSummary(
    /// The problems, in the order of the fields.
    #[prop(into)]
    problems: Signal<Vec<FieldProblem>>,
) -> impl IntoView {
    let t = use_texts();
    let frame = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if problems.with(|problems| !problems.is_empty())
            && let Some(frame) = frame.get()
        {
            // Losing the focus is a nuisance, not a failure.
            drop(frame.focus());
        }
    });
    let summary = move || {
        let problems = problems.get();
        (!problems.is_empty()).then(|| {
            let title =
                (t.widgets.things_to_correct)(i64::try_from(problems.len()).unwrap_or(i64::MAX));
            view! {
                <div class="error-summary" role="alert" tabindex="-1" node_ref=frame>
                    <p class="error-summary-title">{title}</p>
                    <ul>
                        {problems.into_iter().map(|problem| view! {
                            <li><a href=format!("#{}", problem.field)>{problem.message}</a></li>
                        }).collect_view()}
                    </ul>
                </div>
            }
        })
    };
    summary.into_any()
}
