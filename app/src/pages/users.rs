//! Admin › Users: everybody, with invitations among them, found, filtered and a page at a time.

pub mod deactivate;
pub mod invite;
pub mod user;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use leptos_router::location::Url;

use super::trouble::{FormErrors, FormTrouble, Trouble};
use crate::api::users::{UserFilter, UserPage, UserRow, UserStatus, WithdrawInvitation, get_users};
use crate::components::badge::{Badge, Tone};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::choice::Checkbox;
use crate::components::empty_state::EmptyState;
use crate::components::field::{Select, SelectOption, TextInput};
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::page_head::PageHead;
use crate::components::pager::Pager;
use crate::components::panel::Panel;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::text::{Texts, use_texts};

/// Where the list is.
pub const ADDRESS: &str = "/admin/users";

/// `/admin/users`
#[component]
pub fn UsersPage() -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let query = use_query_map();
    let withdraw = ServerAction::<WithdrawInvitation>::new();
    let filter = Memo::new(move |_| {
        let query = query.read();
        UserFilter {
            query: query.get("q").unwrap_or_default(),
            role: query.get("role").unwrap_or_default(),
            state: query.get("state").unwrap_or_default(),
            deactivated: query.get("deactivated").is_some(),
            page: query
                .get("page")
                .and_then(|page| page.parse().ok())
                .unwrap_or(1),
        }
    });
    let invited = move || {
        query
            .read()
            .get("invited")
            .and_then(|n| n.parse::<i64>().ok())
    };
    let users = Resource::new(
        move || (filter.get(), withdraw.version().get()),
        |(filter, _)| get_users(filter),
    );
    let actions = ViewFn::from(move || {
        view! { <ButtonLink href="/admin/users/import" label=t.imports.import_file/> <ButtonLink href="/admin/users/invite" label=a.invite_people kind=ButtonKind::Primary icon=IconName::Plus/> }
    });
    view! {
        <Title text=a.users/>
        <PageHead title=a.users actions inline=true/>
        <div class="page stack">
            {move || invited().map(|n| view! {
                <Note kind=NoteKind::Ok after_action=true>{(a.invited_now)(n)}</Note>
            })}
            <FormTrouble errors=FormErrors::of(withdraw)/>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=8/> }>
                {move || {
                    let filter = filter.get();
                    Suspend::new(async move {
                        match users.await {
                            Ok(page) => found(t, filter, page, withdraw).into_any(),
                            Err(error) => view! {
                                <Trouble error on_retry=Callback::new(move |()| users.refetch())/>
                            }.into_any(),
                        }
                    })
                }}
            </Transition>
        </div>
    }
}

fn found(
    t: &'static Texts,
    filter: UserFilter,
    page: UserPage,
    withdraw: ServerAction<WithdrawInvitation>,
) -> impl IntoView {
    let a = &t.admin;
    let alone = page.total <= 1
        && filter
            == UserFilter {
                page: 1,
                ..UserFilter::default()
            };
    let empty = page.users.is_empty();
    let foot = foot(t, &filter, &page);
    let rows = page.users;
    view! {
        {filters(t, filter, page.roles.into_iter().map(|role| SelectOption::new(role.id.to_string(), role.name)).collect())}
        {if empty {
            view! { <EmptyState icon=IconName::Search title=a.no_users_found text=a.no_users_found_text/> }.into_any()
        } else {
            view! {
                <Panel>
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{a.col_person}</th>
                                <th scope="col">{a.col_role}</th>
                                <th scope="col">{a.col_calendar}</th>
                                <th scope="col">{a.col_last_signed_in}</th>
                                <th scope="col">{a.col_status}</th>
                            </tr>
                        </thead>
                        <tbody>{rows.into_iter().map(|row| line(t, row, withdraw)).collect_view()}</tbody>
                    </table>
                    {foot}
                </Panel>
            }.into_any()
        }}
        {alone.then(|| view! {
            <EmptyState icon=IconName::People title=a.only_you text=a.only_you_text>
                <ButtonLink href="/admin/users/invite" label=a.invite_people/>
            </EmptyState>
        })}
    }
}

