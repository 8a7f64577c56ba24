//! `POST /servers` on v3: what a request may contain, and the server that it makes.

use serde_json::{Map, Value, json};

use crate::support::{
    self, WRONG_NAME, assert_invalid, assert_wrong_key, create_with, created_id, has, shown_with,
};

#[test]
fn a_new_server_is_answered_with_its_id_its_links_and_a_password() {
    let cloud = support::start();
    let owner = cloud.owner();

    let response = owner.post("servers", &owner.new_server("web")).expect(202);

    let id = created_id(&response);
    assert_eq!(response.header("content-type"), Some("application/json"));
    let location = format!("{}/servers/{id}", owner.url());
    assert_eq!(response.header("location"), Some(location.as_str()));
    response.assert_golden(owner, "v3/servers/create");
}

#[test]
fn a_new_server_belongs_to_the_project_and_the_user_of_the_token() {
    let cloud = support::start();
    let owner = cloud.owner();

    let server = shown_with(owner, "tenant_id", &json!(cloud.other().project_id()));

    assert_eq!(server["tenant_id"], owner.project_id());
    assert_eq!(server["user_id"], owner.user_id());
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    let cloud = support::start();

    for (body, python) in [
        (json!([]), "[]"),
        (json!(null), "None"),
        (json!("server"), "u'server'"),
        (json!(1), "1"),
        (json!(true), "True"),
    ] {
        let response = cloud.owner().post("servers", &body);

        let message = format!("{python} is not of type 'object'");
        response.assert_fault(400, "badRequest", &message);
    }
}

#[test]
fn an_empty_body_is_none_and_no_object() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (method, path) in [("POST", "servers"), ("PUT", &*format!("servers/{id}"))] {
        let untyped = owner.call(method, path).send();
        let typed = owner.call(method, path).header("content-type", "application/json").send();

        untyped.assert_fault(400, "badRequest", "None is not of type 'object'");
        typed.assert_fault(400, "badRequest", "None is not of type 'object'");
    }
}

#[test]
fn a_body_without_a_server_lacks_a_required_property() {
    let cloud = support::start();

    for body in [json!({}), json!({"Server": {}}), json!({"name": "web"})] {
        let response = cloud.owner().post("servers", &body);

        response.assert_fault(400, "badRequest", "'server' is a required property");
    }
}

#[test]
fn a_server_is_an_object() {
    let cloud = support::start();

    for (server, value, python) in [
        (json!(null), "None", "None"),
        (json!([]), "[]", "[]"),
        (json!("web"), "web", "u'web'"),
        (json!(5), "5", "5"),
    ] {
        let response = cloud.owner().post("servers", &json!({ "server": server }));

        assert_invalid(&response, "server", value, &format!("{python} is not of type 'object'"));
    }
}

#[test]
fn a_new_server_needs_a_name_and_a_flavor() {
    let cloud = support::start();

    for (server, value, member) in [
        (json!({}), "{}", "name"),
        (json!({"flavorRef": "1"}), "{u'flavorRef': u'1'}", "name"),
        (json!({"name": "web"}), "{u'name': u'web'}", "flavorRef"),
    ] {
        let response = cloud.owner().post("servers", &json!({ "server": server }));

        let reason = format!("'{member}' is a required property");
        assert_invalid(&response, "server", value, &reason);
    }
}

#[test]
fn a_new_server_needs_an_image() {
    let cloud = support::start();
    let owner = cloud.owner();
    let mut absent = owner.new_server("web");
    absent["server"].as_object_mut().expect("there is a server").remove("imageRef");
    let mut empty = owner.new_server("web");
    empty["server"]["imageRef"] = json!("");

    for body in [absent, empty] {
        let response = owner.post("servers", &body);

        response.assert_fault(400, "badRequest", "Missing imageRef attribute");
    }
}

#[test]
fn references_are_texts_and_that_of_a_flavor_may_be_a_number() {
    let cloud = support::start();
    let string = "is not of type 'string'";
    let both = "is not of type 'string', 'integer'";

    for (member, value, text, reason) in [
        ("imageRef", json!(1), "1", format!("1 {string}")),
        ("imageRef", json!(null), "None", format!("None {string}")),
        ("imageRef", json!({}), "{}", format!("{{}} {string}")),
        ("flavorRef", json!(null), "None", format!("None {both}")),
        ("flavorRef", json!(1.5), "1.5", format!("1.5 {both}")),
        ("flavorRef", json!([]), "[]", format!("[] {both}")),
        ("flavorRef", json!(""), "", "u'' is too short".to_owned()),
    ] {
        let response = create_with(cloud.owner(), member, &value);

        assert_invalid(&response, member, text, &reason);
    }
    create_with(cloud.owner(), "flavorRef", &json!(2)).assert_status(202);
}

