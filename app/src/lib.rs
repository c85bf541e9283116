//! The screens and their contract with the server.
//!
//! Compiles to WebAssembly (feature `hydrate`) and natively (feature `ssr`). Never names a
//! database, an HTTP client or a clock: [`backend`] is the only way out. Read [`app`] (the routes),
//! then the page you touch, then [`components`].

pub mod api;
pub mod backend;
pub mod components;
pub mod error;
pub mod text;
