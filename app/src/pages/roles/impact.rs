//! What a change of roles does to calendars, in numbers, names and steps: before saving in the role
//! editor, and wherever else somebody's role changes.

use leptos::prelude::*;

use crate::api::roles::{AffectedStaff, CalendarImpact, RightChange, RoleImpact};
use crate::components::note::{Note, NoteKind};
use crate::components::panel::{Panel, PanelPart};
use crate::components::trail::{BigNumber, BigNumbers, Trail, TrailItem, TrailMark};
use crate::pages::trouble::sentences::{Asked, name_of, sentence};
use crate::text::Texts;

/// So many names stand before "9 more".
const NAMES_FIRST: usize = 3;

/// "If you save": what is given and taken, then the calendars.
pub fn before_saving(t: &'static Texts, role: &str, impact: RoleImpact) -> AnyView {
    let r = &t.roles;
    let taken = impact
        .taken
        .iter()
        .map(|p| (r.is_taken)(name_of(t, *p), role));
    let given = impact
        .given
        .iter()
        .map(|p| (r.is_given)(name_of(t, *p), role));
    let lines: Vec<String> = taken.chain(given).collect();
    let refused = impact
        .refused
        .as_ref()
        .map(|error| sentence(t, error, Asked::ToChange));
    view! {
        <Panel>
            <PanelPart>
                <h2 class="section-title">{r.if_you_save}</h2>
                {lines.into_iter().map(|line| view! { <p class="field-hint">{line}</p> }).collect_view()}
            </PanelPart>
            {match refused {
                Some(refused) => view! { <PanelPart><Note kind=NoteKind::Stop>{refused}</Note></PanelPart> }.into_any(),
                None => calendars(t, impact.calendar),
            }}
        </Panel>
    }
    .into_any()
}

/// The parts of a panel that say what happens to calendars if it is saved.
pub fn calendars(t: &'static Texts, impact: CalendarImpact) -> AnyView {
    let r = &t.roles;
    let nobody = || view! { <PanelPart><p>{r.nobody_affected}</p></PanelPart> }.into_any();
    match impact.right {
        RightChange::Given if impact.may_now_connect > 0 => view! {
            <PanelPart><p>{(r.may_now_connect)(impact.may_now_connect)}</p></PanelPart>
        }
        .into_any(),
        RightChange::Taken if impact.connections > 0 => {
            let (connections, events) = (impact.connections, impact.events);
            view! {
                <BigNumbers>
                    <BigNumber value=connections words=(r.lose_connection)(connections)/>
                    <BigNumber value=events words=(r.leave_calendars)(events)/>
                </BigNumbers>
                <PanelPart>
                    <Trail>
                        <TrailItem
                            mark=TrailMark::Ring
                            title=r.at_once
                            detail=Some((r.at_once_detail)(connections))
                        />
                        <TrailItem
                            mark=TrailMark::Ring
                            title=(r.for_minutes)(impact.undo_minutes)
                            detail=Some(r.for_minutes_detail.to_owned())
                        />
                        <TrailItem
                            mark=TrailMark::End
                            title=(r.after_minutes)(impact.undo_minutes)
                            detail=Some((r.after_detail)(events))
                        />
                    </Trail>
                </PanelPart>
                {staff_parts(t, impact)}
            }
            .into_any()
        }
        RightChange::Taken if impact.waiting_for_it > 0 => view! {
            {nobody()}
            <PanelPart><p class="field-hint">{(r.waiting_for_it)(impact.waiting_for_it)}</p></PanelPart>
        }
        .into_any(),
        _ => nobody(),
    }
}

/// Whose calendars, and which class is the first.
pub fn staff_parts(t: &'static Texts, impact: CalendarImpact) -> AnyView {
    let r = &t.roles;
    let waiting = (impact.waiting_for_it > 0).then(|| (r.waiting_for_it)(impact.waiting_for_it));
    let mut shown = impact.staff;
    let rest = shown.split_off(NAMES_FIRST.min(shown.len()));
    let more = impact.connections - i64::try_from(shown.len()).unwrap_or(0);
    let more_events = impact.events - shown.iter().map(|one| one.events).sum::<i64>();
    let first = (!impact.first_when.is_empty())
        .then(|| format!("{}, {}", impact.first_when, impact.first_who));
    view! {
        <PanelPart>
            <table class="table is-dense">
                <thead>
                    <tr>
                        <th scope="col">{r.connected_staff}</th>
                        <th scope="col">{r.col_calendar}</th>
                        <th scope="col" class="is-number">{r.col_classes}</th>
                    </tr>
                </thead>
                {rows(shown)}
            </table>
            {(more > 0).then(|| view! {
                <details class="more-rows">
                    <summary><span>{(r.more)(more)}</span><span>{more_events}</span></summary>
                    <table class="table is-dense">{rows(rest)}</table>
                </details>
            })}
        </PanelPart>
        <PanelPart class="is-tight">
            {waiting.map(|waiting| view! { <p class="field-hint">{waiting}</p> })}
            <p class="field-hint">
                {first.map(|first| view! { {r.first_affected} <strong>{first}</strong> "." })}
                {r.first_affected_rest}
            </p>
        </PanelPart>
    }
    .into_any()
}

fn rows(staff: Vec<AffectedStaff>) -> impl IntoView {
    view! {
        <tbody>
            {staff.into_iter().map(|one| view! {
                <tr>
                    <td>{one.name}</td>
                    <td>{one.calendar}</td>
                    <td class="is-number">{one.events}</td>
                </tr>
            }).collect_view()}
        </tbody>
    }
}
