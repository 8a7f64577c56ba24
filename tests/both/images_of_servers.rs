//! `createImage` and `createBackup`, and the images they make.

use std::time::Duration;

use ferronova_testkit::{Client, Options};
use serde_json::{Value, json};

use crate::support::{self, create_backup_url, create_image_url, done_image, refused_backup_type};

fn image(client: &Client, id: &str) -> Value {
    client.get(&format!("images/{id}")).expect(200).at("/image")
}

#[test]
fn an_image_of_a_server_is_in_images_and_in_the_image_service() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response =
        owner.action(&id, &json!({"createImage": {"name": "snap", "metadata": {"color": "blue"}}}));

    let image_id = done_image(&response);
    let url = create_image_url(owner, &image_id);
    assert_eq!(response.header("location"), Some(url.as_str()));
    let image = image(owner, &image_id);
    assert_eq!(image["name"], "snap");
    assert_eq!(image["status"], "ACTIVE");
    assert_eq!(image["progress"], 100);
    assert_eq!(image["server"]["id"], json!(id));
    assert_eq!(image["metadata"]["color"], "blue");
    assert_eq!(image["metadata"]["image_type"], "snapshot");
    assert_eq!(image["metadata"]["instance_uuid"], json!(id));
    assert_eq!(image["metadata"]["base_image_ref"], json!(owner.image_id()));
    let served = owner.get(&format!("/image/v2/images/{image_id}")).expect(200).json();
    assert_eq!(served["name"], "snap");
    assert_eq!(served["status"], "active");
}

#[test]
fn a_server_is_made_from_an_image_of_another() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let image_id = done_image(&owner.action(&id, &json!({"createImage": {"name": "snap"}})));
    let mut body = owner.new_server("copy");
    body["server"]["imageRef"] = json!(image_id);

    let created = owner.post("servers", &body).expect(202);

    let copy = created.at("/server/id");
    let copy = copy.as_str().expect("it has an id");
    owner.wait_for(copy, "ACTIVE");
    assert_eq!(owner.show(copy).at("/server/image/id"), json!(image_id));
}

#[test]
fn an_image_belongs_to_the_project_of_its_server() {
    let cloud = support::start();
    let id = cloud.owner().boot("web");
    let image_id =
        done_image(&cloud.owner().action(&id, &json!({"createImage": {"name": "snap"}})));
    let path = format!("images/{image_id}");

    cloud.other().get(&path).assert_fault(404, "itemNotFound", "Image not found.");
    let response = cloud.other().delete(&path);

    response.assert_fault(404, "itemNotFound", "Image not found.");
    assert_eq!(image(cloud.owner(), &image_id)["name"], "snap");
    assert_eq!(image(cloud.admin(), &image_id)["name"], "snap");
}

#[test]
fn an_image_is_deleted_by_its_owner_and_the_clouds_by_administrators() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    let image_id = done_image(&owner.action(&id, &json!({"createImage": {"name": "snap"}})));
    let path = format!("images/{image_id}");

    let of_cloud = owner.delete(&format!("images/{}", owner.image_id()));
    let deleted = owner.delete(&path);

    of_cloud.assert_fault(403, "forbidden", "You are not allowed to delete the image.");
    assert_eq!((deleted.status(), deleted.text()), (204, ""));
    owner.get(&path).assert_fault(404, "itemNotFound", "Image not found.");
    owner.delete(&path).assert_fault(404, "itemNotFound", "Image not found.");
    owner.delete("images/nonsense").assert_fault(404, "itemNotFound", "Image not found.");
}

#[test]
fn an_image_is_made_in_time() {
    let options = Options { action_time: Some(Duration::from_mins(10)), ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let image_id = done_image(&owner.action(&id, &json!({"createImage": {"name": "snap"}})));

    let shown = owner.show(&id).expect(200).at("/server");
    assert_eq!(shown["OS-EXT-STS:task_state"], "image_snapshot_pending");
    assert_eq!(shown["status"], "ACTIVE");
    let image = image(owner, &image_id);
    assert_eq!((&image["status"], &image["progress"]), (&json!("SAVING"), &json!(25)));
    let again = owner.action(&id, &json!({"createImage": {"name": "snap"}}));
    let message = "Cannot 'createImage' while instance is in task_state image_snapshot_pending";
    again.assert_fault(409, "conflictingRequest", message);
}

#[test]
fn backups_of_a_kind_are_kept_as_many_as_asked_for() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let backup = |name: &str, kind: &str, rotation: Value| {
        let value = json!({"name": name, "backup_type": kind, "rotation": rotation});
        owner.action(&id, &json!({"createBackup": value}))
    };

    let first = backup("first", "daily", json!(2));
    let first_id = done_image(&first);
    let url = create_backup_url(owner, &first_id);
    assert_eq!(first.header("location"), Some(url.as_str()));
    assert_eq!(image(owner, &first_id)["metadata"]["backup_type"], "daily");
    done_image(&backup("weekly", "weekly", json!("1")));
    done_image(&backup("second", "daily", json!(2)));
    done_image(&backup("third", "daily", json!(2)));
    let none = backup("none", "weekly", json!(0));

    assert_eq!((none.status(), none.header("location")), (202, None));
    let listed = owner.get(&format!("images?server={id}")).expect(200).at("/images");
    let listed = listed.as_array().expect("a list").clone();
    let names: Vec<&str> = listed.iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, ["third", "second"]);
}

