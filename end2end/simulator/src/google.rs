//! Google: accounts and grants, the OAuth endpoints, the Calendar API, and the pages people see.

pub mod api;
pub mod authorize;
pub mod calendar;
mod client;
pub mod decide;
pub mod error;
pub mod grants;
pub mod identity;
pub mod pages;
pub mod revoke;
pub mod scopes;
pub mod state;
mod steps;
pub mod token;
