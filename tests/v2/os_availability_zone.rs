//! The member `availability_zone` of `os-availability-zone`.

use serde_json::json;

use crate::cloud_of_extensions::{
    MALFORMED, create_with, shown_with, start, start_with_policy, start_without,
};

const MEMBER: &str = "availability_zone";

#[test]
fn a_new_server_lives_in_the_zone_it_asks_for() {
    let Some(cloud) = start() else { return };

    for zone in [json!("north"), json!("north:"), json!(""), json!(null)] {
        let server = shown_with(cloud.owner(), MEMBER, &zone);

        assert_eq!(server["status"], "ACTIVE", "{zone}");
        assert_eq!(server["OS-EXT-AZ:availability_zone"], "north", "{zone}");
    }
}

#[test]
fn a_zone_that_is_not_there_or_has_no_host_open_is_refused() {
    let Some(cloud) = start() else { return };

    for zone in ["no such zone", "North", " north", "south", "west"] {
        let response = create_with(cloud.owner(), MEMBER, &json!(zone));

        let message = "The requested availability zone is not available";
        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn an_administrator_may_name_the_host_and_its_node() {
    let Some(cloud) = start() else { return };

    for zone in ["north:cmp1", ":cmp1", "north:cmp1:cmp1.example.org"] {
        let server = shown_with(cloud.admin(), MEMBER, &json!(zone));

        assert_eq!(server["status"], "ACTIVE", "{zone}");
        assert_eq!(server["OS-EXT-SRV-ATTR:host"], "cmp1", "{zone}");
    }
}

#[test]
fn an_administrator_may_name_a_host_that_is_closed_to_others() {
    let Some(cloud) = start() else { return };

    for zone in [":cmp3", "west:cmp3"] {
        let server = shown_with(cloud.admin(), MEMBER, &json!(zone));

        assert_eq!(server["status"], "ACTIVE", "{zone}");
        assert_eq!(server["OS-EXT-AZ:availability_zone"], "west", "{zone}");
    }
}

#[test]
fn a_server_for_a_host_that_is_not_there_or_is_down_fails() {
    let Some(cloud) = start() else { return };

    for zone in ["north:no-such-host", ":cmp2"] {
        let server = shown_with(cloud.admin(), MEMBER, &json!(zone));

        assert_eq!(server["status"], "ERROR", "{zone}");
        assert_eq!(server["fault"]["message"], "No valid host was found. ", "{zone}");
    }
}

#[test]
fn nobody_else_may_name_a_host() {
    let Some(cloud) = start() else { return };

    for zone in ["north:cmp1", "north:cmp1:cmp1.example.org", "no such zone:no-such-host"] {
        let response = create_with(cloud.owner(), MEMBER, &json!(zone));

        let message = "Policy doesn't allow compute:create:forced_host to be performed.";
        response.assert_fault(403, "forbidden", message);
    }
}

#[test]
fn the_policy_can_let_everybody_name_a_host() {
    let Some(cloud) = start_with_policy("compute:create:forced_host: ''") else { return };

    let response = create_with(cloud.owner(), MEMBER, &json!("north:cmp1"));

    response.assert_status(202);
}

#[test]
fn a_zone_of_too_many_parts_is_not_understood() {
    let Some(cloud) = start() else { return };

    for zone in ["a:b:c:d", ":::", "north::cmp1.example.org"] {
        let response = create_with(cloud.admin(), MEMBER, &json!(zone));

        let message = "Invalid input received: Unable to parse availability_zone";
        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_zone_is_a_text() {
    let Some(cloud) = start() else { return };

    for zone in [json!(1), json!(true), json!(["north"]), json!({"zone": "north"})] {
        let response = create_with(cloud.owner(), MEMBER, &zone);

        response.assert_fault(400, "badRequest", MALFORMED);
    }
}

#[test]
fn switched_off_the_extension_does_not_read_the_member() {
    let Some(cloud) = start_without("os-availability-zone") else { return };

    let response = create_with(cloud.owner(), MEMBER, &json!("no such zone"));

    response.assert_status(202);
}
