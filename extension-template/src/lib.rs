//! What this extension is good for, in a sentence.

use ferronova_compute::Server;
use ferronova_v2::{Extension, Fields, Key, Related};

/// Whether anybody holds the lock of the server.
const LOCKED: Key = Key::new("my-extension:locked");

struct MyExtension;

impl Extension for MyExtension {
    const ALIAS: &str = "my-extension";
    const NAME: &str = "MyExtension";
    const NAMESPACE: &str = "http://example.org/compute/ext/my-extension/api/v2";
    const UPDATED: &str = "2026-01-01T00:00:00Z";
    const DESCRIPTION: &str = "What this extension is good for, in a sentence.";
    const RULE: Option<&str> = Some("compute_extension:my_extension");
    const API_REF: &[&str] = &[include_str!("api-ref.yaml")];
    const SERVER_KEYS: &[Key] = &[LOCKED];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.field(LOCKED, &server.is_locked());
    }
}

ferronova_v2::register!(MyExtension);

#[cfg(test)]
mod tests {
    use ferronova_v2::testing;

    use super::*;

    #[test]
    fn a_locked_server_is_called_locked() {
        let server = testing::locked_server();

        let json =
            testing::json(|out| MyExtension::extend_server(&server, &Related::default(), out));

        assert_eq!(json, r#"{"my-extension:locked":true}"#);
    }
}
