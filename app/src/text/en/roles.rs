//! The words of the roles area.

texts! {
    /// The words of the roles area.
    Roles {
    }
}
