//! Version documents of the network service.

use serde_json::{Value, json};

use super::collection::Collection;

pub(crate) fn list(base_url: &str) -> Value {
    let links = [self_link(&format!("{base_url}/network/v2.0/"))];
    json!({"versions": [{"id": "v2.0", "status": "CURRENT", "links": links}]})
}

pub(crate) fn resources(base_url: &str) -> Value {
    let resource = |collection: Collection| {
        let names = collection.names();
        let links = [self_link(&format!("{base_url}/network/v2.0/{}", names.path))];
        json!({"name": names.thing, "collection": names.list, "links": links})
    };
    let resources: Value = Collection::ALL.into_iter().map(resource).collect();
    json!({ "resources": resources })
}

fn self_link(href: &str) -> Value {
    json!({"rel": "self", "href": href})
}
