//! The plugin `os-availability-zone`: the zone a new server asks for.

use serde_json::json;

use crate::{
    cloud_of_plugins::{start, start_without},
    support::{WRONG_NAME, assert_invalid, create_with, shown_with},
};

#[test]
fn a_server_can_ask_for_a_zone_that_is_open() {
    let Some(cloud) = start() else { return };

    let server = shown_with(cloud.owner(), "availability_zone", &json!("north"));

    assert_eq!(server["OS-EXT-AZ:availability_zone"], "north");
}

#[test]
fn a_zone_that_is_not_there_or_closed_is_refused() {
    let Some(cloud) = start() else { return };

    for zone in ["no such zone", "NORTH", "west"] {
        let response = create_with(cloud.owner(), "availability_zone", &json!(zone));

        let message = "The requested availability zone is not available";
        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_zone_has_a_name_like_that_of_a_server() {
    let Some(cloud) = start() else { return };

    for (zone, text, reason) in [
        (json!(""), "", "u'' is too short".to_owned()),
        (json!(null), "None", "None is not of type 'string'".to_owned()),
        (json!(1), "1", "1 is not of type 'string'".to_owned()),
    ] {
        for client in [cloud.owner(), cloud.admin()] {
            let response = create_with(client, "availability_zone", &zone);

            assert_invalid(&response, "availability_zone", text, &reason);
        }
    }
    let blank = create_with(cloud.owner(), "availability_zone", &json!(" north"));
    blank.assert_fault(400, "badRequest", WRONG_NAME);
    // A host after the zone is taken as a part of its name.
    let host = create_with(cloud.admin(), "availability_zone", &json!("north:cmp1"));
    let message = "The requested availability zone is not available";
    host.assert_fault(400, "badRequest", message);
}

#[test]
fn switched_off_the_plugin_reads_nothing() {
    let Some(cloud) = start_without("os-availability-zone") else { return };

    let response = create_with(cloud.owner(), "availability_zone", &json!("no such zone"));

    response.assert_status(202);
}
