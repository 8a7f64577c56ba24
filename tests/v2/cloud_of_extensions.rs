//! Shared by the tests of extensions: a cloud with data for each of them, and which answers have
//! the keys of an extension.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

const SEED: &str = include_str!("seeds/extensions.yaml");

/// The server with a value for every key.
pub(crate) const EVERYTHING: &str = "5e000000-0000-4000-8000-000000000001";

/// The server without optional values.
pub(crate) const NOTHING: &str = "5e000000-0000-4000-8000-000000000002";

/// A cloud with both of these servers.
pub(crate) fn start() -> Option<Cloud> {
    Cloud::start_with(&Options { seed: Some(SEED), ..Options::default() })
}

/// The same cloud without an extension. Only v2 lacks it: on v3 some can't be switched off.
pub(crate) fn start_without(alias: &'static str) -> Option<Cloud> {
    let disabled = vec![alias];
    Cloud::start_with(&Options { seed: Some(SEED), disabled, ..Options::default() })
}

/// The same cloud with rules that override the defaults.
pub(crate) fn start_with_policy(policy: &'static str) -> Option<Cloud> {
    let policy = Some(policy);
    Cloud::start_with(&Options { seed: Some(SEED), policy, ..Options::default() })
}

/// Whether an extension is in the list of those that are loaded.
#[track_caller]
pub(crate) fn is_listed(cloud: &Cloud, alias: &str) -> bool {
    let list = cloud.owner().get("extensions").expect(200).at("/extensions");
    let list = list.as_array().expect("there is a list of extensions");
    list.iter().any(|it| it["alias"] == alias)
}

/// Which answers about a new server have a key, of those to `create`, `show`, `update`, and
/// to the lists in `brief` and in `detail`.
#[track_caller]
pub(crate) fn places_of(client: &Client, key: &str) -> Vec<&'static str> {
    let created = client.post("servers", &client.new_server("web")).expect(202);
    let id = created.at("/server/id").as_str().expect("a new server has an id").to_owned();
    client.wait_for(&id, "ACTIVE");
    let answers = [
        ("create", created),
        ("show", client.show(&id).expect(200)),
        ("update", client.put(&format!("servers/{id}"), &json!({"server": {}})).expect(200)),
        ("brief", client.get("servers").expect(200)),
        ("detail", client.get("servers/detail").expect(200)),
    ];
    those_with(key, answers)
}

/// Which answers about a flavor or an image have a key, of those to `show`, and to the lists
/// in `brief` and in `detail`.
#[track_caller]
pub(crate) fn places_in(client: &Client, resource: &str, id: &str, key: &str) -> Vec<&'static str> {
    let answers = [
        ("show", client.get(&format!("{resource}/{id}")).expect(200)),
        ("brief", client.get(resource).expect(200)),
        ("detail", client.get(&format!("{resource}/detail")).expect(200)),
    ];
    those_with(key, answers)
}

fn those_with<const N: usize>(
    key: &str,
    answers: [(&'static str, Response); N],
) -> Vec<&'static str> {
    let written = format!("\"{key}\":");
    answers.into_iter().filter(|(_, it)| it.text().contains(&written)).map(|(it, _)| it).collect()
}

/// Creates a server with one member added to the request.
pub(crate) fn create_with(client: &Client, member: &str, value: &Value) -> Response {
    let mut body = client.new_server("web");
    body["server"][member] = value.clone();
    client.post("servers", &body)
}

/// What is shown of a server that was created with one more member.
#[track_caller]
pub(crate) fn shown_with(client: &Client, member: &str, value: &Value) -> Value {
    let created = create_with(client, member, value).expect(202);
    let id = created.at("/server/id").as_str().expect("a new server has an id").to_owned();
    client.show(&id).expect(200).at("/server")
}

/// The message of a request whose values are of the wrong type.
pub(crate) const MALFORMED: &str = "The server could not comply with the request since it is \
                                    either malformed or otherwise incorrect.";
