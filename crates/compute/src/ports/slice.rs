//! Slices of lists that are read page by page.

/// A slice of a list: as many items as can be read without making other tasks wait.
///
/// The order of such a list does not change. An item that is added, changed or removed while the
/// slices of a list are read may be included as it was before or after that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// The items.
    pub items: Vec<T>,
    /// The position after which the list continues; `None` at its end.
    pub next: Option<u64>,
}
