//! The private feed on the EXTERNAL tab: for whoever cannot connect, or waits.

use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::feed::{EndFeed, MakeFeed};
use crate::components::button::{Button, ButtonKind};
use crate::components::copy_button::CopyButton;
use crate::components::panel::{Panel, PanelPart, SectionHead};
use crate::pages::trouble::{FormErrors, FormTrouble};
use crate::text::use_texts;

/// The server actions of the feed.
#[derive(Clone, Copy)]
pub struct FeedActions {
    pub make: ServerAction<MakeFeed>,
    pub end: ServerAction<EndFeed>,
}

impl FeedActions {
    /// One of each.
    #[must_use]
    pub fn new() -> Self {
        Self {
            make: ServerAction::new(),
            end: ServerAction::new(),
        }
    }

    /// Changes whenever one of them was answered.
    #[must_use]
    pub fn version(self) -> usize {
        self.make.version().get() + self.end.version().get()
    }
}

impl Default for FeedActions {
    fn default() -> Self {
        Self::new()
    }
}

/// Its address, hidden until asked for; or the offer to set one up.
#[component]
pub fn Feed(
    /// Empty = there is none.
    address: String,
    /// Somebody waits for IT: then it is the way out.
    waiting: bool,
    may_connect: bool,
    actions: FeedActions,
) -> impl IntoView {
    let t = use_texts();
    let p = &t.profile;
    let title = if waiting {
        p.until_then
    } else if address.is_empty() {
        p.another_app
    } else {
        p.feed_title
    };
    let lead = if address.is_empty() {
        p.feed_text
    } else {
        p.feed_outlook
    };
    let make = move |label: &'static str| {
        may_connect.then(|| {
            view! {
                <ActionForm action=actions.make>
                    <Button label kind=ButtonKind::Quiet busy=actions.make.pending()/>
                </ActionForm>
            }
        })
    };
    view! {
        <section>
            <SectionHead title lead=Some(lead.to_owned())/>
            <div class="stack">
                <FormTrouble errors=FormErrors::of(actions.make)/>
                <FormTrouble errors=FormErrors::of(actions.end)/>
                {if address.is_empty() {
                    make(p.set_up_feed).into_any()
                } else {
                    let copied = address.clone();
                    view! {
                        <Panel>
                            <PanelPart class="is-tight">
                                <div class="address-row">
                                    <details class="disclosure">
                                        <summary>{p.show_address}</summary>
                                        <code class="feed-address">{address}</code>
                                    </details>
                                    <CopyButton text=copied label=p.copy_address small=true/>
                                    {make(p.new_address)}
                                    <ActionForm action=actions.end>
                                        <Button label=p.end_feed kind=ButtonKind::Quiet busy=actions.end.pending()/>
                                    </ActionForm>
                                </div>
                                <p class="hint">{p.new_address_hint}</p>
                            </PanelPart>
                        </Panel>
                    }
                    .into_any()
                }}
            </div>
        </section>
    }
}
