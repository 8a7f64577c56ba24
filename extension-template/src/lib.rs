//! What this extension is good for, in a sentence.

use ferronova_compute::Server;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

/// Whether anybody holds the lock of the server.
const LOCKED: Key = Key::new("my-extension:locked");

ferronova_v2::register!(Extension {
    alias: "my-extension",
    name: "MyExtension",
    namespace: "http://example.org/compute/ext/my-extension/api/v2",
    updated: "2026-01-01T00:00:00Z",
    description: "What this extension is good for, in a sentence.",
    rule: Some("compute_extension:my_extension"),
    adds: Adds {
        api_ref: &[include_str!("api-ref.yaml")],
        server: Keys::new(&[LOCKED], write),
        ..Adds::NOTHING
    },
});

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(LOCKED, &server.locked_by().is_some());
}

#[cfg(test)]
mod tests {
    use ferronova_v2::testing;

    use super::*;

    #[test]
    fn a_locked_server_is_called_locked() {
        let server = testing::locked_server();

        let json = testing::json(|out| write(&server, &testing::related(), out));

        assert_eq!(json, r#"{"my-extension:locked":true}"#);
    }
}
