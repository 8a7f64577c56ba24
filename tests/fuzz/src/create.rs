//! Bodies of the requests that make a server, and that change one.

use crate::cloud::{Choice, change};

/// Sends a body. The first byte chooses the caller and the version; the second, whether it is for a
/// new server or for an existing one, and which.
pub fn create(data: &[u8]) {
    let [first, second, body @ ..] = data else {
        return;
    };
    let choice = Choice::of(*first);
    let (method, path) = if second & 1 == 0 {
        ("POST", "servers".to_owned())
    } else {
        ("PUT", format!("servers/{}", choice.server_id))
    };
    change(&choice, |client| {
        client.call(method, &path).header("content-type", "application/json").body(body).send()
    });
}
