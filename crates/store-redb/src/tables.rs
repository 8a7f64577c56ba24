//! The tables of the database, format version 6.

use std::net::{IpAddr, Ipv6Addr};

use redb::TableDefinition;
use uuid::Uuid;

/// The version of this layout. A file of a later one is refused; one of an older one is read, and
/// is of this one from then on.
///
/// Version 2 has the tables of version 1. Its records of servers and of their actions may be of
/// the second version, which those who know version 1 alone can't read. Version 3 has one record
/// more, of how many servers live, which those who don't know it would not keep true. Version 4 has
/// works that those who know version 3 can't go on with, a table of images, which were part of
/// the record of the infrastructure before, and tables of key pairs, of floating addresses and of
/// security groups, with pools of addresses in the record of the infrastructure. Version 5 has a
/// table of lists of images, which those who don't know it would not keep true. In version 6 records
/// of images and of security groups may be of the second version, the latter with rules.
pub(crate) const FORMAT: u32 = 6;

/// The first format that has a record of how many servers live.
pub(crate) const FORMAT_OF_CENSUS: u32 = 3;

/// The first format that has a table of images, and one of key pairs.
pub(crate) const FORMAT_OF_IMAGES: u32 = 4;

/// The first format that has a table of lists of images.
pub(crate) const FORMAT_OF_IMAGE_LISTS: u32 = 5;

/// What concerns the whole store: name → value.
pub(crate) const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");
/// What other drivers keep: name → sealed bytes.
pub(crate) const DOCUMENTS: TableDefinition<&str, &[u8]> = TableDefinition::new("documents");
/// The UUID of a server → its number.
pub(crate) const IDS: TableDefinition<&[u8; 16], u64> = TableDefinition::new("ids");
/// The number of a server → its state, sealed.
pub(crate) const STATES: TableDefinition<u64, &[u8]> = TableDefinition::new("states");
/// The number of a server → its record, sealed.
pub(crate) const RECORDS: TableDefinition<u64, &[u8]> = TableDefinition::new("records");
/// A place in a list → the name of the server there, sealed.
pub(crate) const LISTS: TableDefinition<&[u8; 21], &[u8]> = TableDefinition::new("lists");
/// The id of a project → its number, from 1.
pub(crate) const PROJECTS: TableDefinition<&str, u32> = TableDefinition::new("projects");
/// The number of a server and of its action → the action, sealed.
pub(crate) const ACTIONS: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("actions");
/// A network and a fixed address on it, or a pool and a floating one from it → the number of the
/// server that has it.
pub(crate) const ADDRESSES: TableDefinition<&[u8; 32], u64> = TableDefinition::new("addresses");
/// A pool and a floating address from it → the project that was given it, sealed.
pub(crate) const FLOATING_IPS: TableDefinition<&[u8; 32], &[u8]> =
    TableDefinition::new("floating-ips");
/// A project and the name of its security group → the group, sealed.
pub(crate) const SECURITY_GROUPS: TableDefinition<&str, &[u8]> =
    TableDefinition::new("security-groups");
/// The UUID of an image → the image, sealed.
pub(crate) const IMAGES: TableDefinition<&[u8; 16], &[u8]> = TableDefinition::new("images");
/// A list of images and the place of one in it → the UUID of that image.
pub(crate) const IMAGE_LISTS: TableDefinition<&[u8], &[u8; 16]> =
    TableDefinition::new("image-lists");
/// The id of a user and the name of a key pair of theirs → the key pair, sealed.
pub(crate) const KEY_PAIRS: TableDefinition<(&str, &str), &[u8]> =
    TableDefinition::new("key-pairs");

/// In [`META`]: the version of the layout, four bytes, least first. Every version has it.
pub(crate) const META_FORMAT: &str = "format";
/// In [`META`]: the highest number a server ever got, sealed.
pub(crate) const META_HIGHEST_NUMBER: &str = "highest-number";
/// In [`META`]: how many key pairs there are, and the highest id one ever got, sealed.
pub(crate) const META_KEY_PAIRS: &str = "key-pairs";
/// In [`META`]: the highest number a security group ever got, sealed. There since the first group.
pub(crate) const META_HIGHEST_GROUP: &str = "highest-group";
/// In [`META`]: how many servers live, by who locked them, sealed.
pub(crate) const META_CENSUS: &str = "census";
/// In [`META`]: how many images there are, and the place of the next one, sealed.
pub(crate) const META_IMAGES: &str = "images";
/// In [`META`]: flavors, networks and hypervisors, sealed, and in older formats images. There since the first load.
pub(crate) const META_INFRASTRUCTURE: &str = "infrastructure";
/// In [`META`]: what is written after a failure to prove that there is room, and removed at once.
pub(crate) const META_PROOF: &str = "proof";

/// The key of one instance action.
pub(crate) fn action_key(number: u64, sequence: u64) -> [u8; 16] {
    (u128::from(number) << 64 | u128::from(sequence)).to_be_bytes()
}

/// The key of one security group. Those of one project are together, in the order of their names.
pub(crate) fn group_key(project_id: &str, name: &str) -> String {
    format!("{project_id}/{name}")
}

/// The key of one fixed address. Keys of one network are in the order of its addresses.
pub(crate) fn address_key(network_id: Uuid, ip: IpAddr) -> [u8; 32] {
    let ip = match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    let mut key = [0; 32];
    key[..16].copy_from_slice(network_id.as_bytes());
    key[16..].copy_from_slice(&ip.octets());
    key
}

/// The network or pool, and the address, in such a key.
pub(crate) fn parts_of_address(key: &[u8; 32]) -> (Uuid, IpAddr) {
    let (network, ip) = key.split_at(16);
    let network = Uuid::from_slice(network).unwrap_or_default();
    let ip = <[u8; 16]>::try_from(ip).map_or(Ipv6Addr::UNSPECIFIED, Ipv6Addr::from);
    (network, IpAddr::from(ip).to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_like_what_they_stand_for() {
        let network = Uuid::from_u128(7);
        let address = |text: &str| address_key(network, text.parse().unwrap());

        assert!(address("10.0.0.255") < address("10.0.1.0"));
        assert!(address("fd00::2") < address("fd00::1:0"));
        assert_eq!(parts_of_address(&address("10.0.0.1")), (network, "10.0.0.1".parse().unwrap()));
        assert!(action_key(1, u64::MAX) < action_key(2, 0));
    }
}
