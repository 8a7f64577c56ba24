//! Bodies of `POST servers/{id}/action`.

use crate::cloud::{Choice, change};

/// Sends a body to a server. The first byte chooses the caller, the server and the version.
pub fn action(data: &[u8]) {
    let Some((&first, body)) = data.split_first() else {
        return;
    };
    let choice = Choice::of(first);
    let path = format!("servers/{}/action", choice.server_id);
    change(&choice, |client| {
        client.call("POST", &path).header("content-type", "application/json").body(body).send()
    });
}
