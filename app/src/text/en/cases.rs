//! The words of the cases area.

texts! {
    /// The words of the cases area.
    Cases {
    }
}
