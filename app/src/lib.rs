//! The screens and their contract with the server.
//!
//! Compiles to WebAssembly (feature `hydrate`) and natively (feature `ssr`). Never names a
//! database, an HTTP client or a clock: [`backend`] is the only way out. Read [`app`] (the routes),
//! then the page you touch, then [`components`].

pub mod api;
pub mod app;
pub mod backend;
pub mod components;
pub mod error;
pub mod kit;
pub mod pages;
pub mod posted;
pub mod shell;
pub mod text;

/// Takes over the page that the server rendered.
///
/// Where the server redirects after a form (sign-in, sign-out, a new class), the browser loads the
/// page anew instead of only changing the route: nothing that an earlier person saw stays in memory.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // Set before the router sets its own, which then changes nothing.
    drop(leptos::server_fn::redirect::set_redirect_hook(|to| {
        // The only failure is an address that is none; then the page stays as it is.
        drop(leptos::prelude::window().location().set_href(to));
    }));
    leptos::mount::hydrate_body(app::App);
}
