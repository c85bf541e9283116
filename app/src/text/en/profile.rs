//! The words of the profile area.

texts! {
    /// The words of the profile area.
    Profile {
    }
}
