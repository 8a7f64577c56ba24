//! Version documents of the identity service.

use serde_json::{Value, json};

/// Returns the list of both API versions, newest first. The reply with this list has the status
/// 200, not 300 as in Keystone, since the old clients that read the list do not follow a 300.
pub(crate) fn list(base_url: &str) -> Value {
    json!({"versions": {"values": [describe_v3(base_url), describe_v2(base_url)]}})
}

pub(crate) fn v3(base_url: &str) -> Value {
    json!({ "version": describe_v3(base_url) })
}

pub(crate) fn v2(base_url: &str) -> Value {
    json!({ "version": describe_v2(base_url) })
}

fn describe_v3(base_url: &str) -> Value {
    json!({
        "id": "v3.14",
        "status": "stable",
        "updated": "2020-04-07T00:00:00Z",
        "links": [{"rel": "self", "href": format!("{base_url}/identity/v3/")}],
        "media-types": [{
            "base": "application/json",
            "type": "application/vnd.openstack.identity-v3+json",
        }],
    })
}

fn describe_v2(base_url: &str) -> Value {
    json!({
        "id": "v2.0",
        "status": "deprecated",
        "updated": "2016-08-04T00:00:00Z",
        "links": [{"rel": "self", "href": format!("{base_url}/identity/v2.0/")}],
        "media-types": [{
            "base": "application/json",
            "type": "application/vnd.openstack.identity-v2.0+json",
        }],
    })
}
