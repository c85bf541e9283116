//! One person: their role with the impact of another one, their calendar's state, their access.
//! Nobody's calendar can be seen here, and nobody can connect for somebody else.

use domain::id::{RoleId, UserId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{ADDRESS, calendar_badge};
use crate::api::roles::RoleImpact;
use crate::api::users::{
    ChangeUserRole, ReactivateUser, ResetSecondStep, SendResetLink, SignOutUser, UserDetail,
    get_user, get_user_role_impact,
};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::field::{Select, SelectOption};
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::page_head::{Crumb, Fact, PageHead};
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::error::AppError;
use crate::pages::admin::undo::{undo_form, use_admin_undo};
use crate::pages::frame::once_known;
use crate::pages::roles::impact::before_saving;
use crate::pages::trouble::{FormErrors, FormTrouble, Trouble};
use crate::text::{Texts, use_texts};

/// What the page can do.
#[derive(Clone, Copy)]
struct Actions {
    change: ServerAction<ChangeUserRole>,
    reactivate: ServerAction<ReactivateUser>,
    sign_out: ServerAction<SignOutUser>,
    reset: ServerAction<SendResetLink>,
    reset_code: ServerAction<ResetSecondStep>,
}

/// The person the address names.
pub fn user_of_address() -> Memo<Result<UserId, AppError>> {
    let params = use_params_map();
    Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse().ok())
            .ok_or(AppError::NotFound)
    })
}

/// `/admin/users/:id?role_id=…`
#[component]
pub fn UserScreen() -> impl IntoView {
    let t = use_texts();
    let id = user_of_address();
    let undo = use_admin_undo();
    let actions = Actions {
        change: ServerAction::new(),
        reactivate: ServerAction::new(),
        sign_out: ServerAction::new(),
        reset: ServerAction::new(),
        reset_code: ServerAction::new(),
    };
    let user = Resource::new(
        move || {
            (
                id.get(),
                actions.change.version().get()
                    + actions.reactivate.version().get()
                    + actions.sign_out.version().get()
                    + actions.reset_code.version().get()
                    + undo.version(),
            )
        },
        |(id, _)| async move { get_user(id?).await },
    );
    // Without script the choice is in the address.
    let asked = use_query_map().read_untracked().get("role_id");
    let chosen = RwSignal::new(asked.unwrap_or_default());
    let impact = Resource::new(
        move || {
            let role = chosen.read().parse::<RoleId>().ok()?;
            Some((id.get().ok()?, role, actions.change.version().get()))
        },
        |asked| async move {
            match asked {
                Some((id, role, _)) => Some(get_user_role_impact(id, role).await),
                None => None,
            }
        },
    );
    Effect::new(move |_| {
        if actions
            .change
            .value()
            .with(|answer| matches!(answer, Some(Ok(()))))
        {
            chosen.set(String::new());
            undo.saved.update(|n| *n += 1);
        }
    });
    view! {
        <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=6/> }>
            {
                let answer = once_known(move || user.get());
                move || answer.get().map(|answer| match answer {
                    Ok(user) => shown(t, user, actions, chosen, impact).into_any(),
                    Err(error) => view! {
                        <div class="page"><Trouble error on_retry=Callback::new(move |()| user.refetch())/></div>
                    }.into_any(),
                })
            }
        </Transition>
    }
}

type Impact = Resource<Option<Result<RoleImpact, AppError>>>;

