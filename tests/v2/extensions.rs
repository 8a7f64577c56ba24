//! `/extensions`: what is loaded.

use ferronova_testkit::{Cloud, Options};
use serde_json::{Value, json};

/// Alias, name, the end of the namespace, and the day of the last change.
const AS_IN_NOVA: &[(&str, &str, &str, &str)] = &[
    ("NMN", "Multinic", "multinic/api/v1.1", "2011-06-09"),
    ("OS-DCF", "DiskConfig", "disk_config/api/v1.1", "2011-09-27"),
    ("OS-EXT-AZ", "ExtendedAvailabilityZone", "extended_availability_zone/api/v2", "2013-01-30"),
    ("OS-EXT-IMG-SIZE", "ImageSize", "image_size/api/v1.1", "2013-02-19"),
    ("OS-EXT-IPS", "ExtendedIps", "extended_ips/api/v1.1", "2013-01-06"),
    ("OS-EXT-IPS-MAC", "ExtendedIpsMac", "extended_ips_mac/api/v1.1", "2013-03-07"),
    ("OS-EXT-SRV-ATTR", "ExtendedServerAttributes", "extended_status/api/v1.1", "2011-11-03"),
    ("OS-EXT-STS", "ExtendedStatus", "extended_status/api/v1.1", "2011-11-03"),
    ("os-attach-interfaces", "AttachInterfaces", "interfaces/api/v1.1", "2012-07-22"),
    ("os-volumes", "Volumes", "volumes/api/v1.1", "2011-03-25"),
    (
        "os-volume-attachment-update",
        "VolumeAttachmentUpdate",
        "os-volume-attachment-update/api/v2",
        "2013-06-20",
    ),
    ("os-deferred-delete", "DeferredDelete", "deferred-delete/api/v1.1", "2011-09-01"),
    ("os-evacuate", "Evacuate", "evacuate/api/v2", "2013-01-06"),
    (
        "os-extended-evacuate-find-host",
        "ExtendedEvacuateFindHost",
        "extended_evacuate_find_host/api/v2",
        "2014-02-12",
    ),
    (
        "os-extended-rescue-with-image",
        "ExtendedRescueWithImage",
        "extended_rescue_with_image/api/v2",
        "2014-01-04",
    ),
    (
        "os-preserve-ephemeral-rebuild",
        "PreserveEphemeralOnRebuild",
        "preserve_ephemeral_rebuild/api/v2",
        "2013-12-17",
    ),
    ("os-rescue", "Rescue", "rescue/api/v1.1", "2011-08-18"),
    ("os-shelve", "Shelve", "shelve/api/v1.1", "2013-04-06"),
    ("OS-FLV-DISABLED", "FlavorDisabled", "flavor_disabled/api/v1.1", "2012-08-29"),
    ("OS-FLV-EXT-DATA", "FlavorExtraData", "flavor_extra_data/api/v1.1", "2011-09-14"),
    ("OS-SRV-USG", "ServerUsage", "server_usage/api/v1.1", "2013-04-29"),
    ("os-admin-actions", "AdminActions", "admin-actions/api/v1.1", "2011-09-20"),
    ("os-availability-zone", "AvailabilityZone", "availabilityzone/api/v1.1", "2012-12-21"),
    ("os-config-drive", "ConfigDrive", "config_drive/api/v1.1", "2012-07-16"),
    ("os-console-output", "ConsoleOutput", "os-console-output/api/v2", "2011-12-08"),
    ("os-extended-volumes", "ExtendedVolumes", "extended_volumes/api/v1.1", "2013-06-07"),
    (
        "os-extended-floating-ips",
        "ExtendedFloatingIps",
        "extended_floating_ips/api/v2",
        "2013-04-19",
    ),
    (
        "os-extended-hypervisors",
        "ExtendedHypervisors",
        "extended_hypervisors/api/v1.1",
        "2014-01-04",
    ),
    ("os-flavor-access", "FlavorAccess", "flavor_access/api/v2", "2012-08-01"),
    ("os-flavor-extra-specs", "FlavorExtraSpecs", "flavor_extra_specs/api/v1.1", "2011-06-23"),
    ("os-flavor-rxtx", "FlavorRxtx", "flavor_rxtx/api/v1.1", "2012-08-29"),
    ("os-flavor-swap", "FlavorSwap", "flavor_swap/api/v1.1", "2012-08-29"),
    ("os-floating-ip-pools", "FloatingIpPools", "floating_ip_pools/api/v1.1", "2012-01-04"),
    ("os-floating-ips", "FloatingIps", "floating_ips/api/v1.1", "2011-06-16"),
    (
        "os-hide-server-addresses",
        "HideServerAddresses",
        "hide_server_addresses/api/v1.1",
        "2012-12-11",
    ),
    ("os-hypervisor-status", "HypervisorStatus", "hypervisor_status/api/v1.1", "2014-04-17"),
    ("os-hypervisors", "Hypervisors", "hypervisors/api/v1.1", "2012-06-21"),
    ("os-instance-actions", "InstanceActions", "instance-actions/api/v1.1", "2013-02-08"),
    ("os-keypairs", "Keypairs", "keypairs/api/v1.1", "2011-08-08"),
    ("os-multiple-create", "MultipleCreate", "multiplecreate/api/v1.1", "2012-08-07"),
    ("os-security-groups", "SecurityGroups", "securitygroups/api/v1.1", "2013-05-28"),
    (
        "os-server-list-multi-status",
        "ServerListMultiStatus",
        "os-server-list-multi-status/api/v2",
        "2014-05-11",
    ),
    ("os-server-password", "ServerPassword", "server-password/api/v2", "2012-11-29"),
    ("os-server-start-stop", "ServerStartStop", "servers/api/v1.1", "2012-01-23"),
    ("os-used-limits", "UsedLimits", "used_limits/api/v1.1", "2012-07-13"),
    (
        "os-used-limits-for-admin",
        "UsedLimitsForAdmin",
        "used_limits_for_admin/api/v1.1",
        "2013-05-02",
    ),
    ("os-user-data", "UserData", "userdata/api/v1.1", "2012-08-07"),
];

