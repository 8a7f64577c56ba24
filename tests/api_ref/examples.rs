//! The examples of the reference are requests that a new cloud accepts.

use std::{collections::BTreeSet, time::Duration};

use ferronova_server::{ApiVersion, Enabled};
use ferronova_testkit::{Client, Cloud, OffloadTime, Options, Version};
use serde_json::{Value, json};

use crate::support::{EXTENDED, VERSIONS, document, operations, resolve, whole};

/// Requests that a cloud with running hosts and without volumes refuses, and their answers.
const REFUSED: &[(&str, u16)] =
    &[("evacuate", 400), ("attach", 404), ("detach", 404), ("swap_volume_attachment", 404)];

/// The actions that bring a server into the state that an action needs.
fn before(action: &str) -> &'static [&'static str] {
    match action {
        "unpause" => &["pause"],
        "resume" => &["suspend"],
        "unrescue" => &["rescue"],
        "os-start" => &["os-stop"],
        "unlock" => &["lock"],
        "unshelve" | "shelveOffload" => &["shelve"],
        "confirmResize" | "revertResize" => &["resize"],
        "addSecurityGroup" => &["removeSecurityGroup"],
        "removeFloatingIp" => &["addFloatingIp"],
        _ => &[],
    }
}

/// The actions of a version: the name and the first example of each.
fn actions(document: &Value) -> Vec<(String, Value)> {
    let schemas = document["components"]["schemas"]["ServerAction"]["oneOf"].as_array();
    let schemas = schemas.expect("there are actions").iter().map(|it| resolve(document, it));
    schemas
        .map(|schema| {
            let name = schema["title"].as_str().expect("an action has a title");
            let example = schema["examples"].get(0).cloned();
            (name.to_owned(), example.unwrap_or_else(|| json!({ name: null })))
        })
        .collect()
}

/// A cloud with what the examples refer to: a floating address, and a server to act on.
fn cloud_of(version: ApiVersion) -> Option<(Cloud, String)> {
    let options = Options {
        reclaim_instance_interval: Duration::from_hours(1),
        shelved_offload_time: OffloadTime::Never,
        ..Options::default()
    };
    let cloud = Cloud::start_with(&options)?;
    cloud.admin().post("os-floating-ips", &json!({"pool": "public"})).assert_status(200);
    let cloud = match version {
        ApiVersion::V2 => cloud.speaking(Version::V2),
        ApiVersion::V21 => unreachable!("no extensions contribute to v2.1"),
        ApiVersion::V3 => cloud.speaking(Version::V3),
    };
    let server = cloud.admin().boot("web");
    Some((cloud, server))
}

fn act(client: &Client, server: &str, name: &str, actions: &[(String, Value)]) -> (u16, String) {
    let found = actions.iter().find(|(it, _)| it == name);
    let (_, example) = found.unwrap_or_else(|| panic!("there is no action {name}"));
    let answer = client.action(server, example);
    (answer.status(), answer.text().to_owned())
}

fn is_taken(status: u16) -> bool {
    [200, 202, 204].contains(&status)
}

#[test]
fn the_example_of_each_action_is_taken() {
    for version in EXTENDED {
        let actions = actions(&whole(version));
        assert!(actions.len() > 30);

        for (name, _) in &actions {
            let Some((cloud, server)) = cloud_of(version) else { return };
            let client = cloud.admin();
            if name == "restore" {
                client.delete(&format!("servers/{server}")).assert_status(204);
            }
            for earlier in before(name) {
                let (status, text) = act(client, &server, earlier, &actions);
                assert!(is_taken(status), "{earlier} before {name}: {status} {text}");
            }

            let (status, text) = act(client, &server, name, &actions);

            let refused = REFUSED.iter().find(|(it, _)| it == name);
            match refused {
                Some((_, expected)) => assert_eq!(status, *expected, "{name}: {text}"),
                None => assert!(is_taken(status), "{name}: {status} {text}"),
            }
        }
    }
}

#[test]
fn every_request_with_a_body_has_an_example_that_its_schema_allows() {
    for version in VERSIONS {
        let document = whole(version);
        let mut seen = BTreeSet::new();

        for (method, path, operation) in operations(&document) {
            if operation["requestBody"].is_null() {
                continue;
            }
            let body =
                &resolve(&document, &operation["requestBody"])["content"]["application/json"];
            let example = &body["example"];

            assert!(!example.is_null(), "{method} {path} has no example");
            assert_allowed(&document, &body["schema"], example, &format!("{method} {path}"));
            seen.insert(path);
        }
        for (name, example) in actions(&document) {
            let schema = json!({"$ref": "#/components/schemas/ServerAction"});
            assert_allowed(&document, &schema, &example, &name);
        }

        assert!(seen.len() >= 5, "{seen:?}");
    }
}

#[test]
fn the_example_of_an_answer_is_one_that_its_schema_allows() {
    for version in EXTENDED {
        let document = whole(version);
        let mut seen = 0;

        for (method, path, operation) in operations(&document) {
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                let content = resolve(&document, response)["content"].as_object();
                for (media_type, body) in content.into_iter().flatten() {
                    let Some(example) = body.get("example") else { continue };
                    let place = format!("{method} {path} {status} {media_type}");
                    assert!(!example.to_string().contains('<'), "{place}: {example}");
                    assert_allowed(&document, &body["schema"], example, &place);
                    seen += usize::from(media_type == "application/json");
                }
            }
        }

        assert!(seen >= 25, "{seen}");
    }
}

#[test]
fn examples_of_answers_are_of_clouds_with_all_extensions() {
    let disabled = vec!["os-server-locked-status".to_owned()];
    let enabled = Enabled { disabled, ..Enabled::default() };

    let document = document(ApiVersion::V2, &enabled);

    let content = &document["components"]["responses"]["Server"]["content"]["application/json"];
    assert!(content["schema"].is_object() && content["example"].is_null(), "{content}");
}

/// Checks an example against a schema of the document.
#[track_caller]
fn assert_allowed(document: &Value, schema: &Value, example: &Value, place: &str) {
    let whole = json!({"allOf": [schema], "components": document["components"]});
    let validator = jsonschema::draft202012::new(&whole).expect("it is a schema");
    let errors: Vec<String> = validator.iter_errors(example).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{place}: {example}: {errors:?}");
}
