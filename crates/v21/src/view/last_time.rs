//! The text of the time that was written last: many times of a list are equal.

use ferronova_compute::Timestamp;

/// The longest text of a time, quoted.
const LONGEST: usize = 32;

/// A time and its text.
#[derive(Clone, Copy, Default)]
pub(crate) struct LastTime {
    time: Option<Timestamp>,
    text: [u8; LONGEST],
    len: usize,
}

impl LastTime {
    /// Appends the text of a time, which `write` appends if the time is another than the last one.
    pub(crate) fn write(
        &mut self,
        buffer: &mut Vec<u8>,
        time: Timestamp,
        write: fn(&mut Vec<u8>, Timestamp),
    ) {
        if self.time == Some(time) {
            buffer.extend_from_slice(&self.text[..self.len]);
            return;
        }
        let start = buffer.len();
        write(buffer, time);
        let text = &buffer[start..];
        if let Some(place) = self.text.get_mut(..text.len()) {
            place.copy_from_slice(text);
            (self.time, self.len) = (Some(time), text.len());
        }
    }
}
