//! Admin › Calendar integration: what the organization decided, and how far IT's approval is. The head
//! and the tabs of its pages are in [`super`].

pub mod approval;
pub mod policy;
