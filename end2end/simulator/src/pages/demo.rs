//! The box «Demo controls».

/// The id of the fault a demo control sets.
pub const FAULT: &str = "demo";
