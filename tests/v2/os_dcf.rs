//! The key and the member `OS-DCF:diskConfig` of `OS-DCF`.

use ferronova_testkit::{Client, Cloud, Response};
use serde_json::{Value, json};

use crate::cloud_of_extensions::{
    EVERYTHING, NOTHING, create_with, is_listed, places_in, places_of, shown_with, start,
    start_with_policy, start_without,
};

const KEY: &str = "OS-DCF:diskConfig";
const REFUSAL: &str = "OS-DCF:diskConfig must be either 'MANUAL' or 'AUTO'.";
const AUTO_IMAGE: &str = "1a9e0000-0000-4000-8000-000000000002";
const MANUAL_IMAGE: &str = "1a9e0000-0000-4000-8000-000000000003";
const SILENT_IMAGE: &str = "1a9e0000-0000-4000-8000-000000000001";

fn create_from(client: &Client, image: &str, disk_config: Option<&str>) -> Value {
    let mut body = client.new_server("web");
    body["server"]["imageRef"] = json!(image);
    if let Some(disk_config) = disk_config {
        body["server"][KEY] = json!(disk_config);
    }
    client.post("servers", &body).expect(202).at("/server")[KEY].clone()
}

fn update(client: &Client, id: &str, server: &Value) -> Response {
    client.put(&format!("servers/{id}"), &json!({ "server": server }))
}

/// Values that are ignored.
fn nonsense() -> [Value; 8] {
    [
        json!("auto"),
        json!("by hand"),
        json!(""),
        json!(null),
        json!(true),
        json!(1),
        json!(["AUTO"]),
        json!({}),
    ]
}

#[test]
fn a_server_says_who_partitions_its_disk() {
    let Some(cloud) = start() else { return };

    let [auto, manual] = [EVERYTHING, NOTHING].map(|id| cloud.owner().show(id).expect(200));

    assert_eq!(auto.at("/server")[KEY], "AUTO");
    assert_eq!(manual.at("/server")[KEY], "MANUAL");
}

#[test]
fn a_new_server_has_the_setting_it_asks_for() {
    let cloud = Cloud::start();

    for setting in ["AUTO", "MANUAL"] {
        let created = create_with(cloud.owner(), KEY, &json!(setting)).expect(202);
        let shown = shown_with(cloud.owner(), KEY, &json!(setting));

        assert_eq!(created.at("/server")[KEY], setting);
        assert_eq!(shown[KEY], setting);
    }
}

#[test]
fn the_image_decides_where_the_request_says_nothing() {
    let Some(cloud) = start() else { return };

    for (image, asked, expected) in [
        (AUTO_IMAGE, None, "AUTO"),
        (MANUAL_IMAGE, None, "MANUAL"),
        (SILENT_IMAGE, None, "MANUAL"),
        (AUTO_IMAGE, Some("MANUAL"), "MANUAL"),
        (MANUAL_IMAGE, Some("AUTO"), "AUTO"),
    ] {
        let disk_config = create_from(cloud.owner(), image, asked);

        assert_eq!(disk_config, expected, "{image} {asked:?}");
    }
}

#[test]
fn a_new_server_with_any_other_setting_is_refused() {
    let cloud = Cloud::start();

    for setting in nonsense() {
        let response = create_with(cloud.owner(), KEY, &setting);

        response.assert_fault(400, "badRequest", REFUSAL);
    }
}

#[test]
fn an_update_changes_the_setting_and_leaves_it_if_it_says_nothing() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let changed = update(owner, &id, &json!({ KEY: "AUTO" })).expect(200);
    let left = update(owner, &id, &json!({"name": "db"})).expect(200);

    assert_eq!(changed.at("/server")[KEY], "AUTO");
    assert_eq!(left.at("/server")[KEY], "AUTO");
    assert_eq!(owner.show(&id).expect(200).at("/server")[KEY], "AUTO");
}

#[test]
fn an_update_to_any_other_setting_is_refused() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    for setting in nonsense() {
        let response = update(cloud.owner(), &id, &json!({ KEY: setting }));

        response.assert_fault(400, "badRequest", REFUSAL);
    }
}

#[test]
fn an_image_has_the_key_if_its_metadata_say_something_about_it() {
    let Some(cloud) = start() else { return };

    let [auto, manual, silent] = [AUTO_IMAGE, MANUAL_IMAGE, SILENT_IMAGE]
        .map(|id| cloud.owner().get(&format!("images/{id}")).expect(200).at("/image"));

    assert_eq!(auto[KEY], "AUTO");
    assert_eq!(manual[KEY], "MANUAL");
    assert_eq!(silent.get(KEY), None);
}

#[test]
fn the_key_of_an_image_is_in_show_and_detail() {
    let Some(cloud) = start() else { return };

    let places = places_in(cloud.owner(), "images", AUTO_IMAGE, KEY);

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_is_not_heard_either() {
    let policy = "compute_extension:disk_config: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };
    let owner = cloud.owner();

    let created = create_with(owner, KEY, &json!("by hand"));
    let updated = update(owner, EVERYTHING, &json!({ KEY: "by hand" }));

    created.assert_status(202);
    updated.assert_status(200);
    assert!(places_in(owner, "images", AUTO_IMAGE, KEY).is_empty());
}

#[test]
fn switched_off_the_extension_does_not_read_the_member() {
    let Some(cloud) = start_without("OS-DCF") else { return };
    let owner = cloud.owner();

    let created = create_with(owner, KEY, &json!("by hand"));
    let updated = update(owner, EVERYTHING, &json!({ KEY: "by hand" }));

    created.assert_status(202);
    updated.assert_status(200);
    assert!(places_in(owner, "images", AUTO_IMAGE, KEY).is_empty());
}

#[test]
fn the_key_is_in_every_answer_but_the_brief_list() {
    let cloud = Cloud::start();

    let places = places_of(cloud.owner(), "OS-DCF:diskConfig");

    assert_eq!(places, ["create", "show", "update", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:disk_config: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_of(cloud.owner(), "OS-DCF:diskConfig");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "OS-DCF"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("OS-DCF") else { return };

    let places = places_of(cloud.owner(), "OS-DCF:diskConfig");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "OS-DCF"));
}
