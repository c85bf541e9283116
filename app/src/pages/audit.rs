//! Admin › Audit: who did what. Codes become words here; a code without words is shown as it is.

pub mod mails;
pub mod period;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::period::{Pager, PeriodForm, period_address};
use super::trouble::Trouble;
use crate::api::audit::{AREAS, AuditFilter, AuditPage, get_audit};
use crate::components::empty_state::EmptyState;
use crate::components::field::{Select, SelectOption};
use crate::components::icon::IconName;
use crate::components::page_head::PageHead;
use crate::components::panel::Panel;
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::components::tabs::{Tab, Tabs};
use crate::text::{Texts, use_texts};

const ADDRESS: &str = "/admin/audit";

/// The head of both pages.
#[component]
pub fn AuditHead(
    /// The path shown.
    path: &'static str,
    /// One sentence.
    lead: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let tabs = ViewFn::from(move || {
        let tabs = [
            (ADDRESS, t.audit.tab_events),
            ("/admin/audit/email", t.audit.tab_mail),
        ]
        .into_iter()
        .map(|(href, label)| Tab::new(href, label, href == path))
        .collect();
        view! { <Tabs label=t.admin.audit tabs/> }
    });
    view! { <PageHead title=t.admin.audit below=ViewFn::from(move || lead) tabs inline=true/> }
}