fn extensions(list: &Value) -> &Vec<Value> {
    list["extensions"].as_array().expect("there is a list of extensions")
}

#[test]
fn the_list_holds_every_extension_that_is_loaded() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let owner = cloud.owner();

    let response = owner.get("extensions").expect(200);

    assert_eq!(response.header("content-type"), Some("application/json"));
    response.assert_golden(owner, "v2/extensions/list");
}

#[test]
fn the_list_is_in_the_bytewise_order_of_the_aliases() {
    let cloud = Cloud::start();

    let list = cloud.owner().get("extensions").expect(200).json();

    let aliases: Vec<&str> =
        extensions(&list).iter().filter_map(|it| it["alias"].as_str()).collect();
    assert!(aliases.is_sorted(), "{aliases:?}");
    assert_eq!(aliases.len(), extensions(&list).len());
}

#[test]
fn an_extension_has_six_members_and_its_links_are_always_empty() {
    let cloud = Cloud::start();

    let list = cloud.owner().get("extensions").expect(200).json();

    for extension in extensions(&list) {
        let members = extension.as_object().expect("an extension is an object");
        let names: Vec<&str> = members.keys().map(String::as_str).collect();
        assert_eq!(names, ["alias", "name", "namespace", "description", "updated", "links"]);
        assert_eq!(extension["links"], json!([]));
    }
}

#[test]
fn an_extension_is_shown_by_its_alias() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let response = owner.get("extensions/OS-EXT-STS").expect(200);

    response.assert_golden(owner, "v2/extensions/show");
}

#[test]
fn an_extension_is_called_and_dated_as_in_nova() {
    let cloud = Cloud::start();

    for (alias, name, namespace, updated) in AS_IN_NOVA {
        let response = cloud.owner().get(&format!("extensions/{alias}")).expect(200);

        let extension = response.at("/extension");
        assert_eq!(extension["name"], *name);
        let prefix = "http://docs.openstack.org/compute/ext/";
        assert_eq!(extension["namespace"], format!("{prefix}{namespace}"));
        assert_eq!(extension["updated"], format!("{updated}T00:00:00Z"));
    }
}

#[test]
fn every_extension_but_the_one_that_shows_locks_is_novas() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };

    let list = cloud.owner().get("extensions").expect(200).json();

    let aliases = extensions(&list).iter().filter_map(|it| it["alias"].as_str());
    let others: Vec<&str> =
        aliases.filter(|alias| AS_IN_NOVA.iter().all(|(it, ..)| it != alias)).collect();
    assert_eq!(others, ["os-server-locked-status"]);
}

#[test]
fn an_extension_is_shown_as_it_is_listed() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let list = owner.get("extensions").expect(200).json();

    for extension in extensions(&list) {
        let alias = extension["alias"].as_str().expect("an alias is a text");
        let response = owner.get(&format!("extensions/{alias}")).expect(200);

        assert_eq!(response.json(), json!({ "extension": extension }));
    }
}

#[test]
fn an_alias_is_found_in_its_own_case_only() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    for alias in ["nope", "os-ext-sts", "OS-ADMIN-ACTIONS", "os-lock-server", "core"] {
        let response = owner.get(&format!("extensions/{alias}"));

        response.assert_fault(404, "itemNotFound", "The resource could not be found.");
    }
}

#[test]
fn extensions_cannot_be_made_or_removed() {
    let cloud = Cloud::start();
    let admin = cloud.admin();

    let made = admin.post("extensions", &json!({}));
    let removed = admin.delete("extensions/OS-EXT-STS");

    made.assert_fault(404, "itemNotFound", "The resource could not be found.");
    removed.assert_fault(404, "itemNotFound", "The resource could not be found.");
}

#[test]
fn an_extension_that_is_disabled_is_neither_listed_nor_shown() {
    let options = Options { disabled: vec!["OS-EXT-STS"], ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };
    let owner = cloud.owner();

    let list = owner.get("extensions").expect(200).json();
    let response = owner.get("extensions/OS-EXT-STS");

    assert!(extensions(&list).iter().all(|it| it["alias"] != "OS-EXT-STS"), "{list}");
    assert!(!extensions(&list).is_empty());
    response.assert_fault(404, "itemNotFound", "The resource could not be found.");
}

#[test]
fn the_keys_of_an_extension_that_is_disabled_are_absent() {
    let options = Options { disabled: vec!["OS-EXT-STS"], ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let server = owner.show(&id).expect(200).at("/server");

    let keys: Vec<&String> = server.as_object().expect("a server is an object").keys().collect();
    assert!(keys.iter().all(|it| !it.starts_with("OS-EXT-STS:")), "{keys:?}");
}

#[test]
fn the_actions_of_an_extension_that_is_disabled_are_unknown() {
    let options = Options { disabled: vec!["os-server-start-stop"], ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = owner.action(&id, &json!({"os-stop": null}));

    response.assert_fault(400, "badRequest", "There is no such action: os-stop");
}

#[test]
fn the_core_cannot_be_disabled() {
    let options = Options { disabled: vec!["core"], ..Options::default() };
    let Some(cloud) = Cloud::start_with(&options) else { return };
    let owner = cloud.owner();
    let id = owner.boot("web");

    let response = owner.action(&id, &json!({"reboot": {"type": "SOFT"}}));

    response.assert_status(202);
}
