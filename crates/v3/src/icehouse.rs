//! Translates names in v3 requests from Nova 2014.1 (Icehouse) to 2014.2: actions, paths, and
//! members of requests about servers.
//!
//! The only client that ever had a v3 mode sends the names of 2014.1.

use ferronova_extend::{Call, CallFuture, perform_action, read_action};
use serde_json::{
    Map, Value,
    value::{RawValue, to_raw_value},
};

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

/// Actions: the name in 2014.1, then the name in 2014.2.
const ACTIONS: &[(&str, &str)] = &[
    ("add_fixed_ip", "addFixedIp"),
    ("change_password", "changePassword"),
    ("confirm_resize", "confirmResize"),
    ("create_backup", "createBackup"),
    ("create_image", "createImage"),
    ("evacuate", "evacuate"),
    ("force_delete", "forceDelete"),
    ("get_console_output", "os-getConsoleOutput"),
    ("inject_network_info", "injectNetworkInfo"),
    ("migrate_live", "os-migrateLive"),
    ("rebuild", "rebuild"),
    ("remove_fixed_ip", "removeFixedIp"),
    ("rescue", "rescue"),
    ("reset_network", "resetNetwork"),
    ("reset_state", "os-resetState"),
    ("resize", "resize"),
    ("revert_resize", "revertResize"),
    ("shelve_offload", "shelveOffload"),
    ("start", "os-start"),
    ("stop", "os-stop"),
];

/// Members of actions: the name in 2014.1, then the name in 2014.2.
const ACTION_MEMBERS: &[(&str, &str)] =
    &[("network_id", "networkId"), ("on_shared_storage", "onSharedStorage")];

/// Paths: the path in 2014.1, then the path in 2014.2, which the routes have.
///
/// `os-attach-interfaces`, which became `os-interface`, is not listed: the members of its replies
/// changed, too, so translating the path would not be enough.
pub(crate) const PATHS: &[(&str, &str)] =
    &[("/keypairs", "/os-keypairs"), ("/keypairs/{name}", "/os-keypairs/{name}")];

/// Runs the action in the body. The body can use the action's name in 2014.1 or in 2014.2.
pub(crate) fn run_action(call: Call<'_>) -> CallFuture<'_> {
    Box::pin(async move {
        let (name, argument) = read_action(&call)?;
        Ok(match former_action(&name, argument) {
            Some((name, argument)) => perform_action(call, name, &argument).await?,
            None => perform_action(call, &name, argument).await?,
        })
    })
}

/// Translates an action from 2014.1 to 2014.2; `None` if `name` is not in [`ACTIONS`].
fn former_action(name: &str, argument: &RawValue) -> Option<(&'static str, Box<RawValue>)> {
    let (_, today) = ACTIONS.iter().find(|(former, _)| *former == name)?;
    let mut value: Value = serde_json::from_str(argument.get()).ok()?;
    if let Some(members) = value.as_object_mut() {
        rename(members);
        rename_by(ACTION_MEMBERS, members);
    }
    Some((today, to_raw_value(&value).ok()?))
}

/// Renames members to their names in 2014.2. If a member with the new name already exists, the old
/// member is dropped.
pub(crate) fn rename(server: &mut Map<String, Value>) {
    rename_by(RENAMED, server);
}

fn rename_by(table: &[(&str, &str)], server: &mut Map<String, Value>) {
    for (old, new) in table {
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
    fn an_action_of_2014_1_is_what_it_became() {
        let raw = |value: Value| to_raw_value(&value).unwrap();
        let today = |name, value| {
            former_action(name, &raw(value)).map(|(name, it)| (name, it.get().to_owned()))
        };

        assert_eq!(today("stop", Value::Null), Some(("os-stop", "null".to_owned())));
        assert_eq!(
            today("resize", json!({"flavor_ref": "2"})),
            Some(("resize", r#"{"flavorRef":"2"}"#.to_owned()))
        );
        assert_eq!(today("lock", Value::Null), None);
    }

    #[test]
    fn a_member_with_its_old_name_is_what_it_became_unless_that_is_there() {
        let mut server = json!({"flavor_ref": "1", "image_ref": "old", "imageRef": "new"});

        rename(server.as_object_mut().unwrap());

        assert_eq!(server, json!({"flavorRef": "1", "imageRef": "new"}));
    }
}
