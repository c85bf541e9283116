//! Offering an availability, and editing one: move, reassign, resize.

use app::api::classes::{AvailabilityForm, AvailabilityOptions, Choice, SiteChoice};
use app::error::Problem;
use domain::id::ClassId;
use domain::mirror::Cause;
use jiff::ToSpan;

use super::form::{self, Checked};
use super::{access, change};
use crate::backend::typed::stale;
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::class_changes::{self, NewClass};
use crate::db::classes::ClassRecord;
use crate::db::{Tx, catalog};
use crate::sync::mark;
use crate::words::Words;
use crate::zone::{self, Fold, Local};

/// What the form may choose from, and what it starts with.
pub async fn get_availability_options(
    request: &RequestBackend,
    id: Option<&ClassId>,
) -> Outcome<AvailabilityOptions> {
    let signed = request.signed()?;
    access::sees_classes_of(signed)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.read().await?;
    let class = match id {
        Some(id) => Some(access::visible(&mut tx, signed, id).await?),
        None => None,
    };
    let class_types = choices(catalog::class_type_choices(&mut tx, &signed.org_id).await?);
    let sites: Vec<SiteChoice> = catalog::sites(&mut tx, &signed.org_id)
        .await?
        .into_iter()
        .map(|site| SiteChoice {
            id: site.id.to_string(),
            name: site.name,
            zone: zone::place_time(&site.time_zone),
        })
        .collect();
    let providers = providers(&mut tx, signed, class.as_ref()).await?;
    let home = catalog::organization_zone(&mut tx, &signed.org_id).await?;

    let form = match &class {
        Some(class) => form_of(class),
        None => AvailabilityForm {
            class_type_id: only(class_types.iter().map(|choice| &choice.id)),
            site_id: only(sites.iter().map(|site| &site.id)),
            provider_id: providers
                .iter()
                .find(|choice| choice.id == signed.user_id.as_str())
                .map_or_else(
                    || only(providers.iter().map(|choice| &choice.id)),
                    |choice| choice.id.clone(),
                ),
            capacity: "10".to_owned(),
            date: Words::new(&home, now, &signed.clock)
                .today()
                .saturating_add(1.day())
                .to_string(),
            start: "09:00".to_owned(),
            end: "10:30".to_owned(),
            ..AvailabilityForm::default()
        },
    };
    Ok(AvailabilityOptions {
        class_types,
        sites,
        providers,
        form,
        version: class.as_ref().map_or(0, |class| class.version),
        started: class.as_ref().is_some_and(|class| class.starts_at <= now),
        booked: class.as_ref().map_or(0, |class| class.booked),
    })
}

pub async fn add_availability(
    request: &RequestBackend,
    form: AvailabilityForm,
) -> Outcome<ClassId> {
    let signed = request.signed()?;
    access::sees_classes_of(signed)?;
    let now = request.state.clock.now();
    let mut tx = request.state.db.write().await?;
    form::hold(&mut tx, signed, &form, None).await?;
    let Checked { slot, provider } = form::check(&mut tx, request, signed, &form, None).await?;
    let id = ClassId::from_uuid(request.state.entropy.uuid(now));
    let link_token = link_token(&request.state.entropy);
    let new = NewClass {
        id: &id,
        link_token: &link_token,
        provider: &provider,
        created_by: &signed.user_id,
        series_id: "",
        external_id: "",
    };
    class_changes::insert(&mut tx, now, &signed.org_id, new, &slot).await?;
    let settle = request.state.config.sync.settle_ms;
    mark::class(&mut tx, now, settle, &id, Cause::Offered).await?;
    change::record(request, signed, &mut tx, "class.offered", &id, "").await?;
    tx.commit().await?;
    // A form has done its work: it leads to what it made, with script and without.
    leptos_axum::redirect(&format!("/classes/{id}"));
    Ok(id)
}

