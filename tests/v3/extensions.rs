//! `/extensions`: which plugins there are.

use ferronova_testkit::Options;
use serde_json::{Value, json};

use crate::support::{self, start_with_policy};

fn plugins(list: &Value) -> &Vec<Value> {
    list["extensions"].as_array().expect("there is a list of plugins")
}

fn aliases(list: &Value) -> Vec<&str> {
    plugins(list).iter().filter_map(|it| it["alias"].as_str()).collect()
}

#[test]
fn the_list_holds_every_plugin_that_is_loaded() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    let response = owner.get("extensions").expect(200);

    assert_eq!(response.header("content-type"), Some("application/json"));
    response.assert_golden(owner, "v3/extensions/list");
}

#[test]
fn the_list_is_in_the_bytewise_order_of_the_aliases() {
    let cloud = support::start();

    let list = cloud.owner().get("extensions").expect(200).json();

    let aliases = aliases(&list);
    assert!(aliases.is_sorted(), "{aliases:?}");
    assert_eq!(aliases.len(), plugins(&list).len());
}

#[test]
fn a_plugin_has_four_members_and_version_one() {
    let cloud = support::start();

    let list = cloud.owner().get("extensions").expect(200).json();

    for plugin in plugins(&list) {
        let members = plugin.as_object().expect("a plugin is an object");
        let names: Vec<&str> = members.keys().map(String::as_str).collect();
        assert_eq!(names, ["alias", "name", "description", "version"]);
        assert_eq!(plugin["version"], 1, "{plugin}");
    }
}

#[test]
fn a_plugin_is_shown_by_its_alias() {
    let cloud = support::start();
    let owner = cloud.owner();

    let response = owner.get("extensions/os-extended-status").expect(200);

    response.assert_golden(owner, "v3/extensions/show");
}

#[test]
fn a_plugin_is_called_as_in_nova() {
    let cloud = support::start();

    for (alias, name) in [
        ("extensions", "Extensions"),
        ("flavors", "Flavors"),
        ("images", "Images"),
        ("limits", "Limits"),
        ("os-access-ips", "AccessIPs"),
        ("os-admin-actions", "AdminActions"),
        ("os-extended-availability-zone", "ExtendedAvailabilityZone"),
        ("os-extended-server-attributes", "ExtendedServerAttributes"),
        ("os-extended-status", "ExtendedStatus"),
        ("os-lock-server", "LockServer"),
        ("os-pause-server", "PauseServer"),
        ("os-pci", "PciAccess"),
        ("os-server-usage", "ServerUsage"),
        ("os-suspend-server", "SuspendServer"),
        ("servers", "Servers"),
    ] {
        let response = cloud.owner().get(&format!("extensions/{alias}")).expect(200);

        assert_eq!(response.at("/extension/name"), name, "{alias}");
    }
}

#[test]
fn locking_has_the_description_that_nova_gives_it() {
    let cloud = support::start();

    let response = cloud.owner().get("extensions/os-lock-server").expect(200);

    assert_eq!(
        response.json(),
        json!({"extension": {
            "alias": "os-lock-server",
            "name": "LockServer",
            "description": "Enable lock/unlock server actions.",
            "version": 1,
        }})
    );
}

#[test]
fn a_plugin_is_shown_as_it_is_listed() {
    let cloud = support::start();
    let owner = cloud.owner();
    let list = owner.get("extensions").expect(200).json();

    for plugin in plugins(&list) {
        let alias = plugin["alias"].as_str().expect("an alias is a text");
        let response = owner.get(&format!("extensions/{alias}")).expect(200);

        assert_eq!(response.json(), json!({ "extension": plugin }));
    }
}

#[test]
fn an_alias_is_found_in_its_own_case_only_and_those_of_v2_are_not_here() {
    let cloud = support::start();
    let owner = cloud.owner();

    for alias in [
        "nope",
        "OS-LOCK-SERVER",
        "os-server-locked-status",
        "OS-EXT-STS",
        "OS-DCF",
        "os-server-start-stop",
    ] {
        let response = owner.get(&format!("extensions/{alias}"));

        response.assert_fault(404, "itemNotFound", "The resource could not be found.");
    }
}

