//! Bodies of pages of lists, with a maximum length.

use ferronova_compute::PAGE_BYTES;

/// Bodies of at least this many bytes are large: memory is reserved for them, and their buffer
/// grows to the expected final size.
pub(crate) const SMALL_BYTES: usize = 1 << 18;

/// Minimum growth of the buffer of a large page, in bytes.
pub(crate) const STEP: usize = 1 << 20;

/// The body of a page: an object whose first member is a list. It is at most [`PAGE_BYTES`] long,
/// unless its first entry alone is longer.
pub struct PageBody {
    buffer: Vec<u8>,
    /// The position of the first entry.
    start: usize,
    count: usize,
    /// Maximum number of entries.
    limit: usize,
    is_cut: bool,
    most: usize,
}

impl PageBody {
    /// Starts a page whose list has the key `list` and at most `limit` entries. Its buffer has
    /// a capacity of `space` bytes at first.
    #[must_use]
    pub fn begin(list: &'static str, space: usize, limit: usize) -> Self {
        let mut buffer = Vec::with_capacity(space);
        buffer.extend_from_slice(b"{\"");
        buffer.extend_from_slice(list.as_bytes());
        buffer.extend_from_slice(b"\":[");
        Self { start: buffer.len(), buffer, count: 0, limit, is_cut: false, most: PAGE_BYTES }
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        self.buffer.truncate(self.start);
        (self.count, self.is_cut) = (0, false);
    }

    /// Adds the JSON value that `write` appends. If that makes the page too long, removes the value
    /// again, marks the page as cut and returns `false`.
    #[must_use]
    pub fn add(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        let length = self.buffer.len();
        if length > SMALL_BYTES && self.buffer.capacity() - length < STEP / 2 {
            self.buffer.reserve_exact(self.growth());
        }
        if self.count > 0 {
            self.buffer.push(b',');
        }
        write(&mut self.buffer);
        if self.count > 0 && self.buffer.len() > self.most {
            self.buffer.truncate(length);
            self.is_cut = true;
            return false;
        }
        self.count += 1;
        true
    }

    /// Returns the number of bytes by which the buffer of a large page grows: enough for `limit`
    /// entries of the average size so far. As there may be fewer entries, the growth is at most the
    /// page's length or two steps, whichever is more.
    fn growth(&self) -> usize {
        let length = self.buffer.len();
        let to_come = self.limit.saturating_sub(self.count);
        let usual = length / self.count.max(1);
        (STEP / 2).saturating_add(to_come.saturating_mul(usual)).clamp(STEP, length.max(2 * STEP))
    }

    /// The number of entries.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether an entry was left out because it made the page too long.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.buffer.len()
    }

    /// Completes the body. `write` appends the members after the list, each preceded by a comma.
    #[must_use]
    pub fn end(mut self, write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        self.buffer.push(b']');
        write(&mut self.buffer);
        self.buffer.push(b'}');
        self.buffer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(most: usize, entries: &[&str]) -> (String, usize) {
        let mut page = PageBody { most, ..PageBody::begin("things", 0, 9) };
        let add = |entry: &&&str| page.add(|buffer| buffer.extend_from_slice(entry.as_bytes()));
        let count = entries.iter().take_while(add).count();
        let body = page.end(|buffer| buffer.extend_from_slice(b",\"next\":0"));
        (String::from_utf8(body).unwrap(), count)
    }

    #[test]
    fn what_fits_is_in_it() {
        assert_eq!(page(100, &["1", "2"]), (r#"{"things":[1,2],"next":0}"#.to_owned(), 2));
        assert_eq!(page(100, &[]), (r#"{"things":[],"next":0}"#.to_owned(), 0));
    }

    #[test]
    fn it_ends_before_it_is_too_long() {
        let length = r#"{"things":[1,2"#.len();

        assert_eq!(page(length, &["1", "2", "3"]).1, 2);
        let one = r#"{"things":[1],"next":0}"#.to_owned();
        assert_eq!(page(length - 1, &["1", "2", "3"]), (one, 1));
    }

    #[test]
    fn it_has_at_least_one() {
        assert_eq!(page(1, &["1", "2"]), (r#"{"things":[1],"next":0}"#.to_owned(), 1));
    }

    #[test]
    fn a_large_page_grows_once_to_what_it_will_be() {
        let entry = "x".repeat(1024);
        let mut page = PageBody::begin("things", 0, 1000);
        let mut capacities = vec![];
        for _ in 0..1000 {
            assert!(page.add(|buffer| buffer.extend_from_slice(entry.as_bytes())));
            if page.len() > 2 * SMALL_BYTES {
                capacities.push(page.buffer.capacity());
            }
        }

        capacities.dedup();
        assert!(matches!(&capacities[..], [one] if *one < 2 * STEP), "{capacities:?}");
    }

    #[test]
    fn a_page_that_begins_again_has_no_entries() {
        let mut page = PageBody { most: 16, ..PageBody::begin("things", 0, 9) };
        assert!(page.add(|buffer| buffer.push(b'1')));
        assert!(!page.add(|buffer| buffer.extend_from_slice(b"22222")));
        assert!(page.is_cut());

        page.clear();

        assert_eq!((page.count(), page.is_cut()), (0, false));
        assert_eq!(page.end(|_| {}), br#"{"things":[]}"#);
    }
}
