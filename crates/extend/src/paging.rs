//! Pages of a list: `limit` and `offset` of a query, and the link to the next page.

use ferronova_http::{Fault, QueryString, write_json_string_inside};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Maximum number of items on a page: Nova's `osapi_max_limit`.
const MAX_LIMIT: usize = 1000;

/// Reads `limit`; without it, returns the maximum.
///
/// # Errors
///
/// 400 if it is not a whole number, or below 0.
pub fn read_limit(query: &QueryString<'_>) -> Result<usize, Fault> {
    Ok(read_count(query, "limit")?.map_or(MAX_LIMIT, |it| it.min(MAX_LIMIT)))
}

/// Returns the part of a list that `offset` and `limit` ask for, for lists without a marker. A
/// limit of 0 means no limit.
///
/// # Errors
///
/// 400 for a limit or an offset that is negative or not a whole number.
pub fn cut<T>(items: Vec<T>, query: &QueryString<'_>) -> Result<Vec<T>, Fault> {
    let offset = read_count(query, "offset")?.unwrap_or(0);
    let limit = read_limit(query)?;
    let limit = if limit == 0 { MAX_LIMIT } else { limit };
    Ok(items.into_iter().skip(offset).take(limit).collect())
}

/// Reads a whole number in a query; numbers that are too large become `usize::MAX`.
fn read_count(query: &QueryString<'_>, name: &str) -> Result<Option<usize>, Fault> {
    let Some(text) = query.last(name) else {
        return Ok(None);
    };
    let digits = text.trim();
    let (is_negative, digits) = match digits.as_bytes().first() {
        Some(b'-') => (true, &digits[1..]),
        Some(b'+') => (false, &digits[1..]),
        _ => (false, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(Fault::bad_request(format!("{name} param must be an integer")));
    }
    if is_negative && digits.bytes().any(|it| it != b'0') {
        return Err(Fault::bad_request(format!("{name} param must be positive")));
    }
    Ok(Some(digits.parse().unwrap_or(usize::MAX)))
}

/// Returns the link to the next page, escaped for a JSON string: the same query with `marker` set
/// to the last id of this page.
#[must_use]
pub fn next_link(url: &str, query_text: &str, last_id: &str) -> Vec<u8> {
    let mut link = Vec::new();
    write_json_string_inside(&mut link, url);
    link.push(b'?');
    let others = query_text.split('&').filter(|it| !it.is_empty());
    for parameter in others.filter(|it| it.split('=').next() != Some("marker")) {
        write_json_string_inside(&mut link, parameter);
        link.push(b'&');
    }
    link.extend_from_slice(b"marker=");
    let marker = utf8_percent_encode(last_id, NON_ALPHANUMERIC).to_string();
    // The dashes of a UUID need no encoding.
    link.extend_from_slice(marker.replace("%2D", "-").as_bytes());
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(text: &str) -> Result<usize, String> {
        read_limit(&QueryString::parse(text)).map_err(|it| it.message().to_owned())
    }

    #[test]
    fn the_last_limit_counts_and_is_capped() {
        assert_eq!(limit(""), Ok(1000));
        assert_eq!(limit("limit=1&limit=2"), Ok(2));
        assert_eq!(limit("limit=1001"), Ok(1000));
        assert_eq!(limit("limit=99999999999999999999999"), Ok(1000));
        assert_eq!(limit("limit=0"), Ok(0));
    }

    #[test]
    fn a_limit_that_is_no_number_or_negative_is_refused() {
        assert_eq!(limit("limit="), Err("limit param must be an integer".to_owned()));
        assert_eq!(limit("limit=1.5"), Err("limit param must be an integer".to_owned()));
        assert_eq!(limit("limit=-1"), Err("limit param must be positive".to_owned()));
        assert_eq!(limit("limit=-0"), Ok(0));
    }

    #[test]
    fn the_next_link_repeats_the_query_with_another_marker() {
        let link = next_link("http://h/servers", "limit=2&marker=a&name=x%20y&limit=3", "b");

        assert_eq!(link, b"http://h/servers?limit=2&name=x%20y&limit=3&marker=b");
    }
}
