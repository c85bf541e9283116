//! What a person reads when something did not work: one error becomes one sentence, everywhere.
//!
//! A page shows [`Trouble`] where a resource failed, and [`FormTrouble`] above a form; the fields of
//! that form ask [`FormErrors::field`]. A form posted without script comes back with the same error
//! in its action, so nothing here knows how it was sent.

pub mod sentences;

use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::hooks::use_location;

use self::sentences::{Asked, last_part, problem_sentence, sentence};
use crate::components::button::Button;
use crate::components::empty_state::LoadFailed;
use crate::components::error_summary::{ErrorSummary, FieldProblem as SummaryLine};
use crate::components::icon::{Icon, IconName};
use crate::components::note::{Note, NoteKind};
use crate::error::{AppError, Problem};
use crate::text::use_texts;

/// Stands where a part of a page would be that could not be loaded. The rest of the page stays.
///
/// What a person cannot change by trying again is a sentence; everything else offers *Try again*.
/// It also tells the server which status the page has.
#[component]
pub fn Trouble(
    /// What went wrong.
    error: AppError,
    /// Loads the part again; without script the page is loaded again.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let t = use_texts();
    crate::shell::set_status(error.status());
    match error {
        AppError::Unreachable => match on_retry {
            Some(on_retry) => view! { <LoadFailed on_retry/> }.into_any(),
            None => view! { <LoadFailed/> }.into_any(),
        },
        AppError::Broke { .. } => {
            let text = sentence(t, &error, Asked::ToSee);
            match on_retry {
                Some(on_retry) => view! { <LoadFailed text on_retry/> }.into_any(),
                None => view! { <LoadFailed text/> }.into_any(),
            }
        }
        AppError::SignedOut => {
            let location = use_location();
            let here = sign_in_address(&location.pathname.get(), &location.search.get());
            let href = format!("{here}&why=session_over");
            view! {
                <Note kind=NoteKind::Need>
                    {t.sign_in.session_over} " "
                    <a href=href>{t.errors.sign_in_again}</a>
                </Note>
            }
            .into_any()
        }
        _ => {
            let text = sentence(t, &error, Asked::ToSee);
            view! { <Note kind=NoteKind::Quiet>{text}</Note> }.into_any()
        }
    }
}

/// The sign-in page that leads back to `path` afterwards.
#[must_use]
pub fn sign_in_address(path: &str, search: &str) -> String {
    let search = search.trim_start_matches('?');
    let back = if search.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{search}")
    };
    format!(
        "/sign-in?return_to={}",
        leptos_router::location::Url::escape(&back)
    )
}

/// What the last submit of a form answered, if it was an error.
///
/// `let errors = FormErrors::of(save);` then `<FormTrouble errors/>` above the fields and
/// `error=errors.field("name")` at each of them.
#[derive(Clone, Copy)]
pub struct FormErrors {
    error: Signal<Option<AppError>>,
}

impl FormErrors {
    /// The errors of one action.
    #[must_use]
    pub fn of<S>(action: ServerAction<S>) -> Self
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        let value = action.value();
        Self {
            error: Signal::derive(move || {
                value.with(|answer| match answer {
                    Some(Err(error)) => Some(error.clone()),
                    _ => None,
                })
            }),
        }
    }

    /// The errors of a form that is always posted whole, such as an upload.
    #[must_use]
    pub fn of_posted<S: ServerFn<Error = AppError>>() -> Self {
        let error = use_context::<ServerActionError>()
            .filter(|posted| posted.path() == S::PATH)
            .map(|posted| ServerFnUrlError::<AppError>::decode_err(posted.err()));
        Self {
            error: Signal::stored(error),
        }
    }

    /// The whole error.
    #[must_use]
    pub fn error(self) -> Signal<Option<AppError>> {
        self.error
    }

    /// The sentence for one field, named as the form or the server names it (`capacity` also finds
    /// `form[capacity]`).
    #[must_use]
    pub fn field(self, name: &'static str) -> Signal<Option<String>> {
        let t = use_texts();
        Signal::derive(move || {
            self.error.with(|error| match error {
                Some(AppError::Invalid(problems)) => problems
                    .iter()
                    .find(|p| last_part(&p.field) == last_part(name))
                    .map(|p| problem_sentence(t, &p.field, &p.problem)),
                _ => None,
            })
        })
    }

    /// The problem of one field, where a form offers more than a sentence (a choice of two times).
    #[must_use]
    pub fn problem(self, name: &'static str) -> Signal<Option<Problem>> {
        Signal::derive(move || {
            self.error.with(|error| match error {
                Some(AppError::Invalid(problems)) => problems
                    .iter()
                    .find(|p| last_part(&p.field) == last_part(name))
                    .map(|p| p.problem.clone()),
                _ => None,
            })
        })
    }
}

