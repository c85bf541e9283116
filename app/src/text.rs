//! Every sentence a person reads, as compile-time keys. No literal text stands in pages or components.
//!
//! To add a key: open the file of your area in `text/en/`, add one line inside its `texts!` block,
//! and use it as `let t = use_texts(); t.profile.your_key`. Three kinds of lines exist:
//!   `sign_in = "Sign in";`                                  a `&'static str` field: `t.area.sign_in`
//!   `connected_to(provider: &str) = "Connected to {provider}";`  a function field: `(t.area.connected_to)("…")`
//!   `upcoming(n: i64) => |n| plural(n, "class", "classes");`  any closure that returns a `String`
//! A key is named after what it says, not where it stands. Parameters are already formatted strings
//! or counts; nothing here formats times. A second language is the same block with `values!` only;
//! one that misses a key does not compile. This module chooses no language itself: the shell puts
//! `&'static Texts` into the context and `use_texts` falls back to English.
//!
//! Why no translation library: leptos_i18n 0.6.2 with plurals was weighed on 2026-11-22 against the
//! same page (30 sentences, 5 counted words, 2 languages) written as here. Optimised by wasm-opt -Oz:
//! 278 kB against 86 kB, 94 kB against 27 kB in brotli. Keys that are Rust cost 67 kB less to load,
//! and a missing one does not compile either way.

#[macro_use]
mod keys;
pub mod en;

use leptos::prelude::use_context;

/// All sentences of one language, grouped by area.
pub struct Texts {
    /// The language tag for `<html lang>`.
    pub lang: &'static str,
    pub shell: en::shell::Shell,
    pub widgets: en::widgets::Widgets,
    pub sign_in: en::sign_in::SignIn,
    pub profile: en::profile::Profile,
    pub second_step: en::second_step::SecondStep,
    pub classes: en::classes::Classes,
    pub cases: en::cases::Cases,
    pub imports: en::imports::Imports,
    pub admin: en::admin::Admin,
    pub audit: en::audit::Audit,
    pub roles: en::roles::Roles,
    pub it: en::it::It,
    pub errors: en::errors::Errors,
}

/// English, the language every key exists in first.
pub static EN: Texts = Texts {
    lang: "en",
    shell: en::shell::EN,
    widgets: en::widgets::EN,
    sign_in: en::sign_in::EN,
    profile: en::profile::EN,
    second_step: en::second_step::EN,
    classes: en::classes::EN,
    cases: en::cases::EN,
    imports: en::imports::EN,
    admin: en::admin::EN,
    audit: en::audit::EN,
    roles: en::roles::EN,
    it: en::it::EN,
    errors: en::errors::EN,
};

/// The sentences of the reader's language: from the context, else English.
#[must_use]
pub fn use_texts() -> &'static Texts {
    use_context::<&'static Texts>().unwrap_or(&EN)
}
