//! Importing cases, availabilities or people: choose a file or paste it, look at it line by line, import it. A plain
//! form with an upload: it needs no script, and nothing is kept in the browser.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::trouble::sentences::{last_part, problem_sentence};
use super::trouble::{FormErrors, FormTrouble, Trouble};
use crate::api::import::{
    ApplyImport, ImportKind, ImportLine, ImportPreview, ImportSummary, LineOutcome, StageImport,
    get_import,
};
use crate::components::badge::{Badge, Tone};
use crate::components::button::{Button, ButtonKind, ButtonLink};
use crate::components::field::Field;
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::page_head::{Crumb, PageHead};
use crate::components::pager::Pager;
use crate::components::panel::{Panel, PanelPart};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::components::text_area::TextArea;
use crate::error::AppError;
use crate::posted::answered;
use crate::text::{Texts, use_texts};

/// `/cases/import`
#[component]
pub fn ImportCases() -> impl IntoView {
    view! { <Choose kind=ImportKind::Cases/> }
}

/// `/schedule/import`
#[component]
pub fn ImportAvailabilities() -> impl IntoView {
    view! { <Choose kind=ImportKind::Availabilities/> }
}

/// `/admin/users/import`
#[component]
pub fn ImportUsers() -> impl IntoView {
    view! { <Choose kind=ImportKind::Users/> }
}

/// `/cases/import/:id`
#[component]
pub fn LookAtCases() -> impl IntoView {
    view! { <Look kind=ImportKind::Cases/> }
}

/// `/schedule/import/:id`
#[component]
pub fn LookAtAvailabilities() -> impl IntoView {
    view! { <Look kind=ImportKind::Availabilities/> }
}

/// `/admin/users/import/:id`
#[component]
pub fn LookAtUsers() -> impl IntoView {
    view! { <Look kind=ImportKind::Users/> }
}

fn head(t: &'static Texts, kind: ImportKind) -> impl IntoView {
    let (title, list, href) = match kind {
        ImportKind::Cases => (t.imports.cases, t.cases.title, "/cases"),
        ImportKind::Availabilities => (t.imports.availabilities, t.classes.schedule, "/schedule"),
        ImportKind::Users => (t.imports.users, t.admin.users, "/admin/users"),
    };
    view! {
        <Title text=title/>
        <PageHead title crumbs=vec![Crumb::new(href, list)] inline={kind == ImportKind::Users}/>
    }
}

#[component]
fn Choose(kind: ImportKind) -> impl IntoView {
    let t = use_texts();
    let i = &t.imports;
    let errors = FormErrors::of_posted::<StageImport>();
    let query = use_query_map();
    let done = Memo::new(move |_| {
        let query = query.read();
        let count = |name| query.get(name).and_then(|n| n.parse::<i64>().ok());
        Some(ImportSummary {
            new: count("new")?,
            changed: count("changed")?,
            unchanged: count("unchanged")?,
            refused: count("refused")?,
        })
    });
    let columns = kind
        .columns()
        .iter()
        .map(|(name, must)| {
            if *must {
                (*name).to_owned()
            } else {
                (i.may_be_missing)(name)
            }
        })
        .collect::<Vec<_>>()
        .join(", ");
    let (intro, example) = match kind {
        ImportKind::Cases => (i.intro, i.example_cases),
        ImportKind::Availabilities => (i.intro, i.example_availabilities),
        ImportKind::Users => (i.intro_users, i.example_users),
    };
    view! {
        {head(t, kind)}
        <div class="page stack is-loose">
            {move || done.get().map(|done| view! {
                <Note kind=NoteKind::Ok after_action=true>
                    {(i.done)(done.new, done.changed, done.unchanged, done.refused)}
                </Note>
            })}
            <form method="post" action=StageImport::PATH enctype="multipart/form-data" class="form">
                <FormTrouble errors/>
                <p>{intro}</p>
                <p class="field-hint">{(i.columns)(&columns)}</p>
                <pre class="example">{example}</pre>
                <input type="hidden" name="kind" value=kind.as_str()/>
                <Field id="file" label=i.file error=errors.field("file")>
                    <input class="input" type="file" id="file" name="file" accept=".csv,text/csv,text/plain" aria-describedby="file-error"/>
                </Field>
                <TextArea name="text" label=i.or_paste rows=6 optional=true/>
                <div class="form-actions">
                    <Button label=i.look kind=ButtonKind::Primary/>
                </div>
            </form>
        </div>
    }
}

