//! `createBackup`: how v2 reads its body.

use serde_json::{Value, json};

use crate::support;

#[test]
fn what_a_request_for_a_backup_lacks_is_said() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let good = json!({"name": "a", "backup_type": "daily", "rotation": 1});
    let without = |member: &str| {
        let mut value = good.clone();
        value.as_object_mut().expect("it is an object").remove(member);
        value
    };
    let with = |member: &str, value: Value| {
        let mut changed = good.clone();
        changed[member] = value;
        changed
    };
    let no_integer = "createBackup attribute 'rotation' must be an integer";
    let negative = "createBackup attribute 'rotation' must be greater than or equal to zero";

    for (value, message) in [
        (json!("a"), "Malformed createBackup entity"),
        (without("name"), "createBackup entity requires 'name' attribute"),
        (without("backup_type"), "createBackup entity requires 'backup_type' attribute"),
        (without("rotation"), "createBackup entity requires 'rotation' attribute"),
        (with("rotation", json!("many")), no_integer),
        (with("rotation", json!("1.0")), no_integer),
        (with("rotation", Value::Null), no_integer),
        (with("rotation", json!(-1)), negative),
        (with("name", json!("n".repeat(256))), "Image name too long: 256"),
        (with("metadata", json!([])), "Invalid image metadata"),
    ] {
        let response = owner.action(&id, &json!({"createBackup": value}));

        response.assert_fault(400, "badRequest", message);
    }
    let listed = owner.get(&format!("images?server={id}")).expect(200).at("/images");
    assert_eq!(listed, json!([]));
}

#[test]
fn the_rotation_of_backups_is_whatever_python_makes_an_integer_of() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");

    for (rotation, n_kept) in [
        (json!(9), 1),
        (json!(2.9), 2),
        (json!("2"), 2),
        (json!(" +1 "), 1),
        (json!(1e300), 2),
        (json!(true), 1),
        (json!(-0.5), 0),
        (json!(false), 0),
    ] {
        let value = json!({"name": "nightly", "backup_type": "daily", "rotation": rotation});
        owner.action(&id, &json!({"createBackup": value})).assert_status(202);

        let listed = owner.get(&format!("images?server={id}")).expect(200).at("/images");
        assert_eq!(listed.as_array().map(Vec::len), Some(n_kept), "{rotation}");
    }
}

#[test]
fn the_type_of_a_backup_is_as_long_as_what_is_noted_about_its_image() {
    let cloud = support::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let backup = |length: usize| {
        let backup_type = "k".repeat(length);
        json!({"createBackup": {"name": "a", "backup_type": backup_type, "rotation": 1}})
    };

    let response = owner.action(&id, &backup(256));

    response.assert_fault(400, "badRequest", "Image metadata value too long");
    owner.action(&id, &backup(255)).assert_status(202);
}
