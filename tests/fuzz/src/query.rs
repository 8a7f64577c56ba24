//! Query strings.

use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

use crate::cloud::{Choice, request};

/// What lists take queries; each is there with and without details or another version.
const PATHS: &[&str] = &[
    "servers",
    "servers/detail",
    "flavors",
    "flavors/detail",
    "images",
    "images/detail",
    "limits",
    "os-hypervisors",
    "os-hypervisors/detail",
    "/image/v1/images/detail",
    "/image/v2/images",
    "/network/v2.0/networks",
    "/network/v2.0/subnets",
    "/network/v2.0/ports",
    "/network/v2.0/security-groups",
    "/identity/v2.0/tenants",
];

/// What no client can send unquoted; all else is sent as it stands.
const UNSENDABLE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Asks for a list. The first byte says who asks by which version, the second for what; the rest is
/// the query.
pub fn query(data: &[u8]) {
    let [first, second, query @ ..] = data else {
        return;
    };
    let choice = Choice::of(*first);
    let path = PATHS[usize::from(*second) % PATHS.len()];
    // The images of v3 are those of the image service.
    if choice.is_v3() && path.starts_with("images") {
        return;
    }
    let query = percent_encode(query, UNSENDABLE);
    request(&choice, |client| client.get(&format!("{path}?{query}")));
}
