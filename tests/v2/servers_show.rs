//! `GET /servers/{id}`: what each caller sees of a server.

use std::time::Duration;

use ferronova_testkit::{Cloud, Options};
use serde_json::{Value, json};

const FULL: &str = "5e000000-0000-4000-8000-000000000001";
const FROM_A_VOLUME: &str = "5e000000-0000-4000-8000-000000000002";
const SAME_HOST: &str = "5e000000-0000-4000-8000-000000000003";
const OTHER_HOST: &str = "5e000000-0000-4000-8000-000000000004";
const OTHER_PROJECT: &str = "5e000000-0000-4000-8000-000000000005";
const NO_HOST: &str = "5e000000-0000-4000-8000-000000000006";
const BUILDING: &str = "5e000000-0000-4000-8000-000000000007";
const FAILED: &str = "5e000000-0000-4000-8000-000000000008";
const FAILED_BY_ITS_USER: &str = "5e000000-0000-4000-8000-000000000009";
const RECOVERED: &str = "5e000000-0000-4000-8000-00000000000a";
const DELETED: &str = "5e000000-0000-4000-8000-00000000000b";
const SOFT_DELETED: &str = "5e000000-0000-4000-8000-00000000000c";

fn start() -> Option<Cloud> {
    let seed = Some(include_str!("seeds/show.yaml"));
    Cloud::start_with(&Options { seed, ..Options::default() })
}

#[test]
fn a_server_shows_the_keys_of_the_core_and_of_every_extension() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = owner.show(&id).expect(200);

    assert_eq!(response.header("content-type"), Some("application/json"));
    response.assert_golden(owner, "v2/servers/show");
}

#[test]
fn a_server_shows_everything_it_has() {
    let Some(cloud) = start() else { return };
    let owner = cloud.owner();

    let response = owner.show(FULL).expect(200);

    response.assert_golden(owner, "v2/servers/show_full");
    assert_eq!(response.at("/server/created"), "2014-10-16T12:00:01Z");
    assert_eq!(response.at("/server/updated"), "2014-10-17T00:00:00Z");
    for (pointer, addr, version) in [
        ("/server/addresses/private/0", "10.0.0.11", 4),
        ("/server/addresses/private/1", "192.0.2.11", 4),
        ("/server/addresses/the \"other\" one/0", "fd00::b", 6),
    ] {
        let address = response.at(pointer);
        assert_eq!((&address["addr"], &address["version"]), (&json!(addr), &json!(version)));
    }
}

#[test]
fn a_server_that_boots_from_a_volume_has_an_empty_text_for_an_image() {
    let Some(cloud) = start() else { return };

    let response = cloud.owner().show(FROM_A_VOLUME).expect(200);

    assert_eq!(response.at("/server/image"), "");
}

#[test]
fn the_host_id_follows_from_the_project_and_the_host() {
    let Some(cloud) = start() else { return };
    let expected = [
        (FULL, "ecaaa56979e322da67553cabd0c084c01659b19e68c1499c3c666405"),
        (SAME_HOST, "ecaaa56979e322da67553cabd0c084c01659b19e68c1499c3c666405"),
        (OTHER_HOST, "a450d89778ab6454dced9feae62860155874d83c651beef26d127a7c"),
        (OTHER_PROJECT, "fd3d51cf5adc3f32b51e7cd33a359d4015d5e3a069262c593ad38cee"),
        (NO_HOST, ""),
    ];

    for (id, host_id) in expected {
        let response = cloud.admin().show(id).expect(200);

        assert_eq!(response.at("/server/hostId"), host_id);
    }
}

#[test]
fn the_status_follows_from_the_vm_state_and_the_task_state() {
    let seed = Some(include_str!("seeds/statuses.yaml"));
    let Some(cloud) = Cloud::start_with(&Options { seed, ..Options::default() }) else { return };

    // Lists leave out soft-deleted servers, except with `changes-since`.
    let response = cloud.owner().get("servers/detail?changes-since=2014-10-16").expect(200);

    let servers = response.at("/servers");
    let servers = servers.as_array().expect("there are servers");
    assert_eq!(servers.len(), 46);
    for server in servers {
        let states = (&server["OS-EXT-STS:vm_state"], &server["OS-EXT-STS:task_state"]);
        assert_eq!(server["status"], server["name"], "{states:?}");
    }
}

