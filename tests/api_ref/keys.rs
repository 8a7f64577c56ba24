//! The API reference agrees with the code: the contributions to a version and its document name the
//! same keys of answers and the same members of requests.

use ferronova_server::ApiVersion;
use ferronova_v2::{Adds, Key};

use crate::support::{EXTENDED, Names, contributed, contributions, names, properties, whole};

/// The keys of the answer to a creation without any extension.
const CREATED_KEYS: &[&str] = &["adminPass", "id", "links"];

/// The keys of an address without any extension.
const ADDRESS_KEYS: &[&str] = &["addr", "version"];

/// The keys of a hypervisor's server without any further extension.
const HYPERVISOR_SERVER_KEYS: &[&str] = &["name", "uuid"];

/// The limits without any extension.
const LIMIT_KEYS: &[&str] = &[
    "maxImageMeta",
    "maxPersonality",
    "maxPersonalitySize",
    "maxSecurityGroupRules",
    "maxSecurityGroups",
    "maxServerGroupMembers",
    "maxServerGroups",
    "maxServerMeta",
    "maxTotalCores",
    "maxTotalFloatingIps",
    "maxTotalInstances",
    "maxTotalKeypairs",
    "maxTotalRAMSize",
];

/// The members that the core of v2 reads in a request for a server.
const V2_CREATE_MEMBERS: &[&str] = &[
    "accessIPv4",
    "accessIPv6",
    "adminPass",
    "flavorRef",
    "imageRef",
    "metadata",
    "name",
    "networks",
    "personality",
];

/// The members that the core of v2 reads in a request to update a server.
const V2_UPDATE_MEMBERS: &[&str] = &["accessIPv4", "accessIPv6", "name"];

/// The names in 2014.1 of members that v3 reads in a request for a server.
const ICEHOUSE_CREATE_MEMBERS: &[&str] = &[
    "admin_password",
    "flavor_ref",
    "image_ref",
    "os-access-ips:access_ip_v4",
    "os-access-ips:access_ip_v6",
    "os-availability-zone:availability_zone",
    "os-config-drive:config_drive",
    "os-multiple-create:max_count",
    "os-multiple-create:min_count",
    "os-multiple-create:return_reservation_id",
    "os-security-groups:security_groups",
    "os-user-data:user_data",
];

/// The names in 2014.1 of members that v3 reads in a request to update a server.
const ICEHOUSE_UPDATE_MEMBERS: &[&str] =
    &["os-access-ips:access_ip_v4", "os-access-ips:access_ip_v6"];

/// The properties that a schema of that name has in the whole document.
#[track_caller]
fn described(version: ApiVersion, schema: &str) -> Names {
    let document = whole(version);
    properties(&document, &document["components"]["schemas"][schema])
}

/// One list of the keys of all contributions to a version, and keys that are in no list.
#[track_caller]
fn keys(version: ApiVersion, list: fn(&Adds) -> &'static [Key], of_no_list: &[&str]) -> Names {
    let mut keys = contributed(version, list, |it| it.as_str().to_owned());
    keys.append(&mut names(of_no_list));
    keys
}

/// One list of the members that a version reads, and members that are in no list.
#[track_caller]
fn members(
    version: ApiVersion,
    list: fn(&Adds) -> &'static [&'static str],
    of_no_list: &[&str],
) -> Names {
    let mut members = contributed(version, list, |it| (*it).to_owned());
    members.append(&mut names(of_no_list));
    members
}

#[test]
fn a_server_is_described_with_exactly_the_keys_it_shows() {
    for version in EXTENDED {
        assert_eq!(described(version, "Server"), keys(version, |it| it.server.keys(), &[]));
    }
}

#[test]
fn a_server_in_the_answer_to_its_creation_is_described_with_exactly_the_keys_it_shows() {
    for version in EXTENDED {
        let keys = keys(version, |it| it.created.keys(), CREATED_KEYS);

        assert_eq!(described(version, "ServerCreated"), keys);
    }
}

#[test]
fn a_server_in_the_answer_to_its_update_or_rebuild_is_described_with_exactly_the_keys_it_shows() {
    for version in EXTENDED {
        let all = contributions(version);
        let of_core = all.iter().filter(|it| ["core", "servers"].contains(&it.alias));
        let of_core: Vec<&str> = of_core
            .flat_map(|it| it.adds)
            .flat_map(|it| it.server.keys())
            .map(|it| it.as_str())
            .collect();
        let of_core = [&of_core[..], &["adminPass"]].concat();

        let keys = keys(version, |it| it.updated.keys(), &of_core);

        assert_eq!(described(version, "ServerUpdated"), keys);
    }
}

#[test]
fn an_address_is_described_with_exactly_the_keys_it_shows() {
    for version in EXTENDED {
        let keys = keys(version, |it| it.address.keys(), ADDRESS_KEYS);

        assert_eq!(described(version, "Address"), keys);
    }
}

#[test]
fn a_flavor_is_described_with_exactly_the_keys_it_shows() {
    for version in EXTENDED {
        assert_eq!(described(version, "Flavor"), keys(version, |it| it.flavor.keys(), &[]));
    }
}

#[test]
fn an_image_is_described_with_exactly_the_keys_it_shows() {
    for version in EXTENDED {
        assert_eq!(described(version, "Image"), keys(version, |it| it.image.keys(), &[]));
    }
}

#[test]
fn a_hypervisor_is_described_with_exactly_the_keys_it_shows() {
    for version in EXTENDED {
        assert_eq!(described(version, "Hypervisor"), keys(version, |it| it.hypervisor.keys(), &[]));
    }
}

#[test]
fn a_server_of_a_hypervisor_is_described_with_exactly_the_keys_it_shows() {
    for version in EXTENDED {
        let keys = keys(version, |it| it.hypervisor_server.keys(), HYPERVISOR_SERVER_KEYS);

        assert_eq!(described(version, "HypervisorServer"), keys);
    }
}

#[test]
fn the_limits_are_described_with_exactly_the_keys_they_show() {
    for version in EXTENDED {
        let keys = keys(version, |it| it.limits.keys(), LIMIT_KEYS);

        assert_eq!(described(version, "AbsoluteLimits"), keys);
    }
}

#[test]
fn a_request_for_a_server_is_described_with_exactly_the_members_that_are_read() {
    for (version, of_no_list) in
        [(ApiVersion::V2, V2_CREATE_MEMBERS), (ApiVersion::V3, ICEHOUSE_CREATE_MEMBERS)]
    {
        let members = members(version, |it| it.on_create.members(), of_no_list);

        assert_eq!(described(version, "ServerToCreate"), members);
    }
}

#[test]
fn a_request_to_update_a_server_is_described_with_exactly_the_members_that_are_read() {
    for (version, of_no_list) in
        [(ApiVersion::V2, V2_UPDATE_MEMBERS), (ApiVersion::V3, ICEHOUSE_UPDATE_MEMBERS)]
    {
        let members = members(version, |it| it.on_update.members(), of_no_list);

        assert_eq!(described(version, "ServerToUpdate"), members);
    }
}
