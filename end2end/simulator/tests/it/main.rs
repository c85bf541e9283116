//! The simulator over HTTP: the rules of the real service, and what only a simulator has.

mod authorize;
mod browser;
mod calendar;
mod caller;
mod control;
mod entra;
mod graph;
mod list;
mod microsoft;
mod pages;
mod restart;
mod token;