#[test]
fn a_name_of_plain_characters_is_kept_as_it_is() {
    let cloud = support::start();

    for name in ["web", "a b", "Web-1_x.y", "0", "-", "...", &"x".repeat(255)] {
        let server = shown_with(cloud.owner(), "name", &json!(name));

        assert_eq!(server["name"], name);
    }
}

#[test]
fn a_name_is_printable_and_has_no_blanks_at_its_ends() {
    let cloud = support::start();

    for name in [" web", "web ", " ", "a\u{a0}", "a\nb", "a\u{7f}", "a\u{200b}b", "😀"] {
        let response = create_with(cloud.owner(), "name", &json!(name));

        response.assert_fault(400, "badRequest", WRONG_NAME);
    }
    for name in ["web/1", "web (1)", "é", "→", "Größe", "it's", "a\"b'c", "a\\b"] {
        assert_eq!(shown_with(cloud.owner(), "name", &json!(name))["name"], name);
    }
}

#[test]
fn a_name_is_a_text_of_1_to_255_characters() {
    let cloud = support::start();
    let long = "x".repeat(256);

    for (name, value, reason) in [
        (json!(""), "", "u'' is too short".to_owned()),
        (json!(long), &*long, format!("u'{long}' is too long")),
        (json!(5), "5", "5 is not of type 'string'".to_owned()),
        (json!(null), "None", "None is not of type 'string'".to_owned()),
        (json!(true), "True", "True is not of type 'string'".to_owned()),
        (json!(1e30), "1e+30", "1e+30 is not of type 'string'".to_owned()),
        (
            json!(u64::MAX),
            "18446744073709551615",
            "18446744073709551615L is not of type 'string'".to_owned(),
        ),
        (
            json!(["a", 1.5, false]),
            "[u'a', 1.5, False]",
            "[u'a', 1.5, False] is not of type 'string'".to_owned(),
        ),
        (json!({"k": "w"}), "{u'k': u'w'}", "{u'k': u'w'} is not of type 'string'".to_owned()),
    ] {
        let response = create_with(cloud.owner(), "name", &name);

        assert_invalid(&response, "name", value, &reason);
    }
}

#[test]
fn a_password_that_is_given_is_taken_and_is_a_text() {
    let cloud = support::start();

    for password in ["", "open sesame"] {
        let response = create_with(cloud.owner(), "adminPass", &json!(password)).expect(202);

        assert_eq!(response.at("/server/adminPass"), password);
    }
    let number = create_with(cloud.owner(), "adminPass", &json!(5));
    let null = create_with(cloud.owner(), "adminPass", &json!(null));

    assert_invalid(&number, "adminPass", "5", "5 is not of type 'string'");
    assert_invalid(&null, "adminPass", "None", "None is not of type 'string'");
}

#[test]
fn metadata_is_kept() {
    let cloud = support::start();
    let long = "x".repeat(255);
    let metadata = json!({"role": "web", "empty": "", "a:b.c-d_e f": "é→\n", &long: &long});

    let server = shown_with(cloud.owner(), "metadata", &metadata);

    assert_eq!(server["metadata"], metadata);
}

#[test]
fn metadata_is_an_object() {
    let cloud = support::start();

    for (metadata, value, python) in
        [(json!("role"), "role", "u'role'"), (json!([]), "[]", "[]"), (json!(1), "1", "1")]
    {
        let response = create_with(cloud.owner(), "metadata", &metadata);

        assert_invalid(&response, "metadata", value, &format!("{python} is not of type 'object'"));
    }
}

#[test]
fn a_value_of_metadata_is_a_text_of_at_most_255_characters() {
    let cloud = support::start();
    let long = "x".repeat(256);

    for (item, value, reason) in [
        (json!(1), "1", "1 is not of type 'string'".to_owned()),
        (json!(null), "None", "None is not of type 'string'".to_owned()),
        (json!({}), "{}", "{} is not of type 'string'".to_owned()),
        (json!(long), &*long, format!("u'{long}' is too long")),
    ] {
        let response = create_with(cloud.owner(), "metadata", &json!({"role": item}));

        assert_invalid(&response, "role", value, &reason);
    }
}

