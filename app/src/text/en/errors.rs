//! The words of the errors area.

texts! {
    /// The words of the errors area.
    Errors {
    }
}
