//! Files for browsers. They are stored compressed. If the browser already has a file, the reply is
//! 304.

use std::{
    borrow::Cow,
    io::{self, Read as _, Write as _},
};

use ferronova_http::{Fault, HeaderMap, HeaderName, Reply, StatusCode};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};

pub(crate) const HTML: &str = "text/html; charset=UTF-8";

pub(crate) struct Asset {
    content_type: &'static str,
    gzip: Cow<'static, [u8]>,
}

impl Asset {
    /// Wraps a file that the build script has compressed.
    pub(crate) const fn built(content_type: &'static str, gzip: &'static [u8]) -> Self {
        Self { content_type, gzip: Cow::Borrowed(gzip) }
    }

    /// Compresses a file.
    ///
    /// # Errors
    ///
    /// If it can't be compressed.
    pub(crate) fn made(content_type: &'static str, content: &[u8]) -> io::Result<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content)?;
        Ok(Self { content_type, gzip: Cow::Owned(encoder.finish()?) })
    }

    /// Returns the response to a request with these headers: 304 if the client has the file
    /// already, else the file, compressed if the client accepts that.
    pub(crate) fn reply(&self, request: &HeaderMap) -> Reply {
        let tag = self.tag();
        let reply = if has(request, &tag) {
            Reply::new(StatusCode::NOT_MODIFIED, self.content_type, Vec::new())
        } else if takes_gzip(request) {
            Reply::new(StatusCode::OK, self.content_type, self.gzip.to_vec())
                .with_header(HeaderName::from_static("content-encoding"), "gzip")
        } else {
            match self.plain() {
                Ok(content) => Reply::new(StatusCode::OK, self.content_type, content),
                Err(error) => return Fault::internal(&error).to_reply(),
            }
        };
        reply
            .with_header(HeaderName::from_static("etag"), &tag)
            .with_header(HeaderName::from_static("cache-control"), "no-cache")
            .with_header(HeaderName::from_static("vary"), "Accept-Encoding")
            .with_header(HeaderName::from_static("x-content-type-options"), "nosniff")
    }

    fn plain(&self) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        GzDecoder::new(&*self.gzip).read_to_end(&mut content)?;
        Ok(content)
    }

    /// The `ETag`: the last eight bytes of the gzip data, which are a checksum and the length of
    /// the content.
    fn tag(&self) -> String {
        let end = self.gzip.last_chunk().map_or(0, |it| u64::from_be_bytes(*it));
        format!("W/\"{end:016x}\"")
    }
}

/// Whether the client has the version with this tag.
fn has(request: &HeaderMap, tag: &str) -> bool {
    let plain = |it: &str| it.trim().trim_start_matches("W/").to_owned();
    listed(request, "if-none-match").any(|it| it.trim() == "*" || plain(it) == plain(tag))
}

/// Whether the client accepts gzip, with a weight other than 0.
fn takes_gzip(request: &HeaderMap) -> bool {
    listed(request, "accept-encoding").any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|it| it.eq_ignore_ascii_case("gzip"));
        let is_zero = |it: &str| {
            let weight = it.strip_prefix("q=").or(it.strip_prefix("Q="));
            weight.is_some_and(|it| it.trim_end_matches(['0', '.']).is_empty())
        };
        is_gzip && !parts.any(is_zero)
    })
}

/// The items of a header that is a list and may be sent several times.
fn listed<'a>(request: &'a HeaderMap, name: &'static str) -> impl Iterator<Item = &'a str> {
    let values = request.get_all(name).filter_map(|it| it.to_str().ok());
    values.flat_map(|it| it.split(','))
}

#[cfg(test)]
mod tests {
    use ferronova_http::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn gzip_is_for_those_who_name_it_and_do_not_refuse_it() {
        for (value, expected) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("deflate, gzip ; q=1.000", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000", false),
            ("br", false),
            ("identity", false),
            ("", false),
        ] {
            assert_eq!(takes_gzip(&headers(&[("accept-encoding", value)])), expected, "{value}");
        }
        assert!(!takes_gzip(&headers(&[])));
        assert!(takes_gzip(&headers(&[("accept-encoding", "br"), ("accept-encoding", "gzip")])));
    }

    #[test]
    fn what_a_client_has_is_known_by_its_tag() {
        let asset = Asset::made(HTML, b"<p>a</p>").unwrap();
        let other = Asset::made(HTML, b"<p>b</p>").unwrap();
        let tag = asset.tag();

        assert_ne!(tag, other.tag());
        for (value, expected) in [
            (tag.clone(), true),
            (tag.trim_start_matches("W/").to_owned(), true),
            (format!("\"x\", {tag}"), true),
            ("*".to_owned(), true),
            (other.tag(), false),
            (String::new(), false),
        ] {
            let mut headers = HeaderMap::new();
            let sent = HeaderValue::from_str(&value).unwrap();
            headers.append(HeaderName::from_static("if-none-match"), sent);
            assert_eq!(has(&headers, &tag), expected, "{value}");
        }
    }

    #[test]
    fn what_is_compressed_can_be_had_as_it_was() {
        let content = "lock ".repeat(1000);
        let asset = Asset::made(HTML, content.as_bytes()).unwrap();

        assert!(asset.gzip.len() < 100);
        assert_eq!(asset.plain().unwrap(), content.as_bytes());
    }
}
