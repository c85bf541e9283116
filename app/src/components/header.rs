//! The header in petrol: mark, organization, navigation, help, account. It knows no role and no
//! session: the shell passes what this viewer may open.

use leptos::html::Details;
use leptos::prelude::*;

use super::icon::{Icon, IconName};
use super::one_way_line::Mark;
use crate::text::use_texts;

/// One entry of a navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavEntry {
    /// Where it leads; it is current there and below.
    pub href: String,
    /// Its words.
    pub label: String,
    /// A number that wants attention, such as classes at risk.
    pub count: i64,
}

impl NavEntry {
    /// An entry without a number.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
            count: 0,
        }
    }

    /// The same entry with a number beside it.
    #[must_use]
    pub fn with_count(self, count: i64) -> Self {
        Self { count, ..self }
    }

    /// Whether the page at `path` is this entry's or lies below it.
    #[must_use]
    pub fn is_current(&self, path: &str) -> bool {
        path.strip_prefix(self.href.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The app header. Put the [`AccountMenu`](super::account_menu::AccountMenu) inside as its child.
#[component]
pub fn Header(
    /// The organization's name, beside the mark.
    #[prop(into)]
    organization: String,
    /// Where mark and name lead.
    #[prop(default = "/".to_owned(), into)]
    home: String,
    /// Only what the role allows.
    #[prop(into)]
    nav: Signal<Vec<NavEntry>>,
    /// The side navigation, repeated in the menu of small screens.
    #[prop(optional, into)]
    second: Signal<Vec<NavEntry>>,
    /// The path shown now.
    #[prop(into)]
    path: Signal<String>,
    /// Where Help leads.
    #[prop(default = "/help".to_owned(), into)]
    help: String,
    /// The account menu; nothing when nobody is signed in.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let t = use_texts();
    let menu = NodeRef::<Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    view! {
        <header class="header">
            <div class="header-inner">
                <details
                    class="header-menu"
                    node_ref=menu
                    on:keydown=move |event| if event.key() == "Escape" { close() }
                >
                    <summary class="header-button" aria-label=t.shell.menu><Icon name=IconName::Menu/></summary>
                    <nav class="header-panel" aria-label=t.shell.nav_main on:click=move |_| close()>
                        <ul>
                            {move || nav.get().into_iter().map(|entry| nav_link(entry, path, "menu-link")).collect_view()}
                        </ul>
                        {move || {
                            let second = second.get();
                            (!second.is_empty()).then(|| view! {
                                <p class="menu-heading">{t.shell.admin}</p>
                                <ul>{second.into_iter().map(|entry| nav_link(entry, path, "menu-link")).collect_view()}</ul>
                            })
                        }}
                        <ul class="menu-foot">
                            <li><a class="menu-link" href=help.clone()>{t.shell.help}</a></li>
                        </ul>
                    </nav>
                </details>
                <a class="header-home" href=home>
                    <Mark/>
                    <span>{organization}</span>
                </a>
                <nav class="header-nav" aria-label=t.shell.nav_main>
                    <ul>
                        {move || nav.get().into_iter().map(|entry| nav_link(entry, path, "header-link")).collect_view()}
                    </ul>
                </nav>
                <div class="header-end">
                    <a class="header-help" href=help>
                        <Icon name=IconName::Help/>
                        <span>{t.shell.help}</span>
                    </a>
                    {children.map(|children| children())}
                </div>
            </div>
        </header>
    }
    .into_any()
}

/// One `li` with a link that knows whether it is current.
pub(super) fn nav_link(
    entry: NavEntry,
    path: Signal<String>,
    class: &'static str,
) -> impl IntoView {
    let NavEntry {
        href, label, count, ..
    } = entry.clone();
    view! {
        <li>
            <a
                class=class
                href=href
                aria-current=move || path.with(|path| entry.is_current(path)).then_some("page")
            >
                {label}
                {(count > 0).then(|| view! { <span class="count-badge is-stop">{count}</span> })}
            </a>
        </li>
    }
    .into_any()
}

/// The first thing Tab reaches: jumps over the header to `<main id="content">`.
#[component]
pub fn SkipLink() -> impl IntoView {
    let t = use_texts();
    view! { <a class="skip-link" href="#content" rel="external">{t.shell.skip_to_content}</a> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::NavEntry;

    #[test]
    fn an_entry_is_current_on_its_page_and_below_only() {
        let check = |path: &str, expect: bool| {
            assert_eq!(
                NavEntry::new("/cases", "Cases").is_current(path),
                expect,
                "{path}"
            );
        };
        check("/cases", true);
        check("/cases/1042", true);
        check("/cases-archive", false);
        check("/", false);
    }
}
