//! The choices of the policy. Each writes into the draft as it is made; the fields themselves keep
//! what was typed, and the server names them as `PolicyForm` does.

use leptos::prelude::*;

use crate::api::policy::{Accounts, PolicyForm};
use crate::components::choice::{Checkbox, ChoiceGroup, Radio};
use crate::components::field::TextInput;
use crate::pages::trouble::FormErrors;
use crate::text::use_texts;

/// Three groups of choices.
#[component]
pub fn Fields(
    start: PolicyForm,
    chosen: RwSignal<Option<PolicyForm>>,
    errors: FormErrors,
) -> impl IntoView {
    let t = use_texts();
    let a = &t.admin;
    let base = StoredValue::new(start.clone());
    let choose = move |change: Box<dyn FnOnce(&mut PolicyForm)>| {
        let mut form = chosen
            .get_untracked()
            .unwrap_or_else(|| base.with_value(Clone::clone));
        change(&mut form);
        chosen.set(Some(form));
    };
    let accounts = move |accounts: Accounts| {
        Callback::new(move |_: bool| {
            choose(Box::new(move |form| {
                form.accounts = accounts.as_str().to_owned();
            }));
        })
    };
    let title = move |title: &'static str| {
        Callback::new(move |_: bool| choose(Box::new(move |form| form.title = title.to_owned())))
    };
    let is = |one: Accounts| start.accounts == one.as_str();
    let [by_domain, by_tenant, by_work, by_any] = Accounts::ALL.map(is);
    let (class, alias) = (start.title == "class", start.title == "alias");
    view! {
        <ChoiceGroup legend=a.may_connect id="google" error=errors.field("google")>
            <Checkbox
                name="form[google]" id="form-google" label=t.profile.google_calendar checked=start.google
                on_change=Callback::new(move |on| choose(Box::new(move |form| form.google = on)))
            />
            <Checkbox
                name="form[microsoft]" id="form-microsoft" label=t.profile.microsoft_365 checked=start.microsoft
                on_change=Callback::new(move |on| choose(Box::new(move |form| form.microsoft = on)))
            />
        </ChoiceGroup>
        <ChoiceGroup legend=a.accounts id="accounts" error=errors.field("accounts")>
            <Radio
                name="form[accounts]" value="domains" id="accounts-domains" label=a.only_domains
                hint=Some(a.only_domains_hint.to_owned()) checked=by_domain
                on_change=accounts(Accounts::Domains)
            />
            <div class="choice-detail">
                <TextInput
                    name="form[domains]" id="domains" label=a.domains value=start.domains.clone()
                    optional=true error=errors.field("domains")
                    on_input=Callback::new(move |text: String| choose(Box::new(move |form| form.domains = text)))
                />
            </div>
            <Radio
                name="form[accounts]" value="tenants" id="accounts-tenants" label=a.only_tenants
                hint=Some(a.only_tenants_hint.to_owned()) checked=by_tenant
                on_change=accounts(Accounts::Tenants)
            />
            <div class="choice-detail">
                <TextInput
                    name="form[tenants]" id="tenants" label=a.tenants value=start.tenants.clone()
                    optional=true error=errors.field("tenants")
                    on_input=Callback::new(move |text: String| choose(Box::new(move |form| form.tenants = text)))
                />
            </div>
            <Radio
                name="form[accounts]" value="work" id="accounts-work" label=a.only_work
                hint=Some(a.only_work_hint.to_owned()) checked=by_work
                on_change=accounts(Accounts::Work)
            />
            <Radio
                name="form[accounts]" value="any" id="accounts-any" label=a.any_account
                checked=by_any on_change=accounts(Accounts::Any)
            />
        </ChoiceGroup>
        <ChoiceGroup legend=a.event_says id="title" error=errors.field("title")>
            <Radio
                name="form[title]" value="class" id="title-class" label=a.class_for_all
                hint=Some(a.class_for_all_hint.to_owned()) checked=class
                on_change=title("class")
            />
            <Radio
                name="form[title]" value="alias" id="title-alias" label=a.alias
                hint=Some(a.alias_hint.to_owned()) checked=alias
                on_change=title("alias")
            />
            <Checkbox
                name="form[show_site]" id="form-show-site" label=a.show_site
                hint=Some(a.show_site_hint.to_owned()) checked=start.show_site
                on_change=Callback::new(move |on| choose(Box::new(move |form| form.show_site = on)))
            />
        </ChoiceGroup>
    }
}
