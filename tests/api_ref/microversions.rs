//! The document of v2.1 is consistent at each of its microversions.

use std::collections::BTreeSet;

use ferronova_server::{ApiVersion, Microversion, at_microversion};
use serde_json::Value;

use crate::{
    document::references,
    support::{Names, names, operations, properties, resolve, whole},
};

const VERSION: ApiVersion = ApiVersion::V21;

/// The keys that a server in show gains, by the minor version that has them first.
const GAINED: &[(u16, &[&str])] = &[
    (
        3,
        &[
            "OS-EXT-SRV-ATTR:hostname",
            "OS-EXT-SRV-ATTR:kernel_id",
            "OS-EXT-SRV-ATTR:launch_index",
            "OS-EXT-SRV-ATTR:ramdisk_id",
            "OS-EXT-SRV-ATTR:reservation_id",
            "OS-EXT-SRV-ATTR:root_device_name",
            "OS-EXT-SRV-ATTR:user_data",
        ],
    ),
    (9, &["locked"]),
    (16, &["host_status"]),
    (19, &["description"]),
    (26, &["tags"]),
    (63, &["trusted_image_certificates"]),
    (71, &["server_groups"]),
    (73, &["locked_reason"]),
    (96, &["pinned_availability_zone"]),
    (100, &["scheduler_hints"]),
];

/// The document of every microversion, by its minor version.
fn documents() -> impl Iterator<Item = (u16, Value)> {
    let whole = whole(VERSION);
    (1..=104).map(move |minor| {
        let microversion = Microversion { major: 2, minor };
        let document = at_microversion(VERSION, &whole, microversion);
        (minor, document.unwrap_or_else(|exit| panic!("{exit}")))
    })
}

/// Every value of `x-since` and `x-until`.
fn bounds<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            for name in ["x-since", "x-until"] {
                found.extend(members.get(name).and_then(Value::as_str));
            }
            members.values().for_each(|it| bounds(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| bounds(it, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_microversion_has_a_document_whose_references_lead_somewhere() {
    for (minor, document) in documents() {
        for (place, reference) in references(&document) {
            let found = document.pointer(reference.trim_start_matches('#'));

            assert!(found.is_some(), "2.{minor}: {reference} at {place} leads nowhere");
        }
    }
}

#[test]
fn every_required_key_of_a_component_is_described_at_each_microversion() {
    for (minor, document) in documents() {
        for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
            let described = properties(&document, schema);
            let required = schema["required"].as_array().into_iter().flatten();

            for key in required.filter_map(Value::as_str) {
                assert!(described.contains(key), "2.{minor}: {name} has no {key}");
            }
        }
    }
}

#[test]
fn every_schema_is_one_at_each_microversion() {
    for (minor, document) in documents() {
        for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
            let checked = jsonschema::draft202012::meta::validate(schema);

            assert!(checked.is_ok(), "2.{minor}: {name}: {checked:?}");
        }
    }
}

#[test]
fn every_bound_is_a_microversion_at_which_something_changes() {
    let document = whole(VERSION);
    let mut found = BTreeSet::new();
    bounds(&document, &mut found);

    let (first, last) = VERSION.microversions().expect("it has some");
    for bound in &found {
        let bound: Microversion = bound.parse().unwrap_or_else(|error| panic!("{error}"));
        assert!(first < bound && bound <= last, "{bound} bounds nothing");
    }
    assert!(found.len() > 20, "{found:?}");
}

#[test]
fn a_server_gains_its_keys_at_the_microversions_of_the_contract() {
    let mut before: Option<Names> = None;

    for (minor, document) in documents() {
        let now = properties(&document, &document["components"]["schemas"]["Server"]);
        let Some(earlier) = before.replace(now.clone()) else { continue };

        let gained: Names = now.difference(&earlier).cloned().collect();
        let expected = GAINED.iter().find(|(it, _)| *it == minor).map_or(&[][..], |(_, it)| it);
        assert_eq!(gained, names(expected), "2.{minor}");
        assert!(earlier.is_subset(&now), "2.{minor}");
    }
}

#[test]
fn tags_are_there_since_2_26() {
    for (minor, document) in documents() {
        let described = operations(&document).into_iter();
        let n_of_tags = described.filter(|(_, path, _)| path.contains("/tags")).count();

        assert_eq!(n_of_tags, if minor < 26 { 0 } else { 6 }, "2.{minor}");
    }
}

#[test]
fn every_answer_names_its_microversion_and_what_it_depends_on() {
    let document = whole(VERSION);

    for (method, path, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().expect("it has answers") {
            let headers = &resolve(&document, response)["headers"];

            for name in ["OpenStack-API-Version", "X-OpenStack-Nova-API-Version", "Vary"] {
                assert!(headers[name].is_object(), "{method} {path}, {status}: no {name}");
            }
        }
    }
}
