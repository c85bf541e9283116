//! One file per route or tab. Pages own resources and server actions, and pass values to components.

pub mod admin;
pub mod agenda;
pub mod availability;
pub mod case;
pub mod cases;
pub mod catalog;
pub mod class;
pub mod class_words;
pub mod delivery;
pub mod forgot_password;
pub mod frame;
pub mod help;
pub mod lanes;
pub mod link;
pub mod my_classes;
pub mod not_found;
pub mod privacy;
pub mod profile;
pub mod roles;
pub mod schedule;
pub mod sign_in;
pub mod timed_undo;
pub mod trouble;
pub mod week;
