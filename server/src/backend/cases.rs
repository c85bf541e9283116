//! Cases, and where they can be booked. Everything here needs `cases.manage`.

pub mod erase;
mod open;
mod page;
pub mod save;

pub use erase::erase_case;
pub use open::get_open_classes;
pub use page::{find_cases, get_case_detail, get_cases};
pub use save::save_case;
