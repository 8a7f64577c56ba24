//! The words that v3 had in 2014.1 (Icehouse) for the members of a request for a server.
//!
//! The only client that ever had a v3 mode kept them, so they are read as what they became.

use serde_json::{Map, Value};

const RENAMED: &[(&str, &str)] = &[
    ("admin_password", "adminPass"),
    ("flavor_ref", "flavorRef"),
    ("image_ref", "imageRef"),
    ("os-access-ips:access_ip_v4", "accessIPv4"),
    ("os-access-ips:access_ip_v6", "accessIPv6"),
    ("os-availability-zone:availability_zone", "availability_zone"),
    ("os-config-drive:config_drive", "config_drive"),
    ("os-multiple-create:max_count", "max_count"),
    ("os-multiple-create:min_count", "min_count"),
    ("os-multiple-create:return_reservation_id", "return_reservation_id"),
    ("os-security-groups:security_groups", "security_groups"),
    ("os-user-data:user_data", "user_data"),
];

/// Gives members their names of 2014.2, unless those are there as well.
pub(super) fn rename(server: &mut Map<String, Value>) {
    for (old, new) in RENAMED {
        if let Some(value) = server.remove(*old) {
            server.entry(*new).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_member_with_its_old_name_is_what_it_became_unless_that_is_there() {
        let mut server = json!({"flavor_ref": "1", "image_ref": "old", "imageRef": "new"});

        rename(server.as_object_mut().unwrap());

        assert_eq!(server, json!({"flavorRef": "1", "imageRef": "new"}));
    }
}
