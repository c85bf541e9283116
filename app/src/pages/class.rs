//! One class: the head and the tabs DETAILS, ROSTER, DELIVERY. This page owns what can be done to a
//! class, so that the head is read again after each of it; the tabs find it in the context.

pub mod aside;
pub mod cancel;
pub mod delete;
pub mod delivery;
pub mod details;
pub mod find_case;
pub mod history;
pub mod link;
pub mod live;
mod nobody_teaches;
pub mod removed;
pub mod roster;
pub mod roster_result;

use domain::id::ClassId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_params_map};

use self::nobody_teaches::NobodyTeaches;
use super::trouble::{FormErrors, FormTrouble, Trouble};
use crate::api::calendar::PutBack;
use crate::api::classes::{
    BookCase, CancelClass, ClassDetail, RemoveCase, SendAgain, UncancelClass, get_class_detail,
};
use crate::components::button::{Button, ButtonLink};
use crate::components::dialog::{Dialog, DialogLink};
use crate::components::icon::IconName;
use crate::components::note::{Note, NoteKind};
use crate::components::page_head::{Crumb, Fact, PageHead};
use crate::components::skeleton::{Skeleton, SkeletonKind};
use crate::components::tabs::{Tab, Tabs};
use crate::error::AppError;
use crate::posted::answered;
use crate::text::{Texts, use_texts};

/// The class of the address and everything that can be done to it.
#[derive(Clone, Copy)]
pub struct ThisClass {
    /// `NotFound` when the address holds no id.
    pub id: Memo<Result<ClassId, AppError>>,
    pub detail: Resource<Result<ClassDetail, AppError>>,
    pub book: ServerAction<BookCase>,
    pub remove: ServerAction<RemoveCase>,
    pub cancel: ServerAction<CancelClass>,
    pub uncancel: ServerAction<UncancelClass>,
    pub send_again: ServerAction<SendAgain>,
    pub put_back: ServerAction<PutBack>,
}

impl ThisClass {
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
        let book = answered();
        let remove = answered();
        let cancel = answered();
        let uncancel = answered();
        only_the_last_answer(book, remove);
        let detail = Resource::new(
            move || {
                let changes = (
                    book.version().get(),
                    remove.version().get(),
                    cancel.version().get(),
                    uncancel.version().get(),
                );
                (id.get(), changes)
            },
            |(id, _)| async move { get_class_detail(id?).await },
        );
        Self {
            id,
            detail,
            book,
            remove,
            cancel,
            uncancel,
            send_again: answered(),
            put_back: answered(),
        }
    }

    /// Changes with everything that can change the roster or the delivery.
    #[must_use]
    pub fn changes(self) -> [usize; 6] {
        [
            self.book.version().get(),
            self.remove.version().get(),
            self.cancel.version().get(),
            self.uncancel.version().get(),
            self.send_again.version().get(),
            self.put_back.version().get(),
        ]
    }
}

/// A sentence about the booking before is gone when a case was removed since, and the other way round.
pub fn only_the_last_answer(book: ServerAction<BookCase>, remove: ServerAction<RemoveCase>) {
    Effect::watch(
        move || remove.version().get(),
        move |_, _, _| book.clear(),
        false,
    );
    Effect::watch(
        move || book.version().get(),
        move |_, _, _| remove.clear(),
        false,
    );
}

/// The class whose tab this is.
#[must_use]
pub fn use_this_class() -> ThisClass {
    expect_context()
}

/// The head with its tabs, and the tab below.
#[component]
pub fn ClassPage() -> impl IntoView {
    let t = use_texts();
    let class = ThisClass::of_address();
    provide_context(class);
    let path = use_location().pathname;
    view! {
        <Transition fallback=head_waiting>
            {move || {
                let path = path.get();
                Suspend::new(async move {
                    match class.detail.await {
                        Ok(detail) => view! { <Head detail path/> }.into_any(),
                        Err(_) => view! {
                            <Title text=t.classes.class/>
                            <PageHead title=t.classes.class/>
                        }.into_any(),
                    }
                })
            }}
        </Transition>
        <div class="page stack is-loose">
            <FormTrouble errors=FormErrors::of(class.uncancel)/>
            <Transition><CanceledNote/> <NobodyTeaches/></Transition>
            <div class="stack"><Outlet/></div>
        </div>
    }
}