fn filters(t: &'static Texts, filter: UserFilter, roles: Vec<SelectOption>) -> impl IntoView {
    let a = &t.admin;
    let roles: Vec<SelectOption> = [SelectOption::new("", a.any_role)]
        .into_iter()
        .chain(roles)
        .collect();
    let states = vec![
        SelectOption::new("", a.any_state),
        SelectOption::new("active", a.active),
        SelectOption::new("invited", a.invited),
        SelectOption::new("deactivated", a.deactivated),
    ];
    view! {
        <Form method="GET" action=ADDRESS attr:role="search">
            <div class="filters">
                <TextInput name="q" label=a.find_users kind="search" value=filter.query/>
                <Select name="role" label=a.filter_role options=roles value=filter.role/>
                <Select name="state" label=a.filter_state options=states value=filter.state/>
                <Checkbox name="deactivated" label=a.include_deactivated checked=filter.deactivated/>
                <Button label=a.find/>
            </div>
        </Form>
    }
}

fn line(
    t: &'static Texts,
    row: UserRow,
    withdraw: ServerAction<WithdrawInvitation>,
) -> impl IntoView {
    let a = &t.admin;
    let invited = row.status == UserStatus::Invited;
    let status = match row.status {
        UserStatus::Active => a.active,
        UserStatus::Invited => a.invited,
        UserStatus::Deactivated => a.deactivated,
    };
    let last = if row.last_signed_in.is_empty() {
        a.never.to_owned()
    } else {
        row.last_signed_in
    };
    let label = (a.withdraw_from)(&row.email);
    let id = row.id.clone();
    view! {
        <tr>
            <td>
                {if invited {
                    view! { <span class="cell-main">{row.email}</span> }.into_any()
                } else {
                    view! {
                        <a href=format!("{ADDRESS}/{}", row.id)>{row.name}</a>
                        <span class="cell-sub">{row.email}</span>
                    }.into_any()
                }}
            </td>
            <td>{row.role}</td>
            <td>{if invited { ().into_any() } else { calendar_badge(t, &row.calendar) }}</td>
            <td data-label=a.col_last_signed_in>{last}</td>
            <td>
                <div class="cell-spread">
                    <span>{status}</span>
                    {invited.then(|| view! {
                        <ActionForm action=withdraw>
                            <input type="hidden" name="invitation" value=id/>
                            <Button label=a.withdraw kind=ButtonKind::Quiet small=true aria_label=Some(label)/>
                        </ActionForm>
                    })}
                </div>
            </td>
        </tr>
    }
}

fn foot(t: &'static Texts, filter: &UserFilter, page: &UserPage) -> AnyView {
    let a = &t.admin;
    let filter = filter.clone();
    let address = |page: i64| {
        let deactivated = if filter.deactivated {
            "&deactivated=true"
        } else {
            ""
        };
        format!(
            "{ADDRESS}?q={}&role={}&state={}{deactivated}&page={page}",
            Url::escape(&filter.query),
            Url::escape(&filter.role),
            Url::escape(&filter.state),
        )
    };
    view! {
        <div class="table-foot">
            <span>{(a.users_count)(page.total)}</span>
            <Pager page=page.page pages=page.pages address/>
        </div>
    }
    .into_any()
}

/// A connection's state as a badge; a dash of words when there is none.
pub fn calendar_badge(t: &'static Texts, state: &str) -> AnyView {
    let w = &t.widgets;
    let (tone, icon, text) = match state {
        "active" => (Tone::Ok, IconName::Check, w.connected),
        "needs_reconnect" => (Tone::Need, IconName::Alert, w.needs_reconnecting),
        "needs_consent" => (Tone::Need, IconName::Lock, w.needs_permission),
        "mailbox_unusable" => (Tone::Need, IconName::Search, w.calendar_missing),
        "paused" => (Tone::Idle, IconName::Pause, w.paused_by_policy),
        "leaving" => (Tone::Move, IconName::Minus, w.disconnecting),
        _ => return t.admin.no_calendar.into_any(),
    };
    view! { <Badge tone icon text/> }.into_any()
}
