//! The words of the it area.

texts! {
    /// The words of the it area.
    It {
    }
}
