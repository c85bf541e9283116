//! English, one file per area. Each file declares its keys and their English together.

pub mod admin;
pub mod audit;
pub mod cases;
pub mod classes;
pub mod errors;
pub mod imports;
pub mod it;
pub mod profile;
pub mod roles;
pub mod second_step;
pub mod shell;
pub mod sign_in;
pub mod widgets;

/// `1 class`, `2 classes`: a count with the word that fits it.
#[must_use]
pub fn plural(n: i64, one: &str, many: &str) -> String {
    if n == 1 {
        format!("{n} {one}")
    } else {
        format!("{n} {many}")
    }
}