pub async fn edit_availability(
    request: &RequestBackend,
    id: &ClassId,
    version: i64,
    form: AvailabilityForm,
) -> Outcome<ClassId> {
    let signed = request.signed()?;
    access::sees_classes_of(signed)?;
    let now = request.state.clock.now();
    let settle = request.state.config.sync.settle_ms;
    let mut tx = request.state.db.write().await?;
    let unheld = access::visible(&mut tx, signed, id).await?;
    form::hold(&mut tx, signed, &form, Some(&unheld)).await?;
    class_changes::hold(&mut tx, &signed.org_id, id).await?;
    let before = access::visible(&mut tx, signed, id).await?;
    let words = Words::new(&before.time_zone, now, &signed.clock);
    if before.version != version {
        return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
    }
    if before.ends_at <= now {
        return Err(Problem::ClassOver.into());
    }
    if before.canceled_at.is_some() {
        return Err(Problem::ClassCanceled.into());
    }
    let Checked { slot, provider } =
        form::check(&mut tx, request, signed, &form, Some(&before)).await?;
    let moved = form::moved(&before, &slot);
    let reassigned = before.provider_id != provider.as_str();
    let shown = before.class_type_id != slot.class_type_id || before.site_id != slot.site_id;

    if !class_changes::update(&mut tx, &signed.org_id, id, version, &slot).await? {
        return Err(stale(&mut tx, signed, id.as_str(), &words).await?);
    }
    let detail = format!("{} {}", before.starts_at, slot.starts_at);
    if reassigned {
        class_changes::replace_provider(&mut tx, &signed.org_id, id, &provider).await?;
        mark::class(&mut tx, now, settle, id, Cause::Reassigned).await?;
        let detail = format!("{} {provider}", before.provider_id);
        change::record(request, signed, &mut tx, "class.reassigned", id, &detail).await?;
    }
    if shown {
        mark::class(&mut tx, now, settle, id, Cause::ShownFieldChanged).await?;
    }
    if moved {
        mark::class(&mut tx, now, settle, id, Cause::Moved).await?;
        change::record(request, signed, &mut tx, "class.moved", id, &detail).await?;
    }
    if !moved && !reassigned {
        change::record(request, signed, &mut tx, "class.edited", id, "").await?;
    }
    tx.commit().await?;
    request.state.waker.wake();
    leptos_axum::redirect(&format!("/classes/{id}"));
    Ok(id.clone())
}

/// Everybody who offers classes for a scheduler, oneself for everybody else; whoever provides the
/// class now is always there.
async fn providers(
    tx: &mut Tx,
    signed: &Signed,
    class: Option<&ClassRecord>,
) -> Outcome<Vec<Choice>> {
    let mut offered = if access::may_reassign(signed) {
        choices(catalog::providers(tx, &signed.org_id).await?)
    } else {
        let name = catalog::user_name(tx, &signed.org_id, &signed.user_id).await?;
        vec![Choice {
            id: signed.user_id.to_string(),
            name: name.unwrap_or_default(),
        }]
    };
    if let Some(class) = class
        && !class.provider_id.is_empty()
        && !offered.iter().any(|choice| choice.id == class.provider_id)
    {
        offered.push(Choice {
            id: class.provider_id.clone(),
            name: class.provider.clone(),
        });
    }
    Ok(offered)
}

fn choices(lines: Vec<catalog::NamedLine>) -> Vec<Choice> {
    lines
        .into_iter()
        .map(|line| Choice {
            id: line.id,
            name: line.name,
        })
        .collect()
}

/// The only one there is, else nothing is chosen.
fn only<'a>(mut ids: impl Iterator<Item = &'a String>) -> String {
    match (ids.next(), ids.next()) {
        (Some(id), None) => id.clone(),
        _ => String::new(),
    }
}

/// A stored class as the form shows it.
fn form_of(class: &ClassRecord) -> AvailabilityForm {
    let (date, start) = class.local_start.split_once('T').unwrap_or_default();
    let (end_date, end) = class.local_end.split_once('T').unwrap_or_default();
    AvailabilityForm {
        class_type_id: class.class_type_id.to_string(),
        site_id: class.site_id.to_string(),
        room: class.room.clone(),
        provider_id: class.provider_id.clone(),
        capacity: class.capacity.to_string(),
        date: date.to_owned(),
        start: start.to_owned(),
        end: end.to_owned(),
        start_fold: fold_of(&class.local_start, &class.time_zone, class.start_fold),
        end_fold: fold_of(&class.local_end, &class.time_zone, class.end_fold),
        ends_next_day: if end_date > date { "on" } else { "" }.to_owned(),
    }
}

/// `first` or `second` where the time happens twice, else nothing.
fn fold_of(local: &str, zone_name: &str, fold: i64) -> String {
    let fold = Fold::from_i64(fold);
    let twice = zone::parse_local(local).is_some_and(|local| {
        matches!(
            zone::resolve(local, &zone::stored(zone_name), Some(fold)),
            Local::Resolved { twice: true, .. }
        )
    });
    if twice {
        fold.as_str().to_owned()
    } else {
        String::new()
    }
}

/// 128 random bits for `/c/…`.
pub fn link_token(entropy: &crate::clock::Entropy) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&entropy.bytes::<16>())
}
