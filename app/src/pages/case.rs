//! One case: its head, and the tabs DETAILS and CLASSES.

pub mod booked;
pub mod classes;
pub mod details;
pub mod erase;
pub mod history;
pub mod new;

use domain::id::CaseId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_params_map};

use crate::api::cases::{CaseDetail, EditCase, get_case_detail};
use crate::api::classes::{BookCase, RemoveCase};
use crate::components::page_head::{Crumb, Fact, PageHead};
use crate::components::tabs::{Tab, Tabs};
use crate::error::AppError;
use crate::pages::class::{head_waiting, only_the_last_answer};
use crate::posted::answered;
use crate::text::use_texts;

/// The case of the address and everything that can be done to it.
#[derive(Clone, Copy)]
pub struct ThisCase {
    /// `NotFound` when the address holds no id.
    pub id: Memo<Result<CaseId, AppError>>,
    pub detail: Resource<Result<CaseDetail, AppError>>,
    pub edit: ServerAction<EditCase>,
    pub book: ServerAction<BookCase>,
    pub remove: ServerAction<RemoveCase>,
    /// Looks again at the booked classes while one of them is under way.
    pub looks: RwSignal<u32>,
}

impl ThisCase {
    /// Reads the address and prepares the actions; one per page.
    fn of_address() -> Self {
        let params = use_params_map();
        let id = Memo::new(move |_| {
            params
                .read()
                .get("id")
                .unwrap_or_default()
                .parse()
                .map_err(|_| AppError::NotFound)
        });
        let edit = answered();
        let book = answered();
        let remove = answered();
        only_the_last_answer(book, remove);
        let looks = RwSignal::new(0);
        let detail = Resource::new(
            move || {
                let changes = (
                    edit.version().get(),
                    book.version().get(),
                    remove.version().get(),
                    looks.get(),
                );
                (id.get(), changes)
            },
            |(id, _)| async move { get_case_detail(id?).await },
        );
        Self {
            id,
            detail,
            edit,
            book,
            remove,
            looks,
        }
    }
}

/// The case whose tab this is.
#[must_use]
pub fn use_this_case() -> ThisCase {
    expect_context()
}

/// The head with its tabs, and the tab below. The page's title never names a case.
#[component]
pub fn CaseScreen() -> impl IntoView {
    let t = use_texts();
    let case = ThisCase::of_address();
    provide_context(case);
    let path = use_location().pathname;
    view! {
        <Title text=t.cases.one_case/>
        <Transition fallback=head_waiting>
            <Head path/>
        </Transition>
        <div class="page stack is-loose"><Outlet/></div>
    }
}

#[component]
fn Head(path: Memo<String>) -> impl IntoView {
    let t = use_texts();
    let case = use_this_case();
    // Only what the head shows: looking again at the classes leaves it alone.
    let head = Memo::new(move |_| {
        case.detail.with(|detail| {
            detail.as_ref().map(|detail| match detail {
                Ok(detail) => Some((
                    detail.id.clone(),
                    if detail.erased {
                        t.cases.erased_case.to_owned()
                    } else {
                        detail.form.name.clone()
                    },
                    detail.form.reference.clone(),
                )),
                Err(_) => None,
            })
        })
    });
    move || {
        head.get().map(|head| match head {
            Some((id, name, reference)) => {
                let path = path.get();
                let base = format!("/cases/{id}");
                let tabs = vec![
                    Tab::new(base.clone(), t.cases.details, path == base),
                    Tab::new(
                        format!("{base}/classes"),
                        t.cases.classes,
                        path.ends_with("/classes"),
                    ),
                ];
                // An erased case has none.
                let facts = match reference.as_str() {
                    "" => vec![],
                    _ => vec![Fact::plain(reference)],
                };
                view! {
                    <PageHead
                        title=name
                        crumbs=vec![Crumb::new("/cases", t.cases.title)]
                        facts
                        tabs=ViewFn::from(move || view! { <Tabs label=t.cases.one_case tabs=tabs.clone()/> })
                    />
                }
                .into_any()
            }
            None => view! { <PageHead title=t.cases.one_case/> }.into_any(),
        })
    }
}
