//! The screens.

pub mod components;
pub mod text;
