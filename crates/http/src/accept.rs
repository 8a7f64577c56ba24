//! Content negotiation: the media type of JSON replies.

use actix_web::http::header::{ACCEPT, HeaderMap};

/// The compute API's own media type for JSON.
pub(crate) const VENDOR_JSON: &str = "application/vnd.openstack.compute+json";

/// The media types that Nova offers. Among equally preferred ones the first is chosen.
const OFFERS: [&str; 4] =
    ["application/json", VENDOR_JSON, "application/xml", "application/vnd.openstack.compute+xml"];

/// Whether a request prefers the compute API's own media type for JSON.
pub(crate) fn prefers_vendor_json(request_headers: &HeaderMap) -> bool {
    let accept = request_headers.get(ACCEPT).and_then(|it| it.to_str().ok());
    accept.is_some_and(|it| best_offer(it) == Some(VENDOR_JSON))
}

/// Returns the offer with the highest quality in `accept`. At equal quality, an exact match
/// precedes a wildcard.
fn best_offer(accept: &str) -> Option<&'static str> {
    let mut best = None;
    for offer in OFFERS {
        for range in accept.split(',').map(MediaRange::parse).filter(|it| it.quality > 0.0) {
            if range.matches(offer) && best.is_none_or(|(_, it)| range.is_before(it)) {
                best = Some((offer, range));
            }
        }
    }
    best.map(|(offer, _)| offer)
}

/// A media range in `Accept`: `application/*;q=0.5`.
#[derive(Clone, Copy)]
struct MediaRange<'a> {
    name: &'a str,
    quality: f32,
}

impl<'a> MediaRange<'a> {
    /// Parses a media range. A quality that can't be parsed counts as 1.
    fn parse(text: &'a str) -> Self {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().unwrap_or("");
        let quality = parts.find_map(|it| it.strip_prefix("q=")).and_then(|it| it.parse().ok());
        Self { name, quality: quality.unwrap_or(1.0) }
    }

    fn matches(self, offer: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some("" | "*/") => true,
            Some(start) => offer.starts_with(start),
            None => offer.eq_ignore_ascii_case(self.name),
        }
    }

    fn is_before(self, other: Self) -> bool {
        let n_wildcards = |it: Self| it.name.matches('*').count();
        self.quality > other.quality
            || (self.quality.total_cmp(&other.quality).is_eq()
                && n_wildcards(self) < n_wildcards(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offer_of_the_highest_quality_is_the_best() {
        for (accept, expected) in [
            ("application/json", Some("application/json")),
            (VENDOR_JSON, Some(VENDOR_JSON)),
            ("application/json;q=0.5, application/vnd.openstack.compute+json", Some(VENDOR_JSON)),
            ("application/vnd.openstack.compute+json;version=2;q=0.5", Some(VENDOR_JSON)),
            ("application/vnd.openstack.compute+json;q=0", None),
            ("application/xml;q=0.9,*/*;q=0.8", Some("application/xml")),
            ("text/html", None),
            ("", None),
            (";;;", None),
        ] {
            assert_eq!(best_offer(accept), expected, "{accept}");
        }
    }

    #[test]
    fn between_equals_the_first_offer_is_chosen_unless_a_later_one_is_named() {
        for (accept, expected) in [
            ("*/*", "application/json"),
            ("application/*", "application/json"),
            ("application/vnd.openstack.compute+json,application/json", "application/json"),
            ("application/vnd.openstack.compute+json,*/*", VENDOR_JSON),
        ] {
            assert_eq!(best_offer(accept), Some(expected), "{accept}");
        }
    }
}