#[test]
fn a_key_of_metadata_has_1_to_255_plain_characters() {
    let cloud = support::start();
    let long = "x".repeat(256);

    for key in ["", "a/b", "é", &long] {
        let response = create_with(cloud.owner(), "metadata", &json!({key: "v"}));

        let python = if key == "é" { "\\xe9" } else { key };
        assert_wrong_key(&response, python);
    }
}

#[test]
fn metadata_has_at_most_128_items() {
    let cloud = support::start();
    let items = |n_items: usize| -> Value {
        (0..n_items).map(|n| (format!("key{n}"), json!("value"))).collect::<Map<_, _>>().into()
    };

    let most = create_with(cloud.owner(), "metadata", &items(128));
    let response = create_with(cloud.owner(), "metadata", &items(129));

    most.assert_status(202);
    response.assert_fault(403, "forbidden", "Maximum number of metadata items exceeds 128");
}

#[test]
fn what_v2_looks_at_and_v3_does_not_is_ignored() {
    let cloud = support::start();

    for (member, value) in [
        ("personality", json!("no list")),
        ("personality", json!([{"path": "/etc/motd", "contents": "no base64!"}])),
        ("OS-DCF:diskConfig", json!("by hand")),
        ("block_device_mapping", json!("x")),
        ("locked", json!(true)),
        ("OS-EXT-STS:locked", json!(true)),
        ("nobody knows this", json!({})),
    ] {
        let server = shown_with(cloud.owner(), member, &value);

        assert_eq!(server["status"], "ACTIVE", "{member}");
        assert_ne!(server["OS-EXT-STS:locked"], true, "{member}");
        assert!(!has(&server, "OS-DCF:diskConfig"), "{member}");
    }
}

#[test]
fn members_beside_the_server_are_ignored() {
    let cloud = support::start();
    let mut body = cloud.owner().new_server("web");
    body["nobody knows this"] = json!({"group": "x"});

    let response = cloud.owner().post("servers", &body);

    response.assert_status(202);
}

#[test]
fn a_hint_is_taken_unless_it_names_a_group_that_is_not_there() {
    let cloud = support::start();
    let group = "c0ffee00-0000-4000-8000-000000000000";
    let with =
        |hints: &Value| create_with(cloud.owner(), "os-scheduler-hints:scheduler_hints", hints);

    for hints in [json!({}), json!({"same_host": group}), json!({"group": ""})] {
        with(&hints).assert_status(202);
    }
    let message = format!("Instance group {group} could not be found.");
    with(&json!({ "group": group })).assert_fault(400, "badRequest", &message);
    let message = "Malformed scheduler_hints attribute";
    with(&json!("x")).assert_fault(400, "badRequest", message);
}

#[test]
fn a_request_that_is_refused_creates_nothing() {
    let Some(cloud) = support::start_seeded("servers: []") else { return };
    create_with(cloud.owner(), "name", &json!("a ")).assert_status(400);
    create_with(cloud.owner(), "accessIPv4", &json!("")).assert_status(400);

    let response = cloud.owner().get("servers").expect(200);

    assert_eq!(response.at("/servers"), json!([]));
}

#[test]
fn networks_are_a_list_and_a_server_gets_an_address_on_each() {
    let Some(cloud) = support::start_seeded(include_str!("../v2/seeds/create.yaml")) else {
        return;
    };
    let second = "0e000000-0000-4000-8000-000000000002";

    let server = shown_with(cloud.owner(), "networks", &json!([{"uuid": second}]));
    let refused = create_with(cloud.owner(), "networks", &json!("private"));

    let networks: Vec<&String> =
        server["addresses"].as_object().expect("addresses are an object").keys().collect();
    assert_eq!(networks.len(), 1, "{networks:?}");
    assert_invalid(&refused, "networks", "private", "u'private' is not of type 'array'");
}

#[test]
fn members_are_read_from_callers_who_do_not_see_the_keys() {
    for (rule, member, value) in [
        ("compute_extension:v3:os-config-drive", "config_drive", json!("perhaps")),
        ("compute_extension:v3:os-security-groups", "security_groups", json!([{"name": "nope"}])),
        ("compute_extension:v3:os-access-ips", "accessIPv4", json!("no address")),
        ("compute_extension:v3:os-keypairs", "key_name", json!("no such key")),
    ] {
        let Some(cloud) = support::start_with_policy(&[(rule, "rule:admin_api")]) else { return };

        let response = create_with(cloud.owner(), member, &value);

        assert_eq!(response.status(), 400, "{member}");
    }
}
