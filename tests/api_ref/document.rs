//! The document of each version is valid and consistent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{VERSIONS, operations, resolve, whole};

/// Calls `visit` on a value and on everything in it, with its place.
fn walk<'a>(value: &'a Value, place: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(place, value);
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                walk(member, &format!("{place}.{name}"), visit);
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                walk(item, &format!("{place}[{n}]"), visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Every reference, by its place.
pub(crate) fn references(document: &Value) -> BTreeMap<String, &str> {
    let mut found = BTreeMap::new();
    walk(document, "", &mut |place, value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            found.insert(place.to_owned(), reference);
        }
    });
    found
}

/// Every schema of a body of an answer, by its place.
fn answers(document: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    walk(document, "", &mut |place, value| {
        let is_request = place.contains(".requestBody.") || place.contains(".requestBodies.");
        if place.contains(".content.") && place.ends_with(".schema") && !is_request {
            found.push((place.to_owned(), value));
        }
    });
    found
}

/// The objects of a schema that may have members nobody describes.
fn open_objects(document: &Value, schema: &Value, place: &str, seen: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        if seen.insert(reference.to_owned())
            && let Some(found) = document.pointer(reference.trim_start_matches('#'))
        {
            open_objects(document, found, reference, seen);
        }
        return;
    }
    let is_closed = ["additionalProperties", "unevaluatedProperties"]
        .iter()
        .any(|it| schema.get(it).is_some_and(|it| *it != Value::Bool(true)));
    let is_object = schema["type"] == "object" || schema.get("properties").is_some();
    // Other schemas include it and are closed themselves.
    let is_included = ["ServerCore", "ServerExtended"]
        .iter()
        .any(|it| place.strip_prefix("#/components/schemas/") == Some(it));
    assert!(is_closed || !is_object || is_included, "{place} may have more than what is described");
    let members = schema["properties"].as_object().into_iter().flatten();
    for (name, member) in members {
        open_objects(document, member, &format!("{place}.{name}"), seen);
    }
    for name in ["items", "additionalProperties"] {
        if let Some(part) = schema.get(name) {
            open_objects(document, part, &format!("{place}.{name}"), seen);
        }
    }
    for name in ["allOf", "anyOf", "oneOf", "prefixItems"] {
        for part in schema[name].as_array().into_iter().flatten() {
            // A condition only speaks of members that are described elsewhere.
            if part.get("if").is_none() {
                open_objects(document, part, &format!("{place}.{name}"), seen);
            }
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    for version in VERSIONS {
        let document = whole(version);

        for (place, reference) in references(&document) {
            let found = document.pointer(reference.trim_start_matches('#'));

            assert!(found.is_some(), "{reference} at {place} leads nowhere");
        }
    }
}

#[test]
fn every_component_is_used() {
    for version in VERSIONS {
        let document = whole(version);
        let used: BTreeSet<&str> = references(&document).into_values().collect();

        for (kind, components) in document["components"].as_object().into_iter().flatten() {
            for (name, _) in components.as_object().into_iter().flatten() {
                let reference = format!("#/components/{kind}/{name}");

                let is_used = kind == "securitySchemes" || used.contains(reference.as_str());
                assert!(is_used, "nothing uses {reference}; is its name that of what it extends?");
            }
        }
    }
}

#[test]
fn every_object_of_an_answer_is_closed() {
    for version in VERSIONS {
        let document = whole(version);
        let answers = answers(&document);
        let mut seen = BTreeSet::new();

        for (place, schema) in &answers {
            open_objects(&document, schema, place, &mut seen);
        }

        assert!(seen.contains("#/components/schemas/Server") && answers.len() > 20);
    }
}

#[test]
fn every_schema_is_one() {
    for version in VERSIONS {
        let document = whole(version);

        for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
            let checked = jsonschema::draft202012::meta::validate(schema);

            assert!(checked.is_ok(), "{name}: {checked:?}");
        }
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_a_summary_and_a_known_tag() {
    for version in VERSIONS {
        let document = whole(version);
        let tags = document["tags"].as_array().into_iter().flatten();
        let tags: BTreeSet<&str> = tags.filter_map(|it| it["name"].as_str()).collect();
        let mut names = BTreeSet::new();

        for (method, path, operation) in operations(&document) {
            let text = |name: &str| operation[name].as_str().unwrap_or_default().to_owned();

            let name = text("operationId");
            assert!(names.insert(name), "{method} {path} has no operationId of its own");
            assert!(!text("summary").is_empty(), "{method} {path} has no summary");
            let tag = operation["tags"][0].as_str().unwrap_or_default();
            assert!(tags.contains(tag), "{method} {path} has a tag `{tag}` that is not described");
        }

        assert!(names.len() > 20, "{names:?}");
    }
}

#[test]
fn every_parameter_of_a_path_is_described() {
    for version in VERSIONS {
        let document = whole(version);

        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let in_path: BTreeSet<&str> =
                path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}')).collect();

            let parameters = item["parameters"].as_array().into_iter().flatten();
            let described: BTreeSet<&str> =
                parameters.filter_map(|it| resolve(&document, it)["name"].as_str()).collect();
            assert_eq!(described, in_path, "{path}");
        }
    }
}
