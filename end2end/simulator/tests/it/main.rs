//! The simulator over HTTP: the rules of the real service, and what only a simulator has.

mod authorize;
mod browser;
mod calendar;
mod caller;
mod control;
mod list;
mod restart;
mod token;
