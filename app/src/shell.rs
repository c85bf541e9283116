//! The HTML document around the app, and what it needs from the server: the theme and the status.
//!
//! The server puts [`Appearance`] and [`SetStatus`] into the context; nothing here reads a cookie or
//! a request.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::app::App;
use crate::components::account_menu::Appearance as Theme;
use crate::text::use_texts;

/// The value of the `appearance` cookie (`system`, `light` or `dark`), put into the context by the
/// server for each request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appearance(pub String);

/// Sets the HTTP status of the page being rendered; put into the context by the server.
#[derive(Clone)]
pub struct SetStatus(pub Arc<dyn Fn(u16) + Send + Sync>);

/// Tells the server which status the page has; does nothing in the browser.
pub fn set_status(status: u16) {
    if let Some(SetStatus(set)) = use_context::<SetStatus>() {
        set(status);
    }
}

/// The whole document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let t = use_texts();
    let theme = use_context::<Appearance>()
        .and_then(|Appearance(value)| Theme::from_value(&value).data_theme());
    view! {
        <!DOCTYPE html>
        <html lang=t.lang data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet options=options.clone() id="leptos"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