/// [`FormErrors::field`] for one field of one action.
#[must_use]
pub fn problem_of<S>(action: ServerAction<S>, field: &'static str) -> Signal<Option<String>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    FormErrors::of(action).field(field)
}

/// What somebody else saved while a form was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theirs {
    /// What saving all the same would replace.
    pub version: i64,
    /// A line for each field that is not as it is here.
    pub lines: Vec<String>,
}

/// Counts the submits of a form that came too late; `None` while the last one did not.
#[must_use]
pub fn came_too_late<S>(action: ServerAction<S>) -> Memo<Option<usize>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    Memo::new(move |_| {
        let late = action
            .value()
            .with(|answer| matches!(answer, Some(Err(AppError::Stale { .. }))));
        late.then(|| action.version().get())
    })
}

/// Above the fields of a form: a summary that links to the fields, or the one sentence of an error
/// that belongs to no field. Renders nothing while all is well.
#[component]
pub fn FormTrouble(
    /// The form's errors.
    errors: FormErrors,
    /// What stands before a field's name in its id, when the page has several such forms.
    #[prop(optional)]
    id_prefix: &'static str,
    /// Where two people can edit: what is there now, and *Save mine anyway*, which sends `version`.
    #[prop(optional, into)]
    theirs: Signal<Option<Theirs>>,
) -> impl IntoView {
    let t = use_texts();
    let problems = Signal::derive(move || {
        errors.error.with(|error| match error {
            Some(AppError::Invalid(problems)) => problems
                .iter()
                .filter(|p| !p.field.is_empty())
                .map(|p| {
                    SummaryLine::new(
                        format!("{id_prefix}{}", last_part(&p.field)),
                        problem_sentence(t, &p.field, &p.problem),
                    )
                })
                .collect(),
            _ => Vec::new(),
        })
    });
    let single = move || {
        errors.error.with(|error| match error {
            Some(AppError::Invalid(problems)) if problems.iter().all(|p| !p.field.is_empty()) => {
                None
            }
            Some(error) => Some((
                sentence(t, error, Asked::ToChange),
                matches!(error, AppError::SignedOut),
                matches!(error, AppError::Stale { .. }),
            )),
            None => None,
        })
    };
    // As the summary does: whoever sent the form hears first what became of it.
    let alert = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if errors.error.with(Option::is_some)
            && let Some(alert) = alert.get()
        {
            // Losing the focus is a nuisance, not a failure.
            drop(alert.focus());
        }
    });
    view! {
        <ErrorSummary problems/>
        {move || single().map(|(text, signed_out, late)| view! {
            <div role="alert" tabindex="-1" node_ref=alert>
                <Note kind=if late { NoteKind::Need } else { NoteKind::Stop }>
                    {text}
                    {move || theirs.get().filter(|_| late).map(|theirs| view! { <Choose theirs/> })}
                    {signed_out.then(|| view! { " " <a href="/sign-in" target="_blank">{t.errors.sign_in_again}</a> })}
                </Note>
            </div>
        })}
    }
}

/// "Show what changed", "Save mine anyway".
#[component]
fn Choose(theirs: Theirs) -> impl IntoView {
    let t = use_texts();
    let same = theirs.lines.is_empty();
    view! {
        <details class="disclosure">
            <summary><Icon name=IconName::ChevronRight/>{t.errors.show_what_changed}</summary>
            {if same {
                view! { <p>{t.errors.same_now}</p> }.into_any()
            } else {
                view! { <ul>{theirs.lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }.into_any()
            }}
        </details>
        <div class="note-actions">
            <Button
                label=t.errors.save_mine
                small=true
                name=Some("version".to_owned())
                value=Some(theirs.version.to_string())
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::sign_in_address;

    #[test]
    fn signing_in_leads_back_with_the_query() {
        assert_eq!(
            sign_in_address("/classes", "?date=2026-11-16"),
            "/sign-in?return_to=%2Fclasses%3Fdate%3D2026%2D11%2D16"
        );
    }
}
