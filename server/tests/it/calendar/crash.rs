//! A killed process.