#[test]
fn progress_is_shown_in_some_statuses_only() {
    let seed = Some(include_str!("seeds/statuses.yaml"));
    let Some(cloud) = Cloud::start_with(&Options { seed, ..Options::default() }) else { return };

    let response = cloud.owner().get("servers/detail?changes-since=2014-10-16").expect(200);

    let servers = response.at("/servers");
    for server in servers.as_array().expect("there are servers") {
        let status = server["status"].as_str().expect("a status is a text");
        let progress = server.get("progress");
        match status {
            "ACTIVE" | "BUILD" | "REBUILD" | "RESIZE" | "VERIFY_RESIZE" => {
                assert_eq!(progress, Some(&json!(0)), "{status}");
            }
            _ => assert_eq!(progress, None, "{status}"),
        }
    }
}

#[test]
fn progress_tells_how_far_the_work_is() {
    let Some(cloud) = start() else { return };

    let building = cloud.owner().show(BUILDING).expect(200);
    let failed = cloud.owner().show(FAILED).expect(200);

    assert_eq!(building.at("/server/progress"), 42);
    assert_eq!(failed.at("/server").get("progress"), None);
}

#[test]
fn a_server_in_error_shows_its_fault_and_the_details_to_administrators() {
    let Some(cloud) = start() else { return };

    let seen_by_owner = cloud.owner().show(FAILED).expect(200);
    let seen_by_admin = cloud.admin().show(FAILED).expect(200);

    let message = "No valid host was found.";
    let fault = json!({"code": 500, "created": "2014-10-16T12:00:02Z", "message": message});
    assert_eq!(seen_by_owner.at("/server/fault"), fault);
    let details = "in select_destinations";
    let fault = json!({
        "code": 500, "created": "2014-10-16T12:00:02Z", "message": message, "details": details,
    });
    assert_eq!(seen_by_admin.at("/server/fault"), fault);
}

#[test]
fn the_details_of_a_fault_of_the_user_are_shown_to_everybody() {
    let Some(cloud) = start() else { return };

    let response = cloud.owner().show(FAILED_BY_ITS_USER).expect(200);

    assert_eq!(response.at("/server/fault/code"), 404);
    assert_eq!(response.at("/server/fault/details"), "in get_image");
}

#[test]
fn a_server_that_recovered_does_not_show_its_fault() {
    let Some(cloud) = start() else { return };

    let response = cloud.admin().show(RECOVERED).expect(200);

    assert_eq!(response.at("/server/status"), "ACTIVE");
    assert_eq!(response.at("/server").get("fault"), None);
}

#[test]
fn a_server_set_to_error_by_hand_has_no_fault() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    cloud.admin().action(&id, &json!({"os-resetState": {"state": "error"}})).assert_status(202);

    let response = cloud.owner().show(&id).expect(200);

    assert_eq!(response.at("/server/status"), "ERROR");
    assert_eq!(response.at("/server").get("fault"), None);
}

#[test]
fn addresses_are_hidden_from_users_while_the_server_builds() {
    let Some(cloud) = start() else { return };

    let seen_by_owner = cloud.owner().show(BUILDING).expect(200);
    let seen_by_admin = cloud.admin().show(BUILDING).expect(200);

    assert_eq!(seen_by_owner.at("/server/addresses"), json!({}));
    assert_eq!(seen_by_admin.at("/server/addresses/private/0/addr"), "10.0.0.17");
}

#[test]
fn addresses_are_shown_in_any_other_state() {
    let Some(cloud) = start() else { return };

    let response = cloud.owner().show(FAILED).expect(200);

    assert_eq!(response.at("/server/addresses/private/0/addr"), "10.0.0.18");
}

#[test]
fn a_server_builds_for_its_time_and_is_active_then() {
    let build_time = Duration::from_secs(2);
    let options = Options { build_time, ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };
    let owner = cloud.owner();
    let created = owner.post("servers", &owner.new_server("web")).expect(202);
    let id = created.at("/server/id").as_str().expect("a server has an id").to_owned();

    let building = owner.show(&id).expect(200);
    owner.wait_for(&id, "ACTIVE");
    let active = owner.show(&id).expect(200);

    assert_eq!(building.at("/server/status"), "BUILD");
    assert_eq!(building.at("/server/progress"), 0);
    assert_eq!(building.at("/server/addresses"), json!({}));
    assert_ne!(active.at("/server/addresses"), json!({}));
    assert_ne!(active.at("/server/hostId"), "");
}

