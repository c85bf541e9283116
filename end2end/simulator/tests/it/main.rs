//! The simulator over HTTP: the rules of the real service, and what only a simulator has.

mod browser;
mod calendar;
mod caller;
mod control;
mod oauth;
mod restart;