#[component]
fn Look(kind: ImportKind) -> impl IntoView {
    let t = use_texts();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let query = use_query_map();
    let page = Memo::new(move |_| {
        let page = query.read().get("page").and_then(|page| page.parse().ok());
        page.unwrap_or(1_i64)
    });
    let apply = answered::<ApplyImport>();
    let preview = Resource::new(
        move || (id.get(), page.get(), apply.version().get()),
        move |(id, page, _)| get_import(kind, id, page),
    );
    view! {
        {head(t, kind)}
        <div class="page stack is-loose">
            <FormTrouble errors=FormErrors::of(apply)/>
            <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Rows rows=8/> }>
                {move || Suspend::new(async move {
                    match preview.await {
                        Ok(preview) => view! { <Lines kind id=id.get_untracked() preview apply/> }.into_any(),
                        Err(AppError::NotFound) => view! {
                            <Note>{t.imports.gone}</Note>
                            <p><ButtonLink href=kind.page() label=t.imports.again/></p>
                        }.into_any(),
                        Err(error) => view! { <Trouble error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Lines(
    kind: ImportKind,
    id: String,
    preview: ImportPreview,
    apply: ServerAction<ApplyImport>,
) -> impl IntoView {
    let t = use_texts();
    let i = &t.imports;
    let s = preview.summary;
    let col_key = match kind {
        ImportKind::Users => i.col_email,
        ImportKind::Cases | ImportKind::Availabilities => i.col_id,
    };
    let does_something = s.new + s.changed > 0;
    let here = format!("{}/{id}", kind.page());
    let address = move |page: i64| format!("{here}?page={page}");
    let several = preview.pages > 1;
    let hidden = [
        ("seen[new]", s.new),
        ("seen[changed]", s.changed),
        ("seen[unchanged]", s.unchanged),
        ("seen[refused]", s.refused),
    ];
    view! {
        <p aria-live="polite">{(i.would)(s.new, s.changed, s.unchanged, s.refused)}</p>
        <div class="cluster">
            {does_something.then(|| view! {
                <ActionForm action=apply>
                    <input type="hidden" name="kind" value=kind.as_str()/>
                    <input type="hidden" name="id" value=id.clone()/>
                    {hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value.to_string()/> })}
                    <Button
                        label=(i.import)(s.new + s.changed)
                        kind=ButtonKind::Primary
                        busy=apply.pending()
                        busy_label=Some(i.importing.to_owned())
                    />
                </ActionForm>
            })}
            <ButtonLink href=kind.page() label=i.another kind=ButtonKind::Quiet/>
        </div>
        <Panel>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{i.col_line}</th>
                        <th scope="col">{col_key}</th>
                        <th scope="col">{i.col_outcome}</th>
                        <th scope="col">{i.col_what}</th>
                    </tr>
                </thead>
                <tbody>{preview.lines.into_iter().map(|line| row(t, line)).collect_view()}</tbody>
            </table>
            {several.then(|| view! {
                <PanelPart>
                    <Pager page=preview.page pages=preview.pages address/>
                </PanelPart>
            })}
        </Panel>
    }
}

fn row(t: &'static Texts, line: ImportLine) -> impl IntoView {
    let i = &t.imports;
    let (tone, icon, word) = match &line.outcome {
        LineOutcome::New => (Tone::Ok, IconName::Plus, i.new),
        LineOutcome::Changed(_) => (Tone::Move, IconName::Refresh, i.changed),
        LineOutcome::Unchanged => (Tone::Idle, IconName::Minus, i.unchanged),
        LineOutcome::Refused(_) => (Tone::Stop, IconName::Alert, i.refused),
    };
    let what = match line.outcome {
        LineOutcome::Refused(problems) => problems
            .into_iter()
            .map(|p| {
                let sentence = problem_sentence(t, &p.field, &p.problem);
                match last_part(&p.field) {
                    "" => sentence,
                    column => format!("{}: {sentence}", column_of(column)),
                }
            })
            .collect::<Vec<_>>()
            .join(" "),
        LineOutcome::Changed(columns) => columns.join(", "),
        LineOutcome::New | LineOutcome::Unchanged => String::new(),
    };
    view! {
        <tr>
            <td data-label=i.col_line>{line.line}</td>
            <td>{line.key}</td>
            <td><Badge tone icon text=word/></td>
            <td>{what}</td>
        </tr>
    }
}

/// A form's field as the file names it.
fn column_of(field: &str) -> &str {
    match field {
        "class_type_id" => "class_type",
        "site_id" => "site",
        "provider_id" => "provider",
        other => other,
    }
}
