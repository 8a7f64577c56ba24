//! Bodies of the requests that make a server, and that change one, its metadata or its tags.

use crate::cloud::{Choice, change};

/// What takes a body on v2.1.
const OF_V21: &[(&str, &str)] = &[
    ("PUT", "servers/{id}"),
    ("POST", "servers/{id}/metadata"),
    ("PUT", "servers/{id}/metadata"),
    ("PUT", "servers/{id}/metadata/key"),
    ("PUT", "servers/{id}/tags"),
    ("PUT", "servers/{id}/tags/tag"),
];

/// Sends a body. The first byte chooses the caller, the version and the server; the second, what the
/// body is for.
pub fn create(data: &[u8]) {
    let [first, second, body @ ..] = data else {
        return;
    };
    let choice = Choice::of(*first);
    let (method, path) = if choice.is_v21() {
        OF_V21[usize::from(*second) % OF_V21.len()]
    } else if second & 1 == 0 {
        ("POST", "servers")
    } else {
        ("PUT", "servers/{id}")
    };
    let path = path.replace("{id}", &choice.server_id);
    change(&choice, |client| {
        client.call(method, &path).header("content-type", "application/json").body(body).send()
    });
}
