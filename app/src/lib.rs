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
pub mod pages;
pub mod shell;
pub mod text;

/// Takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
