//! `POST /servers`: what a request may contain, and the server that it makes.

use std::time::Duration;

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Map, Value, json};

use crate::cloud_of_extensions::MALFORMED;

fn start() -> Option<Cloud> {
    let seed = Some(include_str!("seeds/create.yaml"));
    Cloud::start_with(&Options { seed, ..Options::default() })
}

/// A request for a new server with one member added or changed.
fn server_with(client: &Client, member: &str, value: &Value) -> Value {
    let mut body = client.new_server("web");
    body["server"][member] = value.clone();
    body
}

/// Creates a server with one member added to the request.
fn create_with(client: &Client, member: &str, value: &Value) -> Response {
    client.post("servers", &server_with(client, member, value))
}

/// The id of the created server.
fn created_id(created: &Response) -> String {
    created.at("/server/id").as_str().expect("a new server has an id").to_owned()
}

/// What is shown of a server that was created with one more member.
#[track_caller]
fn shown_with(client: &Client, member: &str, value: &Value) -> Value {
    let created = create_with(client, member, value).expect(202);
    client.show(&created_id(&created)).expect(200).at("/server")
}

/// Metadata of that many items.
fn items(n_items: usize) -> Value {
    (0..n_items).map(|n| (format!("key{n}"), json!("value"))).collect::<Map<_, _>>().into()
}

#[test]
fn a_new_server_is_answered_with_its_id_its_links_and_a_password() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let response = owner.post("servers", &owner.new_server("web")).expect(202);

    let id = created_id(&response);
    assert_eq!(response.header("content-type"), Some("application/json"));
    let location = format!("{}/servers/{id}", owner.v2_url());
    assert_eq!(response.header("location"), Some(location.as_str()));
    response.assert_golden(owner, "v2/servers/create");
}

#[test]
fn a_new_server_belongs_to_the_project_and_the_user_of_the_token() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let mut body = server_with(owner, "tenant_id", &json!(cloud.other().project_id()));
    body["server"]["user_id"] = json!(cloud.other().user_id());
    let id = created_id(&owner.post("servers", &body).expect(202));

    let response = owner.show(&id).expect(200);

    assert_eq!(response.at("/server/tenant_id"), owner.project_id());
    assert_eq!(response.at("/server/user_id"), owner.user_id());
}

#[test]
fn a_password_that_is_given_is_taken() {
    let cloud = Cloud::start();

    let empty = create_with(cloud.owner(), "adminPass", &json!("")).expect(202);
    let response = create_with(cloud.owner(), "adminPass", &json!("open sesame")).expect(202);

    assert_eq!(empty.at("/server/adminPass"), "");
    assert_eq!(response.at("/server/adminPass"), "open sesame");
}

#[test]
fn a_password_that_is_made_has_twelve_characters_and_is_another_one_each_time() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let passwords = [(); 2].map(|()| {
        owner.post("servers", &owner.new_server("web")).expect(202).at("/server/adminPass")
    });

    let texts = passwords.each_ref().map(|it| it.as_str().expect("a password is a text"));
    assert_eq!(texts.map(str::len), [12, 12]);
    assert_ne!(texts[0], texts[1]);
}

#[test]
fn a_password_is_a_text() {
    let cloud = Cloud::start();

    for password in [json!(1), json!(null), json!({})] {
        let response = create_with(cloud.owner(), "adminPass", &password);

        response.assert_fault(400, "badRequest", "Invalid adminPass");
    }
}

#[test]
fn a_body_without_a_server_cannot_be_processed() {
    let cloud = Cloud::start();

    for body in [json!({}), json!([])] {
        let response = cloud.owner().post("servers", &body);

        let message = "Unable to process the contained instructions";
        response.assert_fault(422, "computeFault", message);
    }
    for server in [json!(null), json!([]), json!("web"), json!(5)] {
        let response = cloud.owner().post("servers", &json!({ "server": server }));

        response.assert_fault(400, "badRequest", MALFORMED);
    }
}

#[test]
fn personality_is_kept_within_the_announced_limits() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let file =
        |path: &str, n_groups: usize| json!({"path": path, "contents": "AAAA".repeat(n_groups)});
    let files = |n_files: usize| json!(vec![file("/a", 1); n_files]);
    let long = "x".repeat(256);

    for (personality, message) in [
        (files(6), "Personality file limit exceeded"),
        (json!([file(&long, 1)]), "Personality file path too long"),
        (json!([file(&long, 3414)]), "Personality file path too long"),
        (json!([file("/a", 3414)]), "Personality file content too long"),
    ] {
        let rebuild = json!({"imageRef": owner.image_id(), "personality": personality});
        for response in [
            create_with(owner, "personality", &personality),
            owner.action(&id, &json!({ "rebuild": rebuild })),
        ] {
            response.assert_fault(403, "forbidden", message);
        }
    }
    let most = [files(5), json!([file(&long[1..], 3413)]), json!(""), json!({}), json!(0)];
    for personality in most.into_iter().chain([json!(false), json!(null)]) {
        create_with(owner, "personality", &personality).assert_status(202);
    }
    let limits = owner.get("limits").expect(200);
    assert_eq!(limits.at("/limits/absolute/maxPersonality"), 5);
    assert_eq!(limits.at("/limits/absolute/maxPersonalitySize"), 10240);
}

