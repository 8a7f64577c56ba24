//! The API reference agrees with the code: the contributions to a version and its document name the
//! same routes, actions and filters.

use ferronova_server::{ApiSettings, ApiVersion, Enabled};
use serde_json::{Value, json};

use crate::support::{
    EXTENDED, Names, contributed, contributions, document, names, operations, properties, resolve,
    whole,
};

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
    "soft_deleted",
    "status",
    "task_state",
    "tenant_id",
    "user_id",
    "uuid",
    "vm_state",
];

/// The path at which every route begins.
fn prefix(version: ApiVersion) -> &'static str {
    match version {
        ApiVersion::V2 => "/v2/{project_id}",
        ApiVersion::V21 => "/v2.1",
        ApiVersion::V3 => "/v3",
    }
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

/// The operations of a document that need no token.
fn open_operations(document: &Value) -> Names {
    let operations = operations(document).into_iter();
    let open = operations.filter(|(_, _, operation)| operation["security"] == json!([]));
    open.map(|(method, path, _)| format!("{method} {path}")).collect()
}

#[test]
fn the_document_has_exactly_the_routes_there_are() {
    for version in EXTENDED {
        let document = whole(version);
        let prefix = prefix(version);

        let route = |it: &ferronova_v2::Route| format!("{} {prefix}{}", it.method, it.path);
        let routes = contributed(version, |it| it.routes, route);

        let open = open_operations(&document);
        let described = operations(&document).into_iter();
        let described: Names = described
            .map(|(method, path, _)| format!("{method} {path}"))
            .filter(|it| !open.contains(it))
            .collect();
        assert_eq!(described, routes);
    }
}

#[test]
fn what_needs_no_token_is_the_version_documents() {
    let v2 = open_operations(&whole(ApiVersion::V2));
    let v2_1 = open_operations(&whole(ApiVersion::V21));
    let v3 = open_operations(&whole(ApiVersion::V3));

    assert_eq!(v2, names(&["GET /", "GET /v2", "GET /v2/"]));
    assert_eq!(v2_1, names(&["GET /v2.1", "GET /v2.1/"]));
    assert_eq!(v3, names(&["GET /v3", "GET /v3/"]));
}

#[test]
fn every_answer_of_a_version_names_the_request_in_the_header_of_that_version() {
    for (version, expected) in [
        (ApiVersion::V2, &["x-compute-request-id", "x-openstack-request-id"][..]),
        (ApiVersion::V21, &["x-compute-request-id", "x-openstack-request-id"]),
        (ApiVersion::V3, &["x-openstack-request-id"]),
    ] {
        let document = whole(version);
        let below = operations(&document).into_iter().filter(|(_, path, _)| *path != "/");

        for (method, path, operation) in below {
            let responses = operation["responses"].as_object().expect("it has answers");
            for (status, response) in responses {
                let headers = resolve(&document, response)["headers"].as_object();
                let ids = headers.into_iter().flatten().map(|(name, _)| name.as_str());
                let ids: Vec<&str> = ids.filter(|it| it.ends_with("-request-id")).collect();

                assert_eq!(ids, expected, "{method} {path}, {status}");
            }
        }
    }
}

#[test]
fn the_document_has_exactly_the_actions_there_are() {
    for version in EXTENDED {
        let document = whole(version);

        let actions = contributed(version, |it| it.actions, |it| it.name.to_owned());

        let bodies = document["components"]["schemas"]["ServerAction"]["oneOf"].as_array();
        let bodies = bodies.expect("there are actions");
        let described: Names = bodies.iter().flat_map(|it| properties(&document, it)).collect();
        assert_eq!(described, actions);
        assert_eq!(bodies.len(), actions.len());
    }
}

#[test]
fn both_lists_have_exactly_the_parameters_there_are() {
    for version in EXTENDED {
        let document = whole(version);
        let prefix = prefix(version);

        let mut expected = contributed(version, |it| it.filters, |it| it.name.to_owned());
        expected.append(&mut names(CORE_PARAMETERS));

        assert_eq!(parameters(&document, &format!("{prefix}/servers")), expected);
        assert_eq!(parameters(&document, &format!("{prefix}/servers/detail")), expected);
    }
}

#[test]
fn everything_but_one_has_a_document_that_misses_what_that_one_says() {
    for version in EXTENDED {
        let parts = |document: &Value| [document["paths"].clone(), document["components"].clone()];
        let whole = parts(&whole(version));
        let all = contributions(version);
        for alias in all.iter().map(|it| it.alias).filter(|it| *it != "core") {
            let only = ApiSettings { disabled: vec![alias.to_owned()], ..ApiSettings::default() };
            let enabled = Enabled { v2: only.clone(), v3: only, ..Enabled::default() };

            let document = document(version, &enabled);

            assert!(parts(&document) != whole, "the reference says nothing of {alias}");
            let about = document["info"]["description"].as_str().unwrap_or_default();
            assert!(!about.contains(&format!(" {alias},")), "{about}");
        }
    }
}
