//! `/image/v2/schemas`: the JSON schemas of an image and of a list of images in v2. Glance's own
//! client asks for the schema of an image first.

use serde_json::{Map, Value, json};

/// The attributes of an image with their JSON types.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("id", &["string"]),
    ("name", &["null", "string"]),
    ("status", &["string"]),
    ("visibility", &["string"]),
    ("owner", &["null", "string"]),
    ("protected", &["boolean"]),
    ("os_hidden", &["boolean"]),
    ("min_disk", &["integer"]),
    ("min_ram", &["integer"]),
    ("size", &["null", "integer"]),
    ("virtual_size", &["null", "integer"]),
    ("checksum", &["null", "string"]),
    ("container_format", &["null", "string"]),
    ("disk_format", &["null", "string"]),
    ("created_at", &["string"]),
    ("updated_at", &["string"]),
    ("tags", &["array"]),
    ("self", &["string"]),
    ("file", &["string"]),
    ("schema", &["string"]),
];

/// The schema of an image. Members that are not attributes are properties, whose values are texts.
pub(crate) fn image() -> Value {
    let attributes = ATTRIBUTES.iter();
    let properties: Map<String, Value> =
        attributes.map(|(name, types)| ((*name).to_owned(), json!({ "type": types }))).collect();
    json!({
        "name": "image",
        "properties": properties,
        "additionalProperties": {"type": "string"},
        "links": [
            {"rel": "self", "href": "{self}"},
            {"rel": "enclosure", "href": "{file}"},
            {"rel": "describedby", "href": "{schema}"},
        ],
    })
}

pub(crate) fn images() -> Value {
    json!({
        "name": "images",
        "properties": {
            "images": {"type": "array", "items": image()},
            "first": {"type": "string"},
            "next": {"type": "string"},
            "schema": {"type": "string"},
        },
        "links": [
            {"rel": "first", "href": "{first}"},
            {"rel": "next", "href": "{next}"},
            {"rel": "describedby", "href": "{schema}"},
        ],
    })
}
