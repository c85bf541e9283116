//! One file per route or tab. Pages own resources and server actions, and pass values to components.

pub mod frame;
pub mod trouble;

pub mod forgot_password;
pub mod link;
pub mod not_found;
pub mod profile;
pub mod sign_in;


