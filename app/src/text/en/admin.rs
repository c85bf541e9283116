//! The words of the admin area.

texts! {
    /// The words of the admin area.
    Admin {
    }
}