#[test]
fn a_hint_is_taken_unless_it_names_a_group_that_is_not_there() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let group = "c0ffee00-0000-4000-8000-000000000000";

    for name in ["os:scheduler_hints", "OS-SCH-HNT:scheduler_hints"] {
        let with = |hints: &Value| {
            let mut body = owner.new_server("web");
            body[name] = hints.clone();
            owner.post("servers", &body)
        };
        for hints in [json!({}), json!(""), json!({"same_host": group}), json!({"group": ""})] {
            with(&hints).assert_status(202);
        }
        let message = format!("Instance group {group} could not be found.");
        with(&json!({ "group": group })).assert_fault(400, "badRequest", &message);
        let message = "Malformed scheduler_hints attribute";
        with(&json!("x")).assert_fault(400, "badRequest", message);
        with(&json!(null)).assert_fault(400, "badRequest", MALFORMED);
    }
}

#[test]
fn what_is_empty_asks_for_nothing() {
    let cloud = Cloud::start();

    let any = [json!(""), json!({}), json!([]), json!(null), json!(0), json!(false)];
    for (member, empty) in [
        ("availability_zone", &any[..]),
        ("config_drive", &any),
        ("key_name", &any),
        ("personality", &any),
        ("return_reservation_id", &any),
        // A number has no length, so it can't be empty.
        ("security_groups", &any[..4]),
        ("user_data", &any),
    ] {
        for value in empty {
            create_with(cloud.owner(), member, value).assert_status(202);
        }
    }
}

#[test]
fn what_may_be_empty_is_still_checked_if_it_is_not() {
    let cloud = Cloud::start();

    for (member, message) in [
        ("availability_zone", MALFORMED),
        ("config_drive", "Invalid config_drive provided."),
        ("key_name", MALFORMED),
        ("personality", "Bad personality format"),
        ("security_groups", MALFORMED),
        ("user_data", "Userdata content cannot be decoded"),
    ] {
        for value in [json!(5), json!(["x"]), json!({"x": 1})] {
            let response = create_with(cloud.owner(), member, &value);

            response.assert_fault(400, "badRequest", message);
        }
    }
}

