//! Examples of responses: the golden files of the contract tests.

use serde_json::Value;

use crate::ApiVersion;

/// The golden files of operations, in three groups: operations that have the same name in both
/// versions, operations of v2 alone, and operations of v3 alone.
macro_rules! golden {
    (@rows $version:literal: $($operation:literal => $name:literal,)*) => {
        &[$((
            $operation,
            include_str!(concat!("../../../../tests/golden/", $version, "/", $name, ".json")),
        ),)*]
    };
    (both: { $($both:tt)* } v2: { $($v2:tt)* } v3: { $($v3:tt)* }) => {
        const V2: &[(&str, &str)] = golden!(@rows "v2": $($both)* $($v2)*);
        const V3: &[(&str, &str)] = golden!(@rows "v3": $($both)* $($v3)*);
    };
}

golden! {
    both: {
        "createKeyPair" => "os_keypairs/import",
        "createServer" => "servers/create",
        "listExtensions" => "extensions/list",
        "listFlavors" => "flavors/list",
        "listFlavorsDetailed" => "flavors/detail",
        "listHypervisors" => "os_hypervisors/list",
        "listHypervisorsDetailed" => "os_hypervisors/detail",
        "listHypervisorServers" => "os_hypervisors/servers",
        "listImages" => "images/list",
        "listImagesDetailed" => "images/detail",
        "listInstanceActions" => "os_instance_actions/list",
        "listKeyPairs" => "os_keypairs/list",
        "listServers" => "servers/list",
        "searchHypervisors" => "os_hypervisors/search",
        "showFlavor" => "flavors/show",
        "showHypervisor" => "os_hypervisors/show",
        "showHypervisorStatistics" => "os_hypervisors/statistics",
        "showImage" => "images/show",
        "showInstanceAction" => "os_instance_actions/show",
        "showKeyPair" => "os_keypairs/show",
        "showLimits" => "limits/show",
        "updateServer" => "servers/update",
    }
    v2: {
        "listServersDetailed" => "os_server_locked_status/detail",
        "listVersions" => "versions/list",
        "showExtension" => "os_server_locked_status/extension",
        "showServer" => "os_server_locked_status/locked_by_owner",
        "showVersion" => "versions/show",
    }
    v3: {
        "listServersDetailed" => "os_extended_status/detail",
        "showExtension" => "extensions/show",
        "showServer" => "os_extended_status/locked_by_owner",
    }
}

/// The placeholders in the golden files, each with the value that replaces it in examples. They
/// stand for values that differ from run to run. Where the built-in seed has such an entity, the
/// value is its id.
const NAMES: &[(&str, &str)] = &[
    ("<url>", "http://127.0.0.1:8774"),
    ("<project>", "de000000000000000000000000000001"),
    ("<user>", "de000000000000000000000000000002"),
    ("<image>", "1a9e0000-0000-4000-8000-000000000001"),
    ("<host id>", "908bc30251b8860e051b75001ddf08fe862cee97bba134e7e180d259"),
    ("<address>", "10.0.0.2"),
    ("<mac>", "fa:16:3e:00:00:01"),
    ("<password>", "uF6hJ3kQ9sWz"),
];

/// The keys whose times have fractions of a second and no time zone.
const ZONELESS: [&str; 4] =
    ["OS-SRV-USG:launched_at", "OS-SRV-USG:terminated_at", "start_time", "finish_time"];

/// Adds examples of responses to the operations of a document. The examples come from a cloud with
/// all extensions.
pub(super) fn add(document: &mut Value, version: ApiVersion) {
    let answers = match version {
        ApiVersion::V2 => V2,
        ApiVersion::V21 => &[],
        ApiVersion::V3 => V3,
    };
    for (operation, golden) in answers {
        let place = find_answer(document, operation);
        let content = place.and_then(|it| document.pointer_mut(&it)?.get_mut("content"));
        let content = content.and_then(|it| it.get_mut("application/json")?.as_object_mut());
        if let (Some(content), Ok(golden)) = (content, serde_json::from_str(golden)) {
            content.insert("example".to_owned(), fill_in(golden));
        }
    }
}

/// Returns the JSON pointer of the successful response of an operation.
fn find_answer(document: &Value, operation: &str) -> Option<String> {
    for (path, item) in document["paths"].as_object()? {
        for (method, described) in item.as_object()? {
            if described["operationId"] != operation {
                continue;
            }
            let responses = described["responses"].as_object()?;
            let (status, response) = responses.iter().find(|(it, _)| it.starts_with('2'))?;
            if let Some(reference) = response["$ref"].as_str() {
                return reference.strip_prefix('#').map(str::to_owned);
            }
            let path = path.replace('~', "~0").replace('/', "~1");
            return Some(format!("/paths/{path}/{method}/responses/{status}"));
        }
    }
    None
}

fn fill_in(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(members.into_iter().map(fill_in_member).collect()),
        Value::Array(items) => items.into_iter().map(fill_in).collect(),
        Value::String(text) => Value::String(fill_in_text(&text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn fill_in_member((key, value): (String, Value)) -> (String, Value) {
    if value == "<time>" {
        let is_zoneless = ZONELESS.contains(&&*key);
        let time = if is_zoneless { "2014-10-16T00:00:00.000000" } else { "2014-10-16T00:00:00Z" };
        return (key, time.into());
    }
    (key, fill_in(value))
}

fn fill_in_text(text: &str) -> String {
    let named = NAMES.iter().fold(text.to_owned(), |it, (name, value)| it.replace(name, value));
    (1..10).fold(named, |it, n| {
        it.replace(&format!("<id {n}>"), &format!("5e000000-0000-4000-8000-00000000000{n}"))
    })
}