#[test]
fn plugins_cannot_be_made_or_removed() {
    let cloud = support::start();
    let admin = cloud.admin();

    let made = admin.post("extensions", &json!({}));
    let removed = admin.delete("extensions/os-lock-server");

    made.assert_fault(404, "itemNotFound", "The resource could not be found.");
    removed.assert_fault(404, "itemNotFound", "The resource could not be found.");
}

#[test]
fn a_plugin_that_a_caller_may_not_discover_is_neither_listed_nor_shown_but_works() {
    let rules = [("compute_extension:v3:os-lock-server:discoverable", "rule:admin_api")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let list = owner.get("extensions").expect(200).json();
    let shown = owner.get("extensions/os-lock-server");

    assert!(!aliases(&list).contains(&"os-lock-server"), "{list}");
    shown.assert_fault(404, "itemNotFound", "The resource could not be found.");
    owner.action(&id, &json!({"lock": null})).assert_status(202);
}

#[test]
fn a_plugin_that_others_may_not_discover_is_listed_to_those_who_may() {
    let rules = [("compute_extension:v3:os-lock-server:discoverable", "rule:admin_api")];
    let Some(cloud) = start_with_policy(&rules) else { return };

    let list = cloud.admin().get("extensions").expect(200).json();
    let shown = cloud.admin().get("extensions/os-lock-server");

    assert!(aliases(&list).contains(&"os-lock-server"), "{list}");
    shown.assert_status(200);
}

#[test]
fn core_plugins_can_be_hidden_as_well() {
    let rules = [("compute_extension:v3:servers:discoverable", "!")];
    let Some(cloud) = start_with_policy(&rules) else { return };

    let list = cloud.admin().get("extensions").expect(200).json();

    assert!(!aliases(&list).contains(&"servers"), "{list}");
    cloud.owner().get("servers").assert_status(200);
}

#[test]
fn a_plugin_that_is_disabled_is_neither_listed_nor_shown() {
    let options = Options { disabled: vec!["os-pause-server"], ..Options::default() };
    let Some(cloud) = support::start_with(&options) else { return };
    let owner = cloud.owner();

    let list = owner.get("extensions").expect(200).json();
    let shown = owner.get("extensions/os-pause-server");

    assert!(!aliases(&list).contains(&"os-pause-server"), "{list}");
    shown.assert_fault(404, "itemNotFound", "The resource could not be found.");
}

#[test]
fn the_actions_of_a_plugin_that_is_disabled_are_unknown() {
    for (alias, action) in [
        ("os-lock-server", "lock"),
        ("os-lock-server", "unlock"),
        ("os-pause-server", "pause"),
        ("os-suspend-server", "suspend"),
        ("os-admin-actions", "os-resetState"),
    ] {
        // An alias that both versions have is switched off in both.
        let options = Options { disabled: vec![alias], ..Options::default() };
        let Some(cloud) = support::start_with(&options) else { return };
        let id = cloud.owner().boot("web");

        let response = cloud.admin().action(&id, &json!({ action: null }));

        let message = format!("There is no such action: {action}");
        response.assert_fault(400, "badRequest", &message);
    }
}

#[test]
fn the_routes_of_a_plugin_that_is_disabled_are_gone() {
    for (alias, path) in
        [("images", "images"), ("limits", "limits"), ("os-hypervisors", "os-hypervisors")]
    {
        let options = Options { disabled: vec![alias], ..Options::default() };
        let Some(cloud) = support::start_with(&options) else { return };

        support::assert_unrouted(&cloud.admin().get(path));
    }
}

#[test]
fn what_v3_cannot_do_without_stays_whatever_is_switched_off_everywhere() {
    for alias in ["extensions", "flavors", "os-flavor-access", "os-keypairs", "servers", "versions"]
    {
        let options = Options { disabled: vec![alias], ..Options::default() };
        let Some(cloud) = support::start_with(&options) else { return };

        cloud.owner().get(&format!("extensions/{alias}")).assert_status(200);
    }
}