#[test]
fn a_server_is_found_by_its_number_too() {
    let Some(cloud) = start() else { return };

    for client in [cloud.owner(), cloud.admin()] {
        let response = client.show("4711").expect(200);

        assert_eq!(response.at("/server/id"), FULL);
    }
}

#[test]
fn links_are_in_the_project_of_the_caller_whoever_owns_the_server() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let admin = cloud.admin();

    let server = admin.show(&id).expect(200).at("/server");

    let base_url = admin.base_url();
    let project = admin.project_id();
    let links = &server["links"];
    assert_eq!(server["tenant_id"], cloud.owner().project_id());
    assert_eq!(links[0]["href"], format!("{base_url}/v2/{project}/servers/{id}"));
    assert_eq!(links[1]["href"], format!("{base_url}/{project}/servers/{id}"));
    assert_eq!(server["flavor"]["links"][0]["href"], format!("{base_url}/{project}/flavors/1"));
    assert_eq!(
        server["image"]["links"][0]["href"],
        format!("{base_url}/{project}/images/{}", admin.image_id())
    );
}

#[test]
fn a_soft_deleted_server_is_shown() {
    let Some(cloud) = start() else { return };

    let response = cloud.owner().show(SOFT_DELETED).expect(200);

    assert_eq!(response.at("/server/status"), "SOFT_DELETED");
}

#[test]
fn a_deleted_server_is_not_found_by_anybody() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    cloud.owner().delete(&format!("servers/{id}")).assert_status(204);
    cloud.owner().wait_until_gone(&id);

    for client in [cloud.owner(), cloud.other(), cloud.admin()] {
        let response = client.show(&id);

        response.assert_fault(404, "itemNotFound", "Instance could not be found");
    }
}

#[test]
fn the_record_of_a_deleted_server_is_not_shown() {
    let Some(cloud) = start() else { return };

    let response = cloud.admin().show(DELETED);

    response.assert_fault(404, "itemNotFound", "Instance could not be found");
}

#[test]
fn a_server_of_another_project_is_not_found() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    let response = cloud.other().show(&id);

    response.assert_fault(404, "itemNotFound", "Instance could not be found");
}

#[test]
fn the_number_of_a_server_of_another_project_is_not_found() {
    let Some(cloud) = start() else { return };

    let response = cloud.other().show("4711");

    response.assert_fault(404, "itemNotFound", "Instance could not be found");
}

#[test]
fn what_is_no_id_of_a_server_is_not_found() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for it in [
        "dead0000-0000-4000-8000-000000000000",
        &id.to_uppercase(),
        &id.replace('-', ""),
        &format!("%7B{id}%7D"),
        &format!("{id}.txt"),
        &format!("{id}.atom"),
        &format!("{id}%20"),
        "web",
        "999999999",
        "99999999999999999999999999",
        "-1",
        "1.5",
        "%C3%A9",
        "%FF",
    ] {
        let response = owner.show(it);

        response.assert_fault(404, "itemNotFound", "Instance could not be found");
    }
}

#[test]
fn every_key_has_its_type_whatever_the_server_has() {
    let Some(cloud) = start() else { return };
    let texts = [
        "id",
        "name",
        "status",
        "tenant_id",
        "user_id",
        "hostId",
        "created",
        "updated",
        "accessIPv4",
        "accessIPv6",
    ];

    let servers = cloud.owner().get("servers/detail").expect(200).at("/servers");

    for server in servers.as_array().expect("there are servers") {
        assert!(texts.iter().all(|it| server[it].is_string()), "{server}");
        assert!(server["metadata"].is_object() && server["addresses"].is_object(), "{server}");
        assert!(server["flavor"]["id"].is_string(), "{server}");
        assert!(server["image"]["id"].is_string() || server["image"] == "", "{server}");
        assert_eq!(server["links"].as_array().map(Vec::len), Some(2), "{server}");
        assert!(server.get("progress").is_none_or(Value::is_u64), "{server}");
    }
}