#[test]
fn what_a_request_for_an_image_lacks_is_said() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let long = "k".repeat(256);
    let noted = |key: &str| json!({"name": "a", "metadata": {key: "v"}});

    for (value, message) in [
        (json!({}), "createImage entity requires name attribute"),
        (json!({"name": ""}), "createImage entity requires name attribute"),
        (json!({"name": long}), "Image name too long: 256"),
        (json!({"name": "a", "metadata": 5}), "Invalid image metadata"),
        (
            json!({"name": "a", "metadata": {"k": 5}}),
            "Invalid metadata: The input is not a string or unicode",
        ),
        (noted(""), "Image metadata key cannot be blank"),
        (noted(&long), "Image metadata key too long"),
        (json!({"name": "a", "metadata": {"k": long}}), "Image metadata value too long"),
    ] {
        let response = owner.action(&id, &json!({"createImage": value}));

        response.assert_fault(400, "badRequest", message);
    }
    let listed = owner.get(&format!("images?server={id}")).expect(200).at("/images");
    assert_eq!(listed, json!([]));
}

#[test]
fn a_type_of_a_backup_that_is_none_is_refused() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let backup = |backup_type: &str| json!({"createBackup": {"name": "a", "backup_type": backup_type, "rotation": 1}});
    let long = "k".repeat(256);

    let response = owner.action(&id, &backup(&long));

    response.assert_fault(400, "badRequest", &refused_backup_type(&long));
    for backup_type in ["daily", "weekly"] {
        owner.action(&id, &backup(backup_type)).assert_status(202);
    }
}

#[test]
fn what_its_user_notes_goes_before_what_an_image_says_of_itself() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let noted =
        json!({"image_type": "test", "instance_uuid": "x", "user_id": "y", "backup_type": "z"});
    let value = json!({"name": "s", "backup_type": "daily", "rotation": 2, "metadata": noted});

    let snapshot = owner.action(&id, &json!({"createImage": {"name": "s", "metadata": noted}}));
    let backup = owner.action(&id, &json!({"createBackup": value}));

    let snapshot = image(owner, &done_image(&snapshot));
    let backup = image(owner, &done_image(&backup));
    for (image, backup_type) in [(&snapshot, "z"), (&backup, "daily")] {
        let metadata = &image["metadata"];
        for (key, value) in [("image_type", "test"), ("instance_uuid", "x"), ("user_id", "y")] {
            assert_eq!(metadata[key], value, "{key}");
        }
        assert_eq!(metadata["backup_type"], backup_type);
    }
}

#[test]
fn a_backup_is_made_of_paused_and_suspended_servers() {
    let cloud = support::start();
    let owner = cloud.owner();
    for (call, status) in [("pause", "PAUSED"), ("suspend", "SUSPENDED")] {
        let id = owner.boot("web");
        support::bring(owner, &id, call, status);
        let value = json!({"name": "a", "backup_type": "daily", "rotation": 1});

        let response = owner.action(&id, &json!({"createBackup": value}));

        done_image(&response);
        owner.wait_for(&id, status);
    }
}

#[test]
fn a_protected_image_is_deleted_by_nobody() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");
    let image = done_image(&owner.action(&id, &json!({"createImage": {"name": "snap"}})));
    let protect = r#"[{"op": "replace", "path": "/protected", "value": true}]"#;
    let patch = owner.call("PATCH", &format!("/image/v2/images/{image}"));
    let patch = patch.header("content-type", "application/openstack-images-v2.1-json-patch");
    let _ = patch.body(protect).send().expect(200);

    for client in [owner, cloud.admin()] {
        let response = client.delete(&format!("images/{image}"));

        response.assert_fault(403, "forbidden", "You are not allowed to delete the image.");
    }
    assert_eq!(self::image(owner, &image)["name"], "snap");
}
