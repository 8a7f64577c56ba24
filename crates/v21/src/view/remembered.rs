//! The text of a value that was written last, for lists in which the next value is most often equal.

/// A value and its text. The first value is only counted, so that an answer with one server copies
/// nothing.
pub(crate) struct Remembered<T> {
    written: usize,
    last: Option<(T, Vec<u8>)>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { written: 0, last: None }
    }
}

impl<T> Remembered<T> {
    /// Appends the text of a value. `is_same` says whether a remembered value is equal to it, `copy`
    /// returns it to be remembered, and `write` appends its text.
    pub(crate) fn write(
        &mut self,
        buffer: &mut Vec<u8>,
        is_same: impl FnOnce(&T) -> bool,
        copy: impl FnOnce() -> T,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        if let Some((last, text)) = &self.last
            && is_same(last)
        {
            buffer.extend_from_slice(text);
            return;
        }
        let start = buffer.len();
        write(buffer);
        self.written += 1;
        if self.written > 1 {
            self.last = Some((copy(), buffer[start..].to_vec()));
        }
    }
}
