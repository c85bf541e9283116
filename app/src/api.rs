//! The server functions, one line each, and the shapes they carry.
//!
//! Times arrive as text made on the server for the viewer (site's zone, viewer's clock) beside
//! epoch milliseconds where a screen must compare; the browser knows no time zones.

pub mod approval;
pub mod audit;
pub mod calendar;
pub mod cases;
pub mod catalog;
pub mod check;
pub mod classes;
pub mod feed;
pub mod import;
pub mod integration;
pub mod policy;
pub mod roles;
pub mod second_step;
pub mod series;
pub mod session;
pub mod settings;
pub mod users;
