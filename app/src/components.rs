//! The parts every page is made of. They take values, signals and callbacks, and never fetch.
//!
//! Forms work without script: components render plain fields with `name`s, and add behaviour on top.
//! Words come as props (from `text`) or from `t.widgets`; colours and sizes live in `style/`.
//! Each file has one concept and one CSS partial of the same name.

#[cfg(test)]
mod contrast;
#[cfg(all(test, feature = "ssr"))]
mod rendering;

pub mod account_menu;
pub mod agenda;
pub mod badge;
pub mod button;
pub mod choice;
pub mod copy_button;
pub mod delivery_line;
pub mod dialog;
pub mod empty_state;
pub mod error_summary;
pub mod field;
pub mod header;
pub mod icon;
pub mod meter;
pub mod note;
pub mod one_way_line;
pub mod page_banner;
pub mod page_head;
pub mod pager;
pub mod panel;
pub mod provider_tile;
pub mod sent_preview;
pub mod side_nav;
pub mod skeleton;
pub mod tabs;
pub mod text_area;
pub mod trail;
pub mod undo_bar;
pub mod week_grid;
