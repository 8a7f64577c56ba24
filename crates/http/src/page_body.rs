//! The body of a page of a list, which ends where it would be too long.

use ferronova_compute::PAGE_BYTES;

/// The body of a page: an object whose first member is a list. With all its entries it is no
/// longer than [`PAGE_BYTES`], unless the first alone is.
pub struct PageBody {
    buffer: Vec<u8>,
    is_empty: bool,
    most: usize,
}

impl PageBody {
    /// A page whose list is called so.
    #[must_use]
    pub fn begin(list: &'static str) -> Self {
        let buffer = format!("{{\"{list}\":[").into_bytes();
        Self { buffer, is_empty: true, most: PAGE_BYTES }
    }

    /// Adds the JSON value that `write` appends. If the page would be too long with it, it is left
    /// out, and the page is at its end: then it says no.
    #[must_use]
    pub fn add(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        let length = self.buffer.len();
        if !self.is_empty {
            self.buffer.push(b',');
        }
        write(&mut self.buffer);
        let fits = self.is_empty || self.buffer.len() <= self.most;
        if !fits {
            self.buffer.truncate(length);
        }
        self.is_empty = false;
        fits
    }

    /// The whole body. Behind the list are the members that `write` appends, each with a comma
    /// before it.
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
        let mut page = PageBody { most, ..PageBody::begin("things") };
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
}
