//! One file per route or tab. Pages own resources and server actions, and pass values to components.

pub mod trouble;
