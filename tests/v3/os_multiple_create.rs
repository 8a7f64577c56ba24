//! The plugin `os-multiple-create`.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Map, Value, json};

use crate::{
    cloud_of_plugins::{start, start_without},
    support::{self, assert_invalid},
};

/// Creates the number of servers that `members` ask for, named `web`.
fn create(client: &Client, members: &Value) -> Response {
    let mut body = client.new_server("web");
    for (member, value) in members.as_object().expect("members are an object") {
        body["server"][member] = value.clone();
    }
    client.post("servers", &body)
}

/// How many servers the owner has besides the two of the seed.
#[track_caller]
fn count(cloud: &Cloud) -> usize {
    let servers = cloud.owner().get("servers").expect(200).at("/servers");
    servers.as_array().expect("there is a list").len() - 2
}

#[test]
fn as_many_servers_are_created_as_the_request_asks_for() {
    for (members, n_servers) in [
        (json!({"min_count": 1, "max_count": 1}), 1),
        (json!({"max_count": 3}), 3),
        (json!({"min_count": 2}), 2),
        (json!({"min_count": "2", "max_count": "3"}), 3),
    ] {
        let Some(cloud) = start() else { return };

        let response = create(cloud.owner(), &members);

        response.assert_status(202);
        assert_eq!(count(&cloud), n_servers, "{members}");
    }
}

#[test]
fn each_of_several_servers_has_its_id_in_its_name() {
    let Some(cloud) = start() else { return };
    create(cloud.owner(), &json!({"max_count": 2})).assert_status(202);

    let listed = cloud.owner().get("servers?name=web").expect(200).at("/servers");

    let listed = listed.as_array().expect("there is a list");
    assert_eq!(listed.len(), 2);
    for server in listed {
        let id = server["id"].as_str().expect("a server has an id");
        assert_eq!(server["name"], format!("web-{id}"));
    }
}

#[test]
fn the_answer_describes_the_first_server_as_it_would_describe_one_alone() {
    let cloud = support::start();

    let response = create(cloud.owner(), &json!({"max_count": 2})).expect(202);

    response.assert_golden(cloud.owner(), "v3/servers/create");
}

#[test]
fn the_answer_is_the_reservation_id_alone_if_that_is_asked_for() {
    let cloud = support::start();
    let owner = cloud.owner();

    for asked in [json!(true), json!("True"), json!("1")] {
        let members = json!({"max_count": 2, "return_reservation_id": asked});
        let response = create(owner, &members).expect(202);

        let body = response.json();
        let id = body["reservation_id"].as_str().expect("it is a text");
        assert_eq!(body.as_object().map(Map::len), Some(1));
        assert!(id.starts_with("r-") && id.len() == 10, "{id}");
        assert_eq!(response.header("location"), None);
        let found = owner.get(&format!("servers?reservation_id={id}")).expect(200).at("/servers");
        assert_eq!(found.as_array().map(Vec::len), Some(2), "{found}");
    }
}

#[test]
fn fewer_at_most_than_at_least_are_refused() {
    let cloud = support::start();

    for members in
        [json!({"min_count": 2, "max_count": 1}), json!({"min_count": "10", "max_count": "9"})]
    {
        let response = create(cloud.owner(), &members);

        response.assert_fault(400, "badRequest", "min_count must be <= max_count");
    }
}

#[test]
fn a_count_that_is_no_whole_number_of_at_least_one_is_refused() {
    let cloud = support::start();
    let minimum = "is less than the minimum of 1";
    let types = "is not of type 'integer', 'string'";

    for member in ["min_count", "max_count"] {
        for (count, text, reason) in [
            (json!(0), "0", format!("0 {minimum}")),
            (json!(-1), "-1", format!("-1 {minimum}")),
            (json!("many"), "many", "u'many' does not match '^[0-9]+$'".to_owned()),
            (json!(""), "", "u'' does not match '^[0-9]+$'".to_owned()),
            (json!("-1"), "-1", "u'-1' does not match '^[0-9]+$'".to_owned()),
            (json!(null), "None", format!("None {types}")),
            (json!(1.5), "1.5", format!("1.5 {types}")),
            (json!([]), "[]", format!("[] {types}")),
        ] {
            let response = create(cloud.owner(), &json!({ member: count }));

            assert_invalid(&response, member, text, &reason);
        }
    }
}

#[test]
fn more_servers_at_least_than_one_request_may_create_are_refused_as_a_quota_is() {
    let Some(cloud) = start() else { return };

    let response = create(cloud.owner(), &json!({"min_count": 1001}));

    let message =
        "Quota exceeded for instances: Requested 1001, but already used 0 of 1000 instances";
    response.assert_fault(403, "forbidden", message);
    assert_eq!(count(&cloud), 0);
}

#[test]
fn servers_of_more_bytes_than_one_request_may_have_stored_are_refused() {
    let Some(cloud) = start() else { return };
    let metadata: Map<String, Value> =
        (0..100).map(|n| (format!("{n:0>255}"), json!("x".repeat(255)))).collect();

    let response = create(cloud.owner(), &json!({"min_count": 400, "metadata": metadata}));

    let message = response.at("/forbidden/message");
    let message = message.as_str().expect("it has a message");
    let asked = message.strip_prefix("Quota exceeded for instance bytes: Requested ");
    let (asked, allowed) = asked.and_then(|it| it.split_once(", ")).expect(message);
    assert!((20_400_000..20_600_000).contains(&asked.parse().unwrap()), "{message}");
    assert_eq!(allowed, "but already used 0 of 16777216 instance bytes");
    response.assert_fault(403, "forbidden", message);
    assert_eq!(count(&cloud), 0);
}

#[test]
fn switched_off_the_plugin_reads_nothing() {
    let Some(cloud) = start_without("os-multiple-create") else { return };
    let members = json!({"min_count": "many", "max_count": 0, "return_reservation_id": true});

    let response = create(cloud.owner(), &members).expect(202);

    assert!(response.at("/server/id").is_string());
    assert_eq!(count(&cloud), 1);
}
