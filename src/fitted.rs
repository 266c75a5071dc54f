//! Values in no more memory than they fill.
//!
//! `shrink_to_fit` leaves it to the allocator, and `mimalloc` keeps a block of up to twice the size as it is.

/// The same text in memory of its size.
pub fn text(text: &str) -> String {
    text.to_owned()
}

/// The same list in memory of its size.
pub fn list<T>(list: Vec<T>) -> Vec<T> {
    let mut fitted = Vec::with_capacity(list.len());
    fitted.extend(list);
    fitted
}
