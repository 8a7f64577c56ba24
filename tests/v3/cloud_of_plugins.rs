//! Shared by the tests of plugins: a cloud with data for each of them, and which answers have the
//! keys of a plugin.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Map, Value, json};

use crate::support;

const SEED: &str = include_str!("seeds/plugins.yaml");

/// The server with a value for every key.
pub(crate) const EVERYTHING: &str = "5e000000-0000-4000-8000-000000000001";

/// The server without optional values.
pub(crate) const NOTHING: &str = "5e000000-0000-4000-8000-000000000002";

/// A cloud with both of these servers.
pub(crate) fn start() -> Option<Cloud> {
    support::start_seeded(SEED)
}

/// The same cloud without a plugin.
pub(crate) fn start_without(alias: &'static str) -> Option<Cloud> {
    let disabled = vec![alias];
    support::start_with(&Options { seed: Some(SEED), disabled, ..Options::default() })
}

/// The same cloud with a rule that overrides the default.
pub(crate) fn start_with_rule(name: &str, rule: &str) -> Option<Cloud> {
    let rules: Map<String, Value> = [(name.to_owned(), json!(rule))].into_iter().collect();
    let policy: &'static str = Value::from(rules).to_string().leak();
    let policy = Some(policy);
    support::start_with(&Options { seed: Some(SEED), policy, ..Options::default() })
}

/// Whether a plugin is in the list of those that are loaded.
#[track_caller]
pub(crate) fn is_listed(cloud: &Cloud, alias: &str) -> bool {
    let list = cloud.owner().get("extensions").expect(200).at("/extensions");
    let list = list.as_array().expect("there is a list of plugins");
    list.iter().any(|it| it["alias"] == alias)
}

/// Both servers, as a caller sees them.
#[track_caller]
pub(crate) fn both_servers(client: &Client) -> [Value; 2] {
    [EVERYTHING, NOTHING].map(|it| client.show(it).expect(200).at("/server"))
}

/// Which answers about a new server have a key, of those to `create`, `show`, `update`, and
/// to the lists in `brief` and in `detail`.
#[track_caller]
pub(crate) fn places_of(client: &Client, key: &str) -> Vec<&'static str> {
    let created = client.post("servers", &client.new_server("web")).expect(202);
    let id = support::created_id(&created);
    client.wait_for(&id, "ACTIVE");
    let answers: [(&'static str, Response); 5] = [
        ("create", created),
        ("show", client.show(&id).expect(200)),
        ("update", client.put(&format!("servers/{id}"), &json!({"server": {}})).expect(200)),
        ("brief", client.get("servers").expect(200)),
        ("detail", client.get("servers/detail").expect(200)),
    ];
    let written = format!("\"{key}\":");
    answers.into_iter().filter(|(_, it)| it.text().contains(&written)).map(|(it, _)| it).collect()
}

/// Checks which answers have the keys of a plugin, that callers whom its rule refuses don't get
/// them and get no error, and that nobody gets them when it is switched off.
#[track_caller]
pub(crate) fn assert_keys(alias: &'static str, rule: &str, keys: &[&str], places: &[&str]) {
    let Some(cloud) = start() else { return };
    for key in keys {
        assert_eq!(places_of(cloud.admin(), key), places, "{key}");
    }
    assert!(is_listed(&cloud, alias));

    let Some(refusing) = start_with_rule(rule, "role:nobody") else { return };
    assert!(is_listed(&refusing, alias));
    let Some(without) = start_without(alias) else { return };
    assert!(!is_listed(&without, alias));
    for cloud in [refusing, without] {
        for key in keys {
            assert_eq!(places_of(cloud.admin(), key), [""; 0], "{key}");
        }
    }
}
