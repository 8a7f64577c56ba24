//! The API reference says what the code does: the registry and the document name the same things.

use std::collections::BTreeSet;

use ferronova_server::{ApiVersion, api_ref};
use serde_json::Value;

/// The parameters of lists of servers that are there without any extension.
const CORE_PARAMETERS: &[&str] = &[
    "access_ip_v4",
    "access_ip_v6",
    "all_tenants",
    "availability_zone",
    "changes-since",
    "config_drive",
    "deleted",
    "display_name",
    "fixed_ip",
    "flavor",
    "host",
    "image",
    "ip",
    "ip6",
    "key_name",
    "limit",
    "marker",
    "metadata",
    "name",
    "node",
    "power_state",
    "progress",
    "project_id",
    "reservation_id",
    "status",
    "task_state",
    "tenant_id",
    "user_id",
    "uuid",
    "vm_state",
];

/// Texts in order.
type Names = BTreeSet<String>;

/// The document with the extensions that are enabled.
#[track_caller]
fn document(enabled: &dyn Fn(&str) -> bool) -> Value {
    api_ref(ApiVersion::V2, enabled).unwrap_or_else(|exit| panic!("{exit}"))
}

/// The document with every extension.
#[track_caller]
fn whole() -> Value {
    document(&|_| true)
}

/// What the core and every extension contribute, by one of their lists.
fn contributed<T: 'static>(
    list: impl Fn(&ferronova_v2::Contribution) -> &'static [T],
    name: impl Fn(&'static T) -> String,
) -> Names {
    let contributions = ferronova_v2::contributions(|_| true).expect("they work together");
    contributions.iter().flat_map(|it| list(it).iter().map(&name)).collect()
}

/// Every operation: its method, its path, and what is said of it.
fn operations(document: &Value) -> Vec<(String, &str, &Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("there are paths") {
        let members = item.as_object().expect("a path is an object").iter();
        for (method, operation) in members.filter(|(name, _)| *name != "parameters") {
            found.push((method.to_uppercase(), path.as_str(), operation));
        }
    }
    found
}

/// What a reference leads to; anything else is what it is.
#[track_caller]
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(reference) = value["$ref"].as_str() else { return value };
    let found = document.pointer(reference.strip_prefix('#').unwrap_or_default());
    found.unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

/// The properties of a schema and of those that it includes.
#[track_caller]
fn properties(document: &Value, schema: &Value) -> Names {
    let schema = resolve(document, schema);
    let own = schema["properties"].as_object().into_iter().flatten();
    let mut names: Names = own.map(|(name, _)| name.clone()).collect();
    for included in schema["allOf"].as_array().into_iter().flatten() {
        if included.get("$ref").is_some() {
            names.append(&mut properties(document, included));
        }
    }
    names
}

/// The parameters in the query of an operation.
#[track_caller]
fn parameters(document: &Value, path: &str) -> Names {
    let listed = document["paths"][path]["get"]["parameters"].as_array();
    let listed = listed.unwrap_or_else(|| panic!("{path} has no parameters"));
    let name = |it: &Value| resolve(document, it)["name"].as_str().expect("it has one").to_owned();
    let names: Names = listed.iter().map(name).collect();
    assert_eq!(names.len(), listed.len(), "{path} has a parameter twice");
    names
}

#[test]
fn the_document_has_exactly_the_routes_there_are() {
    let document = whole();

    let routes =
        contributed(|it| it.routes, |it| format!("{} /v2/{{project_id}}{}", it.method, it.path));

    let described = operations(&document).into_iter().map(|(method, path, _)| (method, path));
    let described: Names = described
        .filter(|(_, path)| path.starts_with("/v2/{project_id}"))
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(described, routes);
}

#[test]
fn what_needs_no_token_is_the_version_documents() {
    let document = whole();

    let open: Names = operations(&document)
        .into_iter()
        .filter(|(_, _, operation)| operation["security"] == serde_json::json!([]))
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();

    assert_eq!(open, Names::from(["GET /", "GET /v2", "GET /v2/"].map(str::to_owned)));
}

#[test]
fn the_document_has_exactly_the_keys_that_a_server_shows() {
    let document = whole();

    let keys = contributed(|it| it.server_keys, |it| it.as_str().to_owned());

    let schemas = &document["components"]["schemas"];
    assert_eq!(properties(&document, &schemas["Server"]), keys);
}

#[test]
fn the_document_has_exactly_the_actions_there_are() {
    let document = whole();

    let actions = contributed(|it| it.server_actions, |it| it.name.to_owned());

    let bodies = document["components"]["schemas"]["ServerAction"]["oneOf"].as_array();
    let bodies = bodies.expect("there are actions");
    let described: Names = bodies.iter().flat_map(|it| properties(&document, it)).collect();
    assert_eq!(described, actions);
    assert_eq!(bodies.len(), actions.len());
}

#[test]
fn both_lists_have_exactly_the_parameters_there_are() {
    let document = whole();

    let mut names = contributed(|it| it.server_filters, |it| it.name.to_owned());
    names.extend(CORE_PARAMETERS.iter().map(|it| (*it).to_owned()));

    assert_eq!(parameters(&document, "/v2/{project_id}/servers"), names);
    assert_eq!(parameters(&document, "/v2/{project_id}/servers/detail"), names);
}

#[test]
fn every_extension_says_what_it_is_where_it_is_loaded() {
    let parts = |document: &Value| [document["paths"].clone(), document["components"].clone()];
    let core = parts(&document(&|_| false));

    for alias in ferronova_v2::aliases() {
        let alone = parts(&document(&|it| it == alias));

        assert!(alone != core, "the reference says nothing of {alias}");
    }
}

#[test]
fn every_set_of_extensions_but_one_has_a_document() {
    let aliases: Vec<&str> = ferronova_v2::aliases().collect();
    for missing in aliases {
        let document = document(&|alias| alias != missing);

        assert_eq!(document["openapi"], "3.1.1");
        let about = document["info"]["description"].as_str().unwrap_or_default();
        assert!(!about.contains(&format!(" {missing},")), "{about}");
    }
}