fn shown(
    t: &'static Texts,
    user: UserDetail,
    actions: Actions,
    chosen: RwSignal<String>,
    impact: Impact,
) -> impl IntoView {
    let a = &t.admin;
    let query = use_query_map();
    let done = move || {
        let query = query.read();
        match (query.get("done").as_deref(), query.get("undone")) {
            (Some("signed_out"), _) => Some(a.signed_out_done),
            (Some("reset_sent"), _) => Some(a.reset_done),
            (Some("second_step_reset"), _) => Some(a.second_step_reset_done),
            (_, Some(_)) => Some(a.undone_role),
            _ => None,
        }
    };
    let status = if user.active { a.active } else { a.deactivated };
    let role = user.role.clone();
    view! {
        <Title text=user.name.clone()/>
        <PageHead
            title=user.name.clone()
            crumbs=vec![Crumb::new(ADDRESS, a.users)]
            facts=vec![
                Fact::with_icon(IconName::Mail, user.email.clone()),
                Fact::with_icon(IconName::Shield, user.role.clone()),
                Fact::plain(status),
            ]
            inline=true
        />
        <div class="page stack is-loose">
            {move || done().map(|words| view! { <Note kind=NoteKind::Ok after_action=true>{words}</Note> })}
            {(!user.within).then(|| view! { <Note kind=NoteKind::Quiet>{a.user_not_within}</Note> })}
            {(!user.active).then(|| deactivated(t, &user, actions))}
            <div class="page-columns">
                {role_part(t, &user, actions, chosen)}
                <aside aria-live="polite" aria-atomic="true">
                    <Transition><Preview impact name=role/></Transition>
                </aside>
            </div>
            {calendar_part(t, &user)}
            {user.active.then(|| access_part(t, &user, actions))}
        </div>
    }
}

/// What the chosen role does to their calendar.
#[component]
fn Preview(impact: Impact, name: String) -> impl IntoView {
    let t = use_texts();
    move || match impact.get().flatten() {
        Some(Ok(impact))
            if impact.given.is_empty() && impact.taken.is_empty() && impact.refused.is_none() =>
        {
            ().into_any()
        }
        Some(Ok(impact)) => before_saving(t, &name, impact),
        Some(Err(error)) => view! { <Trouble error/> }.into_any(),
        None => ().into_any(),
    }
}

fn role_part(
    t: &'static Texts,
    user: &UserDetail,
    actions: Actions,
    chosen: RwSignal<String>,
) -> impl IntoView + use<> {
    let a = &t.admin;
    let errors = FormErrors::of(actions.change);
    let undo = use_admin_undo();
    let here = format!("{ADDRESS}/{}", user.id);
    let value = chosen.with_untracked(|chosen| {
        if chosen.is_empty() {
            user.role_id.to_string()
        } else {
            chosen.clone()
        }
    });
    let options: Vec<SelectOption> = user
        .roles
        .iter()
        .filter(|role| role.within || role.id == user.role_id)
        .map(|role| SelectOption::new(role.id.to_string(), role.name.clone()))
        .collect();
    let take_back = user
        .last_change
        .as_ref()
        .filter(|change| change.own)
        .map(|change| undo_form(t, undo, change));
    let (id, version) = (user.id.to_string(), user.version.to_string());
    let may = user.within;
    view! {
        <section>
            <SectionHead title=a.their_role/>
            <Panel>
                <PanelPart>
                    {may.then(|| view! {
                        <ActionForm action=actions.change>
                            <div class="form">
                                <FormTrouble errors/>
                                <input type="hidden" name="id" value=id/>
                                <input type="hidden" name="version" value=version/>
                                <Select
                                    name="role_id"
                                    label=a.col_role
                                    options
                                    value
                                    error=errors.field("role_id")
                                    on_change=Callback::new(move |role| chosen.set(role))
                                />
                                <div class="form-actions">
                                    <button type="submit" class="button is-secondary without-script" formmethod="get" formaction=here>
                                        <span class="button-face"><span>{a.review_role}</span></span>
                                    </button>
                                    <Button
                                        label=a.change_role
                                        kind=ButtonKind::Primary
                                        busy=actions.change.pending()
                                        busy_label=Some(a.changing_role.to_owned())
                                    />
                                </div>
                            </div>
                        </ActionForm>
                    })}
                    {take_back}
                </PanelPart>
            </Panel>
        </section>
    }
}

fn calendar_part(t: &'static Texts, user: &UserDetail) -> impl IntoView + use<> {
    let a = &t.admin;
    let badge = calendar_badge(t, &user.calendar);
    let there = (!user.calendar.is_empty()).then(|| (a.calendar_events)(user.events));
    let stayed = (user.left_behind > 0).then(|| (t.roles.stayed_behind)(user.left_behind));
    view! {
        <section>
            <SectionHead title=a.their_calendar/>
            <Panel>
                <PanelPart>
                    <div class="cluster">{badge} {there}</div>
                    {stayed.map(|words| view! { <Note kind=NoteKind::Need>{words}</Note> })}
                </PanelPart>
            </Panel>
        </section>
    }
}

