//! The words of the classes area.

texts! {
    /// The words of the classes area.
    Classes {
    }
}
