//! `/images/{id}/metadata`.

use ferronova_testkit::{Client, Cloud};
use serde_json::{Value, json};

use crate::support;

/// A cloud with an image of the owner that has the one item `color` of its own, and the path of
/// its metadata.
fn start() -> (Cloud, String) {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let body = json!({"createImage": {"name": "snap", "metadata": {"color": "blue"}}});
    let response = owner.action(&id, &body).expect(202);
    let location = response.header("location").expect("the answer says where the image is");
    let image = location.rsplit('/').next().expect("it ends in an id");
    let path = format!("images/{image}/metadata");
    (cloud, path)
}

fn all(client: &Client, path: &str) -> Value {
    client.get(path).expect(200).at("/metadata")
}

#[test]
fn the_metadata_of_an_image_is_that_of_the_image() {
    let (cloud, path) = start();
    let owner = cloud.owner();

    let metadata = all(owner, &path);

    assert_eq!(metadata["color"], "blue");
    let image = owner.get(path.trim_end_matches("/metadata")).expect(200);
    assert_eq!(metadata, image.at("/image/metadata"));
}

#[test]
fn items_are_added_and_replaced() {
    let (cloud, path) = start();
    let owner = cloud.owner();
    let before = all(owner, &path);

    let response = owner.post(&path, &json!({"metadata": {"color": "red", "size": "l"}}));

    let after = response.expect(200).at("/metadata");
    assert_eq!((&after["color"], &after["size"]), (&json!("red"), &json!("l")));
    assert_eq!(after["instance_uuid"], before["instance_uuid"]);
    assert_eq!(all(owner, &path), after);
}

#[test]
fn all_items_are_replaced() {
    let (cloud, path) = start();
    for items in [json!({"a": "b"}), json!({})] {
        let response = cloud.owner().put(&path, &json!({"metadata": items}));

        assert_eq!(response.expect(200).at("/metadata"), items);
        assert_eq!(all(cloud.owner(), &path), items);
    }
}

#[test]
fn an_item_is_shown_set_and_removed() {
    let (cloud, path) = start();
    let owner = cloud.owner();
    let item = format!("{path}/color");

    assert_eq!(owner.get(&item).expect(200).json(), json!({"meta": {"color": "blue"}}));
    let set = owner.put(&item, &json!({"meta": {"color": "red"}}));
    assert_eq!(set.expect(200).json(), json!({"meta": {"color": "red"}}));
    let removed = owner.delete(&item);

    assert_eq!((removed.status(), removed.text()), (204, ""));
    let message = "The resource could not be found.";
    owner.get(&item).assert_fault(404, "itemNotFound", message);
    owner.delete(&item).assert_fault(404, "itemNotFound", "Invalid metadata key");
    let set = owner.put(&item, &json!({"meta": {"color": "green"}}));
    assert_eq!(set.expect(200).json(), json!({"meta": {"color": "green"}}));
}

#[test]
fn a_wrong_body_is_refused_and_changes_nothing() {
    let (cloud, path) = start();
    let owner = cloud.owner();
    let before = all(owner, &path);
    let item = format!("{path}/color");
    let long = "k".repeat(256);
    let long_item = format!("{path}/{long}");
    let wide = "ä".repeat(256);

    for (method, path, body, message) in [
        ("POST", &path, json!({}), "Malformed request body"),
        ("PUT", &path, json!({"metadata": "a"}), "Malformed request body"),
        (
            "PUT",
            &path,
            json!({"metadata": {"a": 5}}),
            "Invalid metadata: The input is not a string or unicode",
        ),
        ("POST", &path, json!({"metadata": {"": "v"}}), "Image metadata key cannot be blank"),
        ("PUT", &path, json!({"metadata": {&long: "v"}}), "Image metadata key too long"),
        ("PUT", &long_item, json!({"meta": {&long: "v"}}), "Image metadata key too long"),
        ("POST", &path, json!({"metadata": {"k": &wide}}), "Image metadata value too long"),
        ("PUT", &path, json!({"metadata": {"k": &wide}}), "Image metadata value too long"),
        ("PUT", &item, json!({"meta": {"color": &wide}}), "Image metadata value too long"),
        ("PUT", &item, json!({}), "Incorrect request body format"),
        ("PUT", &item, json!({"meta": {"size": "l"}}), "Request body and URI mismatch"),
        (
            "PUT",
            &item,
            json!({"meta": {"color": "red", "size": "l"}}),
            "Request body contains too many items",
        ),
    ] {
        let response = owner.call(method, path).json(&body).send();

        response.assert_fault(400, "badRequest", message);
    }
    assert_eq!(all(owner, &path), before);
}

#[test]
fn a_value_has_as_many_characters_as_a_key() {
    let (cloud, path) = start();
    let wide = "ä".repeat(255);

    let response = cloud.owner().put(&path, &json!({"metadata": {"color": wide}}));

    assert_eq!(response.expect(200).at("/metadata/color"), wide);
}

#[test]
fn too_many_items_are_refused_also_if_they_come_one_by_one() {
    let (cloud, path) = start();
    let owner = cloud.owner();
    let items: serde_json::Map<String, Value> =
        (0..128).map(|n| (format!("key-{n}"), json!("value"))).collect();
    owner.put(&path, &json!({"metadata": items})).assert_status(200);

    let response = owner.post(&path, &json!({"metadata": {"one more": "value"}}));

    response.assert_fault(403, "forbidden", "Image metadata limit exceeded");
    assert_eq!(all(owner, &path).as_object().map(serde_json::Map::len), Some(128));
}

#[test]
fn the_images_of_the_cloud_are_changed_by_administrators_alone() {
    let cloud = support::start();
    let image = cloud.owner().image_id();
    let path = format!("images/{image}/metadata");
    let body = json!({"metadata": {"color": "red"}});

    let refused = cloud.owner().post(&path, &body);
    let changed = cloud.admin().post(&path, &body);

    refused.assert_fault(403, "forbidden", &format!("Not authorized for image {image}."));
    // The existence of the key is checked first.
    let unknown = cloud.owner().delete(&format!("{path}/zz"));
    unknown.assert_fault(404, "itemNotFound", "Invalid metadata key");
    assert_eq!(changed.expect(200).at("/metadata/color"), "red");
}

#[test]
fn an_image_that_is_not_there_has_no_metadata() {
    let (cloud, path) = start();
    let unknown = "images/c0ffee00-0000-4000-8000-000000000000/metadata";
    for (client, path) in [
        (cloud.other(), path.as_str()),
        (cloud.owner(), unknown),
        (cloud.owner(), "images/nonsense/metadata"),
    ] {
        let message = "Image not found.";
        client.get(path).assert_fault(404, "itemNotFound", message);
        let body = json!({"metadata": {}});
        client.put(path, &body).assert_fault(404, "itemNotFound", message);
        client.delete(&format!("{path}/color")).assert_fault(404, "itemNotFound", message);
    }
}