/// `/admin/audit`
#[component]
pub fn AuditScreen() -> impl IntoView {
    let t = use_texts();
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| AuditFilter {
            q: query.get("q").unwrap_or_default(),
            from: query.get("from").unwrap_or_default(),
            until: query.get("until").unwrap_or_default(),
            area: query.get("area").unwrap_or_default(),
            page: query
                .get("page")
                .and_then(|page| page.parse().ok())
                .unwrap_or(1),
        })
    });
    let events = Resource::new_blocking(move || filter.get(), get_audit);
    view! {
        <Title text=t.admin.audit/>
        <AuditHead path=ADDRESS lead=t.audit.audit_lead/>
        <div class="stack is-loose">
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=8/> }>
                {move || Suspend::new(async move {
                    let filter = filter.get_untracked();
                    match events.await {
                        Ok(page) => view! { <Events page filter/> }.into_any(),
                        Err(error) => view! {
                            <PeriodForm action=ADDRESS from=filter.from until=filter.until q=filter.q/>
                            <Trouble error on_retry=Callback::new(move |()| events.refetch())/>
                        }
                        .into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Events(page: AuditPage, filter: AuditFilter) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let (from, until) = (page.from, page.until);
    let AuditFilter { q, area, .. } = filter;
    let extra = [("q", q.as_str()), ("area", area.as_str())];
    let file = period_address("/admin/audit.csv", &from, &until, &extra, 1);
    let previous =
        (page.page > 1).then(|| period_address(ADDRESS, &from, &until, &extra, page.page - 1));
    let next = page
        .more
        .then(|| period_address(ADDRESS, &from, &until, &extra, page.page + 1));
    let areas: Vec<SelectOption> = std::iter::once("")
        .chain(AREAS)
        .map(|code| SelectOption::new(code, area_words(t, code)))
        .collect();
    let none = page.rows.is_empty();
    view! {
        <PeriodForm action=ADDRESS from until q=q.clone()>
            <Select name="area" label=t.audit.about options=Signal::stored(areas) value=Signal::stored(area)/>
        </PeriodForm>
        {if none {
            view! {
                <EmptyState icon=IconName::Clock title=a.nothing_in_period text=a.nothing_in_period_text/>
            }
            .into_any()
        } else {
            view! {
                <Panel>
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{a.col_when}</th>
                                <th scope="col">{a.col_who}</th>
                                <th scope="col">{a.col_did}</th>
                                <th scope="col">{a.col_to}</th>
                                <th scope="col">{t.audit.col_detail}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {page.rows.into_iter().map(|row| {
                                let who = if row.who.is_empty() { t.audit.system.to_owned() } else { row.who };
                                let did = action_words(t, &row.action).map_or(row.action, str::to_owned);
                                let to = match row.class_id {
                                    Some(id) => view! { <a href=format!("/classes/{id}")>{row.to}</a> }.into_any(),
                                    None => row.to.into_any(),
                                };
                                view! {
                                    <tr>
                                        <td class="is-when">{row.at}</td>
                                        <td>{who}</td>
                                        <td>{did}</td>
                                        <td>{to}</td>
                                        <td><span class="hint">{row.detail}</span></td>
                                    </tr>
                                }
                            }).collect_view()}
                        </tbody>
                    </table>
                    <Pager previous next file/>
                </Panel>
            }
            .into_any()
        }}
    }
}

fn area_words(t: &Texts, code: &str) -> &'static str {
    let a = &t.audit;
    match code {
        "sign_in" => a.area_sign_in,
        "calendar" => a.area_calendar,
        "class" => a.area_class,
        "roster" => a.area_roster,
        "case" => a.area_case,
        "user" => a.area_user,
        "role" => a.area_role,
        "settings" => a.area_settings,
        _ => a.everything,
    }
}

/// What was done, in words; `None` = a code this page has no words for yet.
/// The words of an audited action; every code the server writes has some.
pub fn action_words(t: &Texts, code: &str) -> Option<&'static str> {
    let a = &t.audit;
    Some(match code {
        "signed_in" => a.signed_in,
        "signed_out" => a.signed_out,
        "signed_out_everywhere_else" => a.signed_out_elsewhere,
        "sign_in_refused" => a.sign_in_refused,
        "sign_in_code_refused" => a.second_step_refused,
        "sign_in_code_on" => a.second_step_on,
        "sign_in_code_off" => a.second_step_off,
        "sign_in_code_reset" => a.second_step_reset,
        "sign_in_recovery_used" => a.recovery_used,
        "sign_in_recovery_new" => a.recovery_new,
        "password_reset_requested" => a.reset_asked,
        "password_reset" => a.password_reset,
        "password_changed" => a.password_changed,
        "profile_saved" => a.profile_saved,
        "organization_set_up" => a.set_up,
        "invitation_accepted" => a.invitation_accepted,
        "calendar.connect" => a.connected,
        "calendar.connect_refused" => a.connect_refused,
        "calendar.reconnect" => a.reconnected,
        "calendar.disconnect" => a.disconnect,
        "calendar.disconnected_by_admin" => a.disconnected_by_admin,
        "calendar.disconnected" => a.disconnected,
        "calendar.state" => a.calendar_state,
        "calendar.paused" => a.calendar_paused,
        "calendar.resumed" => a.calendar_resumed,
        "calendar.leaving" => a.calendar_leaving,
        "approval.asked" => a.approval_asked,
        "approval.link_made" => a.approval_link,
        "approval.sent" => a.approval_sent,
        "approval.unverified" => a.approval_unverified,
        "approval.confirmed" => a.approval_confirmed,
        "approval.refused" => a.approval_refused,
        "feed.made" => a.feed_made,
        "feed.ended" => a.feed_ended,
        "class.offered" => a.class_offered,
        "class.edited" => a.class_edited,
        "class.moved" => a.class_moved,
        "class.reassigned" => a.class_reassigned,
        "class.canceled" => a.class_canceled,
        "class.uncanceled" => a.class_uncanceled,
        "class.deleted" => a.class_deleted,
        "class.sent_again" => a.class_sent_again,
        "roster.added" => a.roster_added,
        "roster.removed" => a.roster_removed,
        "case.added" => a.case_added,
        "case.edited" => a.case_edited,
        "case.closed" => a.case_closed,
        "case.reopened" => a.case_reopened,
        "case.erased" => a.case_erased,
        "class_type.added" => a.type_added,
        "class_type.edited" => a.type_edited,
        "site.added" => a.site_added,
        "site.edited" => a.site_edited,
        "calendar.switched" => a.calendar_switched,
        "calendar.removals_held" => a.removals_held,
        "calendar.removals_decided" => a.removals_decided,
        "import.applied" => a.import_applied,
        "user.invited" => a.user_invited,
        "user.invitation_withdrawn" => a.invitation_withdrawn,
        "user.role_changed" => a.user_role_changed,
        "user.role_undone" => a.user_role_undone,
        "user.deactivated" => a.user_deactivated,
        "user.reactivated" => a.user_reactivated,
        "user.signed_out" => a.user_signed_out,
        "user.described" => a.described,
        "user.reset_link_sent" => a.reset_link_sent,
        "role.added" => a.role_added,
        "role.edited" => a.role_edited,
        "role.renamed" => a.role_renamed,
        "role.deleted" => a.role_deleted,
        "role.reassigned" => a.role_reassigned,
        "role.undone" => a.role_undone,
        "settings.edited" => a.settings_edited,
        "policy.edited" => a.policy_edited,
        "policy.undone" => a.policy_undone,
        "audit.exported" => a.audit_exported,
        "audit.retention" => a.retention,
        "ledger.exported" => a.ledger_exported,
        _ => return None,
    })
}
