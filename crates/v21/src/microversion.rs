//! Microversions: which one a request asks for.

use std::fmt;

use ferronova_http::{Fault, HeaderName, HeaderValue, Incoming, StatusCode, VARY};

/// The minor number of the oldest microversion, 2.1.
pub const OLDEST: u16 = 1;
/// The minor number of the newest microversion, 2.104.
pub const LATEST: u16 = 104;

/// The header by which clients ask for a microversion of any service: `compute 2.73`.
const API_VERSION: HeaderName = HeaderName::from_static("openstack-api-version");
/// The older header, for this service alone: `2.73`.
const NOVA_API_VERSION: HeaderName = HeaderName::from_static("x-openstack-nova-api-version");

/// The name of this service in [`API_VERSION`].
const SERVICE: &str = "compute";

/// Why a request gets no microversion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum VersionError {
    /// The text is no version. The answer has no version headers.
    Malformed(String),
    /// There is no such microversion. The answer repeats it in its version headers.
    Unsupported(String),
}

impl VersionError {
    pub(crate) fn fault(&self) -> Fault {
        match self {
            Self::Malformed(text) => Fault::bad_request(format!(
                "API Version String {text} is of invalid format. Must be of format \
                 MajorNum.MinorNum."
            )),
            Self::Unsupported(text) => Fault::new(
                StatusCode::NOT_ACCEPTABLE,
                format!(
                    "Version {text} is not supported by the API. Minimum is {} and maximum is {}.",
                    Shown(OLDEST),
                    Shown(LATEST)
                ),
            ),
        }
    }
}

/// A microversion as clients read it: `2.73`.
pub(crate) struct Shown(pub(crate) u16);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "2.{}", self.0)
    }
}

/// The headers that name the microversion of a reply. Those whose value can't be one are left out.
pub(crate) fn version_headers(version: &str) -> Vec<(HeaderName, HeaderValue)> {
    let named = [
        (API_VERSION, format!("{SERVICE} {version}")),
        (NOVA_API_VERSION, version.to_owned()),
        (VARY, "OpenStack-API-Version".to_owned()),
        (VARY, "X-OpenStack-Nova-API-Version".to_owned()),
    ];
    let valid = |(name, value): (_, String)| Some((name, HeaderValue::try_from(value).ok()?));
    named.into_iter().filter_map(valid).collect()
}

/// Returns the minor number of the microversion that a request asks for; [`OLDEST`] if it asks for
/// none.
///
/// The new header decides if it names this service with a version, and the old one is not read
/// then. Of several values, the last counts.
pub(crate) fn requested(incoming: &Incoming<'_>) -> Result<u16, VersionError> {
    let new = incoming.joined_header(&API_VERSION);
    if let Some(text) = new.as_deref().and_then(version_of_service) {
        return parse(text);
    }
    match incoming.joined_header(&NOVA_API_VERSION) {
        Some(text) => parse(text.rsplit(',').next().unwrap_or_default().trim()),
        None => Ok(OLDEST),
    }
}

/// Finds the last version for this service in a list such as `identity 3.1, compute 2.9`.
fn version_of_service(list: &str) -> Option<&str> {
    list.rsplit(',').find_map(|entry| {
        let (service, version) = entry.trim().split_once(char::is_whitespace)?;
        service.eq_ignore_ascii_case(SERVICE).then(|| version.trim())
    })
}

fn parse(text: &str) -> Result<u16, VersionError> {
    if text == "latest" {
        return Ok(LATEST);
    }
    let is_number = |it: &str| {
        !it.is_empty()
            && it.bytes().all(|it| it.is_ascii_digit())
            && (it == "0" || !it.starts_with('0'))
    };
    let numbers = text
        .split_once('.')
        .filter(|(major, minor)| is_number(major) && is_number(minor) && *major != "0");
    let Some((major, minor)) = numbers else {
        return Err(VersionError::Malformed(text.to_owned()));
    };
    let minor: Option<u16> = minor.parse().ok();
    let supported = minor.filter(|it| major == "2" && (OLDEST..=LATEST).contains(it));
    supported.ok_or_else(|| VersionError::Unsupported(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_has_two_numbers_without_leading_zeros() {
        for text in ["", "2.", ".9", "abc", "2.01", "02.9", "2.9.1", "-1.0", "0.0", "LATEST", "2"] {
            assert_eq!(parse(text), Err(VersionError::Malformed(text.to_owned())), "{text}");
        }
        for text in ["1.9", "2.0", "2.105", "3.0", "2.99999999999999999999"] {
            assert_eq!(parse(text), Err(VersionError::Unsupported(text.to_owned())), "{text}");
        }
        assert_eq!((parse("2.1"), parse("2.104"), parse("latest")), (Ok(1), Ok(104), Ok(104)));
    }

    #[test]
    fn the_last_entry_for_this_service_counts() {
        assert_eq!(version_of_service("identity 3.1, Compute  2.9 "), Some("2.9"));
        assert_eq!(version_of_service("compute 2.1,compute 2.9"), Some("2.9"));
        for none in ["", "compute", "identity 3.1", "compute2.9"] {
            assert_eq!(version_of_service(none), None, "{none}");
        }
    }
}
