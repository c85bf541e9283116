//! What a person reads when something did not work: one error becomes one sentence, everywhere.
//!
//! A page shows [`Trouble`] where a resource failed, and [`FormTrouble`] above a form; the fields of
//! that form ask [`FormErrors::field`]. A form posted without script comes back with the same error
//! in its action, so nothing here knows how it was sent.

use domain::permission::Permission;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_location;

use crate::components::empty_state::LoadFailed;
use crate::components::error_summary::{ErrorSummary, FieldProblem as SummaryLine};
use crate::components::note::{Note, NoteKind};
use crate::error::{AppError, Problem};
use crate::text::{Texts, use_texts};

/// Whether the error stands in the place of a page's content, or answers something that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    ToSee,
    ToChange,
}

/// The sentence of an error.
#[must_use]
pub fn sentence(t: &Texts, error: &AppError, asked: Asked) -> String {
    match error {
        AppError::SignedOut => t.errors.session_over.to_owned(),
        AppError::NotAllowed { permission } => {
            let name = permission_name(t, permission);
            match asked {
                Asked::ToSee => (t.errors.role_lacks)(name),
                Asked::ToChange => (t.errors.role_no_longer)(name),
            }
        }
        AppError::NotFound => t.errors.nothing_here.to_owned(),
        AppError::Invalid(problems) => problems
            .iter()
            .map(|p| problem_sentence(t, &p.field, &p.problem))
            .collect::<Vec<_>>()
            .join(" "),
        AppError::Refused(problem) => problem_sentence(t, "", problem),
        AppError::Stale { by, at } => (t.errors.stale)(by, at),
        AppError::TooMany { again_at } => (t.errors.too_many_attempts)(again_at),
        AppError::Broke { reference } => (t.errors.broke)(reference),
        AppError::Unreachable => t.errors.not_reachable.to_owned(),
    }
}

/// The sentence of one problem; `field` names the field as the form does, or is empty.
#[must_use]
pub fn problem_sentence(t: &Texts, field: &str, problem: &Problem) -> String {
    let e = &t.errors;
    match problem {
        Problem::Required => (e.required)(last_part(field)),
        Problem::TooLong { max } => (e.too_long)(*max),
        Problem::TooShort { min } => (e.too_short)(*min),
        Problem::OutOfRange { min, max } => (e.out_of_range)(*min, *max),
        Problem::NotADate => e.not_a_date.to_owned(),
        Problem::NotATime => e.not_a_time.to_owned(),
        Problem::NotAnEmail => e.not_an_email.to_owned(),
        Problem::NotATimeZone => e.not_a_zone.to_owned(),
        Problem::NotAChoice => e.not_a_choice.to_owned(),
        Problem::AlreadyUsed => e.already_used.to_owned(),
        Problem::BadAlias => e.points_to_person.to_owned(),
        Problem::EndBeforeStart => e.end_before_start.to_owned(),
        Problem::InThePast => e.in_the_past.to_owned(),
        Problem::TimeDoesNotExist {
            time,
            site,
            date,
            from,
            to,
        } => (e.does_not_exist)(time, site, date, from, to),
        Problem::TimeHappensTwice { time, date, .. } => (e.happens_twice)(time, date),
        Problem::CredentialsDoNotMatch => e.no_match.to_owned(),
        Problem::Deactivated => e.not_active.to_owned(),
        Problem::LinkExpired => e.link_expired.to_owned(),
        Problem::LinkUsed => e.link_used.to_owned(),
        Problem::WrongPassword => e.wrong_password.to_owned(),
        Problem::ClassFull { taken, capacity } => (e.class_full)(*taken, *capacity),
        Problem::AlreadyInClass { reference } => (e.already_booked)(reference),
        Problem::BookedElsewhere { reference, class } => (e.booked_elsewhere)(reference, class),
        Problem::NotInClass => e.not_in_class.to_owned(),
        Problem::ProviderBusy {
            provider,
            class,
            when,
        } => (e.double_booked)(provider, class, when),
        Problem::RoomTaken { room } => (e.room_taken)(room),
        Problem::ClassStarted => e.class_started.to_owned(),
        Problem::ClassOver => e.class_over.to_owned(),
        Problem::ClassCanceled => e.class_canceled.to_owned(),
        Problem::NotConnected => e.not_connected.to_owned(),
        Problem::AlreadyConnected => e.already_connected.to_owned(),
        Problem::BelowBooked { booked } => (e.below_booked)(*booked),
    }
}

/// `form[capacity]` is the field `capacity`.
fn last_part(field: &str) -> &str {
    let field = field.strip_suffix(']').unwrap_or(field);
    field.rsplit(['[', '.']).next().unwrap_or(field)
}

/// A permission as the role editor names it.
fn permission_name(t: &Texts, permission: &str) -> &'static str {
    let r = &t.roles;
    match Permission::parse(permission) {
        Some(Permission::CalendarConnect) => r.calendar_integration,
        Some(Permission::CalendarManage) => r.manage_integration,
        Some(Permission::ClassesOwn) => r.own_classes,
        Some(Permission::ClassesManage) => r.all_classes,
        Some(Permission::CasesManage) => r.cases,
        Some(Permission::RolesManage) => r.roles,
        Some(Permission::UsersManage) => r.users,
        Some(Permission::SettingsManage) => r.settings,
        Some(Permission::AuditView) => r.audit,
        None => "",
    }
}

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

/// Above the fields of a form: a summary that links to the fields, or the one sentence of an error
/// that belongs to no field. Renders nothing while all is well.
#[component]
pub fn FormTrouble(
    /// The form's errors.
    errors: FormErrors,
    /// What stands before a field's name in its id, when the page has several such forms.
    #[prop(optional)]
    id_prefix: &'static str,
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
        {move || single().map(|(text, signed_out)| view! {
            <div role="alert" tabindex="-1" node_ref=alert>
                <Note kind=NoteKind::Stop>
                    {text}
                    {signed_out.then(|| view! { " " <a href="/sign-in" target="_blank">{t.errors.sign_in_again}</a> })}
                </Note>
            </div>
        })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EN;

    #[test]
    fn a_field_inside_a_struct_is_found_by_its_own_name() {
        assert_eq!(last_part("form[capacity]"), "capacity");
        assert_eq!(last_part("form.capacity"), "capacity");
        assert_eq!(last_part("email"), "email");
    }

    #[test]
    fn a_missing_permission_reads_differently_for_a_page_and_for_an_action() {
        let error = AppError::NotAllowed {
            permission: "calendar.connect".to_owned(),
        };
        assert_eq!(
            sentence(&EN, &error, Asked::ToSee),
            "Your role does not include this. Ask an administrator for “Calendar integration”."
        );
        assert_eq!(
            sentence(&EN, &error, Asked::ToChange),
            "Nothing was changed: your role no longer includes “Calendar integration”."
        );
    }

    #[test]
    fn signing_in_leads_back_with_the_query() {
        assert_eq!(
            sign_in_address("/classes", "?date=2026-11-16"),
            "/sign-in?return_to=%2Fclasses%3Fdate%3D2026-11-16"
        );
    }
}
