//! Offering an availability, once or every week, and what its form may choose from.

use app::api::classes::{AvailabilityForm, AvailabilityOptions, Choice, SiteChoice};
use domain::id::ClassId;
use domain::mirror::Cause;
use jiff::ToSpan;

use super::form::{self, Checked};
use super::stored::form_of;
use super::{access, change, rest, series};
use crate::backend::{Outcome, RequestBackend, Signed};
use crate::db::class_changes::{self, NewClass};
use crate::db::classes::ClassRecord;
use crate::db::{Tx, catalog};
use crate::sync::mark;
use crate::words::Words;
use crate::zone;

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

    let later = match &class {
        Some(class) => rest::count(&mut tx, signed, class, now).await?,
        None => 0,
    };

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
    let when = class.as_ref().map_or_else(String::new, |class| {
        Words::new(&class.time_zone, now, &signed.clock).full(class.starts_at, class.ends_at)
    });
    Ok(AvailabilityOptions {
        when,
        class_types,
        sites,
        providers,
        form,
        version: class.as_ref().map_or(0, |class| class.version),
        started: class.as_ref().is_some_and(|class| class.starts_at <= now),
        rest: later,
        booked: class.as_ref().map_or(0, |class| class.booked),
    })
}

pub async fn add_availability(
    request: &RequestBackend,
    form: AvailabilityForm,
) -> Outcome<ClassId> {
    let signed = request.signed()?;
    access::sees_classes_of(signed)?;
    let mut tx = request.state.db.write().await?;
    form::hold(&mut tx, signed, &form, &[]).await?;
    let id = if form.is_weekly() {
        series::add(&mut tx, request, signed, &form).await?
    } else {
        let checked = form::check(&mut tx, request, signed, &form, None).await?;
        insert(&mut tx, request, signed, &checked, "", "").await?
    };
    tx.commit().await?;
    // A form has done its work: it leads to what it made, with script and without.
    leptos_axum::redirect(&format!("/classes/{id}"));
    Ok(id)
}

/// A new availability of what was checked, marked and recorded; the caller commits. `series_id` and
/// `external_id` may be empty.
pub async fn insert(
    tx: &mut Tx,
    request: &RequestBackend,
    signed: &Signed,
    Checked { slot, provider }: &Checked,
    series_id: &str,
    external_id: &str,
) -> Outcome<ClassId> {
    let now = request.state.clock.now();
    let id = ClassId::from_uuid(request.state.entropy.uuid(now));
    let link_token = link_token(&request.state.entropy);
    let new = NewClass {
        id: &id,
        link_token: &link_token,
        provider,
        created_by: &signed.user_id,
        series_id,
        external_id,
    };
    class_changes::insert(tx, now, &signed.org_id, new, slot).await?;
    let settle = request.state.config.sync.settle_ms;
    mark::class(tx, now, settle, &id, Cause::Offered).await?;
    change::record(request, signed, tx, "class.offered", &id, "").await?;
    Ok(id)
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

/// 128 random bits for `/c/…`.
pub fn link_token(entropy: &crate::clock::Entropy) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&entropy.bytes::<16>())
}
