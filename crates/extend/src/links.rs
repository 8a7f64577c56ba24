//! Links, prepared once for each request and written many times.

use ferronova_http::{WriteJson, write_json_string_inside};

/// The fixed parts of the links in one reply, escaped for a JSON string.
pub struct Links {
    versioned: Vec<u8>,
    bookmark: Vec<u8>,
}

impl Links {
    /// Prepares links that begin with `versioned` (`http://host/v2/{project}`), and bookmarks that
    /// begin with `bookmark` (`http://host/{project}`).
    #[must_use]
    pub fn new(versioned: &str, bookmark: &str) -> Self {
        let escaped = |text: &str| {
            let mut buffer = Vec::with_capacity(text.len());
            write_json_string_inside(&mut buffer, text);
            buffer
        };
        Self { versioned: escaped(versioned), bookmark: escaped(bookmark) }
    }

    /// Writes the value of `links`: `self` and `bookmark`.
    pub fn write(&self, buffer: &mut Vec<u8>, collection: &str, id: &str) {
        buffer.extend_from_slice(br#"[{"rel":"self","href":""#);
        write_path(buffer, &self.versioned, collection, id);
        buffer.extend_from_slice(br#""},{"rel":"bookmark","href":""#);
        write_path(buffer, &self.bookmark, collection, id);
        buffer.extend_from_slice(br#""}]"#);
    }

    /// Writes the value of `links` with a bookmark only.
    pub fn write_bookmark(&self, buffer: &mut Vec<u8>, collection: &str, id: &str) {
        buffer.extend_from_slice(br#"[{"rel":"bookmark","href":""#);
        write_path(buffer, &self.bookmark, collection, id);
        buffer.extend_from_slice(br#""}]"#);
    }

    /// Writes an object that refers to a resource: `id`, and `links` with a bookmark.
    pub fn write_reference(&self, buffer: &mut Vec<u8>, collection: &str, id: &str) {
        buffer.extend_from_slice(br#"{"id":"#);
        id.write_json(buffer);
        buffer.extend_from_slice(br#","links":"#);
        self.write_bookmark(buffer, collection, id);
        buffer.push(b'}');
    }
}

fn write_path(buffer: &mut Vec<u8>, start: &[u8], collection: &str, id: &str) {
    buffer.extend_from_slice(start);
    buffer.push(b'/');
    buffer.extend_from_slice(collection.as_bytes());
    buffer.push(b'/');
    write_json_string_inside(buffer, id);
}
