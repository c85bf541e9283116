//! The Schedule: everybody's classes, for people who book and arrange them. The page itself is the
//! one of [`super::my_classes`].

use leptos::prelude::*;

use super::my_classes::{ClassesPage, Scope};

/// Everybody's classes.
#[component]
pub fn Schedule() -> impl IntoView {
    view! { <ClassesPage scope=Scope::Everybody/> }
}
