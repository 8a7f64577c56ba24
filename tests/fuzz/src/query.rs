//! Query strings.

use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

use crate::cloud::{Choice, request};

/// Lists that have queries, with and without details, and of each version.
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

/// What has a query on v2.1.
const PATHS_OF_V21: &[&str] = &[
    "servers",
    "servers/detail",
    "servers/{id}",
    "servers/{id}/os-instance-actions",
    "servers/{id}/metadata",
    "flavors",
    "flavors/detail",
];

/// Bytes that no client can send unquoted; all others are sent as they are.
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

/// Asks for a list. The first byte chooses the caller and the version, the second the list; the
/// rest is the query.
pub fn query(data: &[u8]) {
    let [first, second, query @ ..] = data else {
        return;
    };
    let choice = Choice::of(*first);
    let paths = if choice.is_v21() { PATHS_OF_V21 } else { PATHS };
    let path = paths[usize::from(*second) % paths.len()].replace("{id}", &choice.server_id);
    // The images of v3 are those of the image service.
    if choice.is_v3() && path.starts_with("images") {
        return;
    }
    let query = percent_encode(query, UNSENDABLE);
    request(&choice, |client| client.get(&format!("{path}?{query}")));
}
