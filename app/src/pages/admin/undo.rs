//! The undo bar of Admin: what the viewer changed last, until it can no longer be taken back. The
//! server says how much time is left, so the bar survives a reload and every navigation.

use std::time::Duration;

use leptos::prelude::*;

use crate::api::roles::{Change, ChangeKind, PendingUndo, UndoRoleEdit, get_pending_undo};
use crate::api::users::UndoUserRole;
use crate::components::button::{Button, ButtonKind};
use crate::components::icon::IconName;
use crate::components::undo_bar::UndoBar;
use crate::error::AppError;
use crate::pages::frame::once_known;
use crate::pages::trouble::sentences::name_of;
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::{Texts, use_texts};

/// What the pages of Admin share about taking something back.
#[derive(Clone, Copy)]
pub struct AdminUndo {
    pub role: ServerAction<UndoRoleEdit>,
    pub user: ServerAction<UndoUserRole>,
    /// A page counts it up when it saved something that can be undone.
    pub saved: RwSignal<u32>,
}

impl AdminUndo {
    /// Puts it into the context of the pages below.
    pub fn provide() -> AdminUndo {
        let undo = AdminUndo {
            role: ServerAction::new(),
            user: ServerAction::new(),
            saved: RwSignal::new(0),
        };
        provide_context(undo);
        undo
    }

    /// What a resource has to look at to follow an undo.
    pub fn version(self) -> usize {
        self.role.version().get() + self.user.version().get()
    }
}

/// The shared state, for a page below `/admin`.
#[must_use]
pub fn use_admin_undo() -> AdminUndo {
    use_context::<AdminUndo>().expect("the frame of Admin provides it")
}

/// Asked once by the frame of Admin.
pub fn pending(undo: AdminUndo) -> Resource<Result<Option<PendingUndo>, AppError>> {
    Resource::new(
        move || (undo.version(), undo.saved.get()),
        |_| get_pending_undo(),
    )
}

/// The bar, when there is something to take back.
#[component]
pub fn PendingBar(pending: Resource<Result<Option<PendingUndo>, AppError>>) -> impl IntoView {
    let shown = once_known(move || pending.get().and_then(Result::ok).flatten());
    move || shown.get().map(|pending| view! { <Bar pending/> })
}

#[component]
fn Bar(pending: PendingUndo) -> impl IntoView {
    let t = use_texts();
    let undo = use_admin_undo();
    let PendingUndo {
        change,
        connections,
        events,
    } = pending;
    let window = change.window_seconds.max(1);
    let left = seconds_left(change.seconds_left);
    let still = Memo::new(move |_| left.get() > 0);
    let title = change_title(t, &change);
    let text = match (events, connections) {
        (_, 0) => t.roles.nobody_affected.to_owned(),
        (0, n) => (t.roles.connections_end)(n, &change.until),
        (events, n) => (t.roles.leave_at)(events, n, &change.until),
    };
    let countdown = Signal::derive(move || Some((t.roles.in_time)(&time_left(t, left.get()))));
    let share = Signal::derive(move || left.get() * 100 / window);
    let change = StoredValue::new(change);
    view! {
        <FormTrouble errors=FormErrors::of(undo.role)/>
        <FormTrouble errors=FormErrors::of(undo.user)/>
        {move || still.get().then(|| view! {
            <UndoBar title=title.clone() text=format!("{text},") countdown left=share>
                {undo_form(t, undo, &change.get_value())}
            </UndoBar>
        })}
    }
}

/// The form with the Undo button.
pub fn undo_form(t: &'static Texts, undo: AdminUndo, change: &Change) -> AnyView {
    let id = change.id.clone();
    let button = move |busy: Memo<bool>| {
        view! {
            <input type="hidden" name="edit" value=id/>
            <Button
                label=t.roles.undo
                kind=ButtonKind::Mark
                icon=IconName::Undo
                busy
                busy_label=Some(t.roles.undoing.to_owned())
            />
        }
    };
    match change.kind {
        ChangeKind::Role { .. } => view! {
            <ActionForm action=undo.role>{button(undo.role.pending())}</ActionForm>
        }
        .into_any(),
        ChangeKind::User { .. } => view! {
            <ActionForm action=undo.user>{button(undo.user.pending())}</ActionForm>
        }
        .into_any(),
    }
}

/// Counts down in the browser; the server renders what is left when it answers.
#[must_use]
pub fn seconds_left(start: i64) -> Signal<i64> {
    let left = RwSignal::new(start);
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
    left.into()
}

/// "9 min 41 s"
#[must_use]
pub fn time_left(t: &Texts, seconds: i64) -> String {
    (t.roles.minutes_seconds)(seconds / 60, seconds % 60)
}

/// "Calendar integration taken from Staff"
#[must_use]
pub fn change_title(t: &Texts, change: &Change) -> String {
    let r = &t.roles;
    match &change.kind {
        ChangeKind::User { name, role } => (r.has_role_now)(name, role),
        ChangeKind::Role { name, before } => {
            match (&change.given[..], &change.taken[..], before.as_str()) {
                ([], [taken], "") => (r.taken_from)(name_of(t, *taken), name),
                ([given], [], "") => (r.given_to)(name_of(t, *given), name),
                ([], [], before) => (r.renamed_to)(before, name),
                (given, taken, _) => {
                    let n = i64::try_from(given.len() + taken.len()).unwrap_or(i64::MAX);
                    (r.changes_to)(n, name)
                }
            }
        }
    }
}
