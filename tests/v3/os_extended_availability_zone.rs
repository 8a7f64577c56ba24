//! The plugin `os-extended-availability-zone`.

use crate::cloud_of_plugins::{assert_keys, both_servers, start};

const KEY: &str = "OS-EXT-AZ:availability_zone";

#[test]
fn the_key_is_in_show_and_detail() {
    let rule = "compute_extension:v3:os-extended-availability-zone";
    assert_keys("os-extended-availability-zone", rule, &[KEY], &["show", "detail"]);
}

#[test]
fn a_server_is_in_the_zone_of_its_host_and_one_without_a_host_in_the_default_zone() {
    let Some(cloud) = start() else { return };

    for client in [cloud.owner(), cloud.admin()] {
        let [on_a_host, without] = both_servers(client);

        assert_eq!(on_a_host[KEY], "north");
        assert_eq!(without[KEY], "nova");
    }
}
