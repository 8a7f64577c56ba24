//! Version documents of the image service.

use serde_json::{Value, json};

/// Id, status and path of each version, newest first.
const VERSIONS: &[(&str, &str, &str)] = &[
    ("v2.16", "CURRENT", "/image/v2/"),
    ("v2.0", "SUPPORTED", "/image/v2/"),
    ("v1.1", "SUPPORTED", "/image/v1/"),
    ("v1.0", "SUPPORTED", "/image/v1/"),
];

pub(crate) fn list(base_url: &str) -> Value {
    let version = |(id, status, path): &(&str, &str, &str)| {
        let links = [json!({"rel": "self", "href": format!("{base_url}{path}")})];
        json!({"id": id, "status": status, "links": links})
    };
    let versions: Value = VERSIONS.iter().map(version).collect();
    json!({ "versions": versions })
}
