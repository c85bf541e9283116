//! The rules of the product as plain data and pure functions.
//!
//! Nothing here reads a clock, draws a random number, touches a network, a database or a
//! framework: time and randomness come in as arguments. `server` does what these rules decide;
//! `app` shows it.
//!
//! Read in this order: [`id`] and [`permission`] (who), [`rules`] (the three questions and the
//! guards), [`event`] (the one type that leaves the house), [`connection`] (a person's grant) and
//! [`reconcile`] (what to do next for one mirror).

pub mod backoff;
pub mod check;
pub mod connection;
pub mod event;
pub mod id;
pub mod mirror;
pub mod permission;
pub mod provider;
pub mod reconcile;
pub mod rules;
