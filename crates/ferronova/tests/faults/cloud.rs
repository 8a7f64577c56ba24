//! Calls of the API.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::caller::{Answer, Caller};

/// Requests a new server with this many bytes of user data.
pub(crate) fn ask_for_server(caller: &Caller, name: &str, user_data: usize) -> Answer {
    let image = "1a9e0000-0000-4000-8000-000000000001";
    let server = json!({
        "name": name, "imageRef": image, "flavorRef": "1", "user_data": "eHh4".repeat(user_data / 4),
    });
    caller.call("POST", "servers", Some(&json!({"server": server})))
}

/// Returns the id in a response.
#[track_caller]
pub(crate) fn id_in(answer: &Answer) -> String {
    assert_eq!(answer.status, 202, "no new server: {}", answer.body);
    answer.body["server"]["id"].as_str().expect("it has an id").to_owned()
}

/// Returns the details of all servers, by id.
#[track_caller]
pub(crate) fn servers(caller: &Caller) -> BTreeMap<String, Value> {
    servers_in(&caller.call("GET", "servers/detail", None))
}

/// Returns the servers in a response, by id.
#[track_caller]
pub(crate) fn servers_in(answer: &Answer) -> BTreeMap<String, Value> {
    assert_eq!(answer.status, 200, "no list: {}", answer.body);
    let servers = answer.body["servers"].as_array().expect("there is a list");
    servers
        .iter()
        .map(|it| (it["id"].as_str().unwrap_or_default().to_owned(), it.clone()))
        .collect()
}
