//! The members `min_count`, `max_count` and `return_reservation_id` of `os-multiple-create`.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Value, json};

use crate::cloud_of_extensions::{start, start_without};

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
        (json!({}), 1),
        (json!({"min_count": 1, "max_count": 1}), 1),
        (json!({"max_count": 3}), 3),
        (json!({"min_count": 2}), 2),
        (json!({"min_count": 1, "max_count": 3}), 3),
        (json!({"min_count": "2", "max_count": " +3 "}), 3),
    ] {
        let Some(cloud) = start() else { return };

        let response = create(cloud.owner(), &members);

        response.assert_status(202);
        assert_eq!(count(&cloud), n_servers, "{members}");
    }
}

#[test]
fn each_of_several_servers_has_its_id_in_its_name_and_one_alone_has_not() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();

    let several = create(owner, &json!({"max_count": 2})).expect(202);
    let one = create(owner, &json!({"max_count": 1})).expect(202);

    let listed = owner.get("servers?name=web").expect(200).at("/servers");
    let listed = listed.as_array().expect("there is a list");
    assert_eq!(listed.len(), 3);
    for server in listed {
        let id = server["id"].as_str().expect("a server has an id");
        let expected =
            if one.at("/server/id") == id { "web".to_owned() } else { format!("web-{id}") };
        assert_eq!(server["name"], expected);
    }
    assert!(listed.iter().any(|it| it["id"] == several.at("/server/id")));
}

#[test]
fn the_answer_describes_the_first_server_as_it_would_describe_one_alone() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let response = create(owner, &json!({"max_count": 2})).expect(202);

    let id = response.at("/server/id").as_str().expect("a new server has an id").to_owned();
    let location = format!("{}/servers/{id}", owner.v2_url());
    assert_eq!(response.header("location"), Some(location.as_str()));
    response.assert_golden(owner, "v2/servers/create");
}

#[test]
fn the_answer_is_the_reservation_id_alone_if_that_is_asked_for() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let response =
        create(owner, &json!({"max_count": 2, "return_reservation_id": true})).expect(202);

    let body = response.json();
    let id = body["reservation_id"].as_str().expect("it is a text");
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(1));
    assert!(id.starts_with("r-") && id.len() == 10, "{id}");
    assert!(id.bytes().skip(2).all(|it| it.is_ascii_alphanumeric()), "{id}");
    assert_eq!(response.header("location"), None);
    let found = owner.get(&format!("servers?reservation_id={id}")).expect(200).at("/servers");
    assert_eq!(found.as_array().map(Vec::len), Some(2), "{found}");
}

#[test]
fn the_reservation_id_is_not_shown_unless_it_is_asked_for() {
    let cloud = Cloud::start();

    for asked in [json!(false), json!(null), json!("False"), json!("0"), json!("")] {
        let response = create(cloud.owner(), &json!({"return_reservation_id": asked})).expect(202);

        assert!(response.at("/server/id").is_string(), "{}", response.text());
        assert!(!response.text().contains("reservation_id"), "{}", response.text());
    }
}

#[test]
fn fewer_at_most_than_at_least_are_refused() {
    let cloud = Cloud::start();

    for members in [
        json!({"min_count": 2, "max_count": 1}),
        json!({"min_count": "10", "max_count": "9"}),
        json!({"min_count": 99_999_999_999_u64, "max_count": 1}),
    ] {
        let response = create(cloud.owner(), &members);

        response.assert_fault(400, "badRequest", "min_count must be <= max_count");
    }
}

#[test]
fn a_count_below_one_is_refused() {
    let cloud = Cloud::start();

    for count in [json!(0), json!(-1), json!("0"), json!("-7"), json!(" -0 "), json!(i64::MIN)] {
        for member in ["min_count", "max_count"] {
            let response = create(cloud.owner(), &json!({ member: count }));

            let message = format!("Invalid input received: {member} must be >= 1");
            response.assert_fault(400, "badRequest", &message);
        }
    }
}

#[test]
fn a_count_that_is_no_whole_number_is_refused() {
    let cloud = Cloud::start();

    for count in [
        json!("many"),
        json!(""),
        json!("-"),
        json!("+"),
        json!("1.0"),
        json!("0x2"),
        json!("--1"),
        json!(1.5),
        json!(1.0),
        json!(1e30),
        json!(null),
        json!(true),
        json!([1]),
        json!({"min": 1}),
    ] {
        for member in ["min_count", "max_count"] {
            let response = create(cloud.owner(), &json!({ member: count }));

            let message = format!("Invalid input received: {member} must be an integer");
            response.assert_fault(400, "badRequest", &message);
        }
    }
}

#[test]
fn more_servers_at_least_than_one_request_may_create_are_refused() {
    let Some(cloud) = start() else { return };

    for (min_count, asked) in [
        (json!(1001), "1001"),
        (json!(4_294_967_296_u64), "4294967295"),
        (json!("99999999999999999999999999"), "4294967295"),
    ] {
        let response = create(cloud.owner(), &json!({"min_count": min_count}));

        let message = format!(
            "Quota exceeded for instances: Requested {asked}, but already used 0 of 1000 instances"
        );
        response.assert_fault(403, "forbidden", &message);
        assert_eq!(response.header("retry-after"), Some("0"));
        assert_eq!(count(&cloud), 0);
    }
}

#[test]
fn servers_of_more_bytes_than_one_request_may_have_stored_are_refused() {
    let Some(cloud) = start() else { return };
    let large = "eHh4".repeat(5000);

    let response = create(cloud.owner(), &json!({"min_count": 1000, "user_data": large}));

    let message = response.at("/forbidden/message");
    let message = message.as_str().expect("it has a message");
    let asked = message.strip_prefix("Quota exceeded for instance bytes: Requested ");
    let (asked, allowed) = asked.and_then(|it| it.split_once(", ")).expect(message);
    assert!((20_000_000..20_500_000).contains(&asked.parse().unwrap()), "{message}");
    assert_eq!(allowed, "but already used 0 of 16777216 instance bytes");
    response.assert_fault(403, "forbidden", message);
    assert_eq!(response.header("retry-after"), None);
    assert_eq!(count(&cloud), 0);
    // At most as many are made as the limit allows.
    create(cloud.owner(), &json!({"max_count": 1000, "user_data": large})).assert_status(202);
    let created = count(&cloud);
    assert!((800..=838).contains(&created), "{created}");
}

#[test]
fn switched_off_the_extension_does_not_read_the_members() {
    let Some(cloud) = start_without("os-multiple-create") else { return };
    let members = json!({"min_count": "many", "max_count": 0, "return_reservation_id": true});

    let response = create(cloud.owner(), &members).expect(202);

    assert!(response.at("/server/id").is_string());
    assert_eq!(count(&cloud), 1);
}
