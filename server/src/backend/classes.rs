//! Availabilities, classes and their rosters.
//!
//! Who sees which class is asked in [`access`], for every page and every change alike. A change of
//! a fact and its `sync::mark` are one transaction; the engine is woken after the commit.

pub mod access;
mod booking;
mod change;
mod dates;
pub mod edit;
pub mod form;
pub mod history;
pub mod instants;
pub mod offer;
mod page;
mod rest;
pub mod rows;
mod series;
mod stored;
mod times;
mod week;

pub use booking::{book_case, remove_case};
pub use change::act_on_class;
pub use edit::edit_availability;
pub use offer::{add_availability, get_availability_options, link_token};
pub use page::{get_class_by_link, get_class_detail, get_class_roster};
pub use rows::place;
pub use series::preview_series;
pub use week::get_class_week;