#[component]
fn Head(detail: ClassDetail, path: String) -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let base = format!("/classes/{}", detail.id);
    let tabs = vec![
        Tab::new(base.clone(), t.classes.details, path == base),
        Tab::new(
            format!("{base}/roster"),
            (t.classes.roster_count)(detail.booked),
            path.ends_with("/roster"),
        ),
        Tab::new(
            format!("{base}/delivery"),
            t.classes.delivery,
            path.ends_with("/delivery"),
        ),
    ];
    let crumb = if detail.own {
        Crumb::new("/classes", t.classes.my_classes)
    } else {
        Crumb::new("/schedule", t.classes.schedule)
    };
    let facts = vec![
        Fact::with_icon(IconName::Clock, detail.when.clone()),
        Fact::with_icon(IconName::Pin, detail.place.clone()),
        Fact::with_icon(IconName::Person, detail.provider.clone()),
    ];
    let may_act = detail.may_edit && !detail.over;
    let actions = {
        let detail = detail.clone();
        ViewFn::from(move || may_act.then(|| head_actions(t, class, &detail)))
    };
    view! {
        <Title text=detail.class_type.clone()/>
        <PageHead
            title=detail.class_type.clone()
            crumbs=vec![crumb]
            facts
            actions
            tabs=ViewFn::from(move || view! { <Tabs label=t.classes.class tabs=tabs.clone()/> })
        />
    }
}

#[component]
fn CanceledNote() -> impl IntoView {
    let t = use_texts();
    let class = use_this_class();
    let words = Memo::new(move |_| {
        class.detail.with(|detail| match detail {
            Some(Ok(detail)) if detail.canceled => Some(canceled_words(t, detail)),
            _ => None,
        })
    });
    move || {
        words
            .get()
            .map(|words| view! { <Note kind=NoteKind::Quiet icon=IconName::Minus>{words}</Note> })
    }
}

/// "This class was canceled." and why.
#[must_use]
pub fn canceled_words(t: &Texts, detail: &ClassDetail) -> String {
    if detail.cancel_reason.is_empty() {
        t.classes.class_canceled.to_owned()
    } else {
        format!(
            "{} {}",
            t.classes.class_canceled,
            (t.classes.reason_is)(&detail.cancel_reason)
        )
    }
}

fn head_actions(t: &'static Texts, class: ThisClass, detail: &ClassDetail) -> AnyView {
    let (id, version) = (detail.id.to_string(), detail.version.to_string());
    if detail.canceled {
        return view! {
            <ActionForm action=class.uncancel>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="version" value=version/>
                <Button label=t.classes.uncancel busy=class.uncancel.pending() busy_label=Some(t.classes.uncanceling.to_owned())/>
            </ActionForm>
        }
        .into_any();
    }
    let open = RwSignal::new(false);
    let text = (t.classes.cancel_text)(detail.booked, &detail.provider);
    let detail = detail.clone();
    view! {
        <ButtonLink href=format!("/classes/{}/edit", detail.id) label=t.classes.move_class/>
        <DialogLink href=format!("/classes/{}/cancel", detail.id) label=t.classes.cancel_class open/>
        <Dialog id="cancel-class" title=t.classes.cancel_title text open>
            <cancel::CancelForm
                action=class.cancel
                detail
                keep=ViewFn::from(move || view! {
                    <Button label=t.classes.keep_class on_click=move |_| open.set(false)/>
                })
            />
        </Dialog>
    }
    .into_any()
}

/// Where the head will be. It has no heading: the focus waits for the one that stays.
#[must_use]
pub fn head_waiting() -> impl IntoView {
    view! {
        <div class="page-head">
            <div class="page-head-inner"><Skeleton kind=SkeletonKind::Lines rows=3/></div>
        </div>
    }
}

/// What a tab shows while its part loads.
#[must_use]
pub fn tab_waiting() -> impl IntoView {
    view! { <Skeleton kind=SkeletonKind::Rows rows=5/> }
}

/// What a tab shows where its part could not be loaded.
#[must_use]
pub fn tab_trouble(error: AppError) -> impl IntoView {
    view! { <Trouble error/> }
}