#[test]
fn a_new_server_needs_a_name_an_image_and_a_flavor() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    for (member, message) in [
        ("name", "Server name is not defined"),
        ("imageRef", "Missing imageRef attribute"),
        ("flavorRef", "Missing flavorRef attribute"),
    ] {
        let mut body = owner.new_server("web");
        body["server"].as_object_mut().expect("there is a server").remove(member);

        let response = owner.post("servers", &body);

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_name_has_1_to_255_characters() {
    let cloud = Cloud::start();
    let blank = "Server name has a minimum character requirement of 1.";
    let long = "Server name has more than 255 characters.";
    let no_text = "Server name is not a string or unicode";

    for (name, message) in [
        (json!(""), blank),
        (json!(" \t\u{3000}"), blank),
        (json!("x".repeat(256)), long),
        (json!("é".repeat(256)), long),
        (json!(1), no_text),
        (json!(null), no_text),
        (json!(["web"]), no_text),
    ] {
        let response = create_with(cloud.owner(), "name", &name);

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_name_is_kept_without_the_blanks_around_it() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    for (name, kept) in [
        ("  web 1 ", "web 1".to_owned()),
        (&format!(" {} ", "x".repeat(255)), "x".repeat(255)),
        (&"é".repeat(255), "é".repeat(255)),
        ("\"\\<&>\u{1f980}", "\"\\<&>\u{1f980}".to_owned()),
    ] {
        let server = shown_with(owner, "name", &json!(name));

        assert_eq!(server["name"], kept);
    }
}

#[test]
fn metadata_is_kept() {
    let cloud = Cloud::start();
    let long = "é".repeat(255);
    let metadata = json!({"role": "web", "empty": "", &long: &long});

    let server = shown_with(cloud.owner(), "metadata", &metadata);

    assert_eq!(server["metadata"], metadata);
}

#[test]
fn metadata_is_an_object_of_texts() {
    let cloud = Cloud::start();
    let no_text = "Invalid metadata: The input is not a string or unicode";

    for (metadata, message) in [
        (json!("role"), "Invalid metadata: Metadata type should be dict."),
        (json!(["role"]), "Invalid metadata: Metadata type should be dict."),
        (json!({"": "web"}), "Invalid metadata:  has a minimum character requirement of 1."),
        (json!({"role": 1}), no_text),
        (json!({"role": null}), no_text),
        (json!({"role": {}}), no_text),
    ] {
        let response = create_with(cloud.owner(), "metadata", &metadata);

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn metadata_of_more_than_255_characters_is_too_large() {
    let cloud = Cloud::start();
    let long = "x".repeat(256);

    for (metadata, what) in [(json!({&long: "x"}), "key"), (json!({"x": &long}), "value")] {
        let response = create_with(cloud.owner(), "metadata", &metadata);

        let message =
            format!("Invalid metadata size: Metadata property {what} greater than 255 characters");
        response.assert_fault(413, "overLimit", &message);
        assert_eq!(response.header("retry-after"), None);
    }
}

#[test]
fn metadata_has_at_most_128_items() {
    let cloud = Cloud::start();

    let most = create_with(cloud.owner(), "metadata", &items(128));
    let response = create_with(cloud.owner(), "metadata", &items(129));

    most.assert_status(202);
    response.assert_fault(403, "forbidden", "Maximum number of metadata items exceeds 128");
    assert_eq!(response.header("retry-after"), Some("0"));
}

#[test]
fn access_addresses_are_kept_and_written_in_their_shortest_form() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    for (member, given, kept) in [
        ("accessIPv4", "192.0.2.1", "192.0.2.1"),
        ("accessIPv6", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
    ] {
        let server = shown_with(owner, member, &json!(given));

        assert_eq!(server[member], kept);
    }
}

#[test]
fn access_addresses_are_addresses_of_their_version() {
    let cloud = Cloud::start();
    let values = ["", "web", "192.0.2", "192.0.2.256", "192.0.2.1/32", "fd00::g"];

    for (member, message, other) in [
        ("accessIPv4", "accessIPv4 is not proper IPv4 format", "fd00::1"),
        ("accessIPv6", "accessIPv6 is not proper IPv6 format", "192.0.2.1"),
    ] {
        let wrong = values.iter().copied().chain([other]).map(Value::from);
        for value in wrong.chain([json!(1), json!([])]) {
            let response = create_with(cloud.owner(), member, &value);

            response.assert_fault(400, "badRequest", message);
        }
    }
}

#[test]
fn access_addresses_that_are_null_are_none() {
    let cloud = Cloud::start();

    for member in ["accessIPv4", "accessIPv6"] {
        let server = shown_with(cloud.owner(), member, &Value::Null);

        assert_eq!(server[member], "");
    }
}

#[test]
fn files_for_the_disk_are_checked_although_nobody_can_look_at_them() {
    let cloud = Cloud::start();
    let fine = json!([{"path": "/etc/motd", "contents": "SGVs\nbG8="}]);

    let accepted = create_with(cloud.owner(), "personality", &fine);
    let refused = [json!("no base64!"), json!("SGVsbG8"), json!(1)].map(|contents| {
        let files = json!([{"path": "/etc/motd", "contents": contents}]);
        create_with(cloud.owner(), "personality", &files)
    });

    accepted.assert_status(202);
    for response in refused {
        let message = "Personality content for /etc/motd cannot be decoded";
        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn files_are_a_list_of_objects_with_a_path_and_contents() {
    let cloud = Cloud::start();

    for (files, message) in [
        (json!("/etc/motd"), "Bad personality format"),
        (json!(["/etc/motd"]), "Bad personality format"),
        (json!([{"contents": "SGVsbG8="}]), "Bad personality format: missing 'path'"),
        (json!([{"path": "/etc/motd"}]), "Bad personality format: missing 'contents'"),
    ] {
        let response = create_with(cloud.owner(), "personality", &files);

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn members_that_belong_to_no_extension_here_are_ignored() {
    // Members that other extensions of Nova read; the list is in `differences.md`.
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();

    for (member, value) in [
        ("block_device_mapping", json!([{"volume_id": "x"}])),
        ("block_device_mapping_v2", json!([{"boot_index": 0, "uuid": "x"}])),
        ("locked", json!(true)),
        ("nobody knows this", json!({})),
    ] {
        let server = shown_with(owner, member, &value);

        assert_eq!(server["image"]["id"], owner.image_id(), "{member}");
        assert_eq!(server["locked"], false, "{member}");
    }
}

#[test]
fn members_beside_the_server_are_ignored() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let mut body = owner.new_server("web");
    body["nobody knows this"] = json!({"group": "x"});

    let response = owner.post("servers", &body);

    response.assert_status(202);
}

#[test]
fn a_request_that_is_refused_creates_nothing() {
    let Some(cloud) = start() else { return };
    create_with(cloud.owner(), "flavorRef", &json!("nope")).assert_status(400);

    let response = cloud.owner().get("servers").expect(200);

    assert_eq!(response.at("/servers"), json!([]));
}

#[test]
fn a_server_that_takes_no_time_to_build_is_active_at_once() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();
    let id = created_id(&owner.post("servers", &owner.new_server("web")).expect(202));

    let response = owner.show(&id).expect(200);

    assert_eq!(response.at("/server/status"), "ACTIVE");
}

#[test]
fn a_server_that_takes_its_time_is_built_on_no_host_at_first() {
    let build_time = Duration::from_hours(1);
    let options = Options { build_time, ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = created_id(&owner.post("servers", &owner.new_server("web")).expect(202));

    let response = owner.show(&id).expect(200);

    response.assert_golden(owner, "v2/servers/show_building");
}