fn access_part(t: &'static Texts, user: &UserDetail, actions: Actions) -> impl IntoView + use<> {
    let a = &t.admin;
    let id = user.id.to_string();
    let (again, deactivate) = (id.clone(), format!("{ADDRESS}/{id}/deactivate"));
    let (may, is_viewer) = (user.within, user.is_viewer);
    let devices = (a.devices)(user.signed_in_devices);
    let with_code = user.second_step;
    let lost = (with_code && may && !is_viewer).then(|| id.clone());
    view! {
        <section>
            <SectionHead title=a.access/>
            <FormTrouble errors=FormErrors::of(actions.sign_out)/>
            <FormTrouble errors=FormErrors::of(actions.reset)/>
            <FormTrouble errors=FormErrors::of(actions.reset_code)/>
            <Panel>
                <PanelPart>
                    <div class="stack is-tight">
                    <p class="field-hint">{devices}</p>
                    {may.then(|| view! {
                        <div class="cluster">
                            <ActionForm action=actions.sign_out>
                                <input type="hidden" name="id" value=id/>
                                <Button label=a.sign_out_everywhere busy=actions.sign_out.pending()/>
                            </ActionForm>
                            <ActionForm action=actions.reset>
                                <input type="hidden" name="id" value=again/>
                                <Button label=a.send_reset busy=actions.reset.pending()/>
                            </ActionForm>
                            {(!is_viewer).then(|| view! {
                                <ButtonLink href=deactivate label=a.deactivate kind=ButtonKind::QuietDanger/>
                            })}
                        </div>
                    })}
                    </div>
                </PanelPart>
                {with_code.then(|| view! {
                    <PanelPart>
                        <div class="stack is-tight">
                            <p class="field-hint">{a.with_code}</p>
                            {lost.map(|id| view! {
                                <ActionForm action=actions.reset_code>
                                    <input type="hidden" name="id" value=id/>
                                    <Button label=a.reset_second_step busy=actions.reset_code.pending()/>
                                </ActionForm>
                                <p class="field-hint">{a.reset_second_step_hint}</p>
                            })}
                        </div>
                    </PanelPart>
                })}
            </Panel>
        </section>
    }
}

/// What a deactivation left to do, and the way back.
fn deactivated(t: &'static Texts, user: &UserDetail, actions: Actions) -> impl IntoView + use<> {
    let a = &t.admin;
    let need = (user.upcoming > 0).then(|| (a.need_somebody)(user.upcoming));
    let more = user.upcoming - i64::try_from(user.classes.len()).unwrap_or(0);
    let (id, version) = (user.id.to_string(), user.version.to_string());
    let may = user.within;
    let classes = user.classes.clone();
    view! {
        <FormTrouble errors=FormErrors::of(actions.reactivate)/>
        <Panel>
            <PanelPart>
                <p>{a.is_deactivated}</p>
                <p class="field-hint">{a.reactivate_hint}</p>
                {may.then(|| view! {
                    <ActionForm action=actions.reactivate>
                        <input type="hidden" name="id" value=id/>
                        <input type="hidden" name="version" value=version/>
                        <Button label=a.reactivate busy=actions.reactivate.pending()/>
                    </ActionForm>
                })}
            </PanelPart>
            {need.map(|need| view! {
                <PanelPart>
                    <Note kind=NoteKind::Stop>{need}</Note>
                    <ul class="stack is-tight">
                        {classes.into_iter().map(|class| {
                            let label = (a.reassign_class)(&class.class_type, &class.when);
                            view! {
                                <li class="spread">
                                    <span>{class.class_type} ", " {class.when}</span>
                                    <ButtonLink href=format!("/classes/{}/edit", class.id) label=a.reassign small=true aria_label=Some(label)/>
                                </li>
                            }
                        }).collect_view()}
                    </ul>
                    {(more > 0).then(|| view! { <p class="field-hint">{(a.classes_more)(more)}</p> })}
                </PanelPart>
            })}
        </Panel>
    }
}
