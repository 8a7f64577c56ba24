//! The access addresses of a server.

use std::str::FromStr;

use ferronova_compute::{Rebuild, Server, ServerUpdate};
use ferronova_v3::{
    Adds, Creation, Fault, Fields, Key, Keys, Members, Plugin, Reads, Related, Schema, validation,
};

const ACCESS_IPV4: Key = Key::new("accessIPv4");
const ACCESS_IPV6: Key = Key::new("accessIPv6");

const KEYS: &[Key] = &[ACCESS_IPV4, ACCESS_IPV6];
const MEMBERS: &[&str] = &["accessIPv4", "accessIPv6"];

ferronova_v3::register!(Plugin {
    alias: "os-access-ips",
    name: "AccessIPs",
    description: "Access IPs support.",
    version: 1,
    rule: Some("compute_extension:v3:os-access-ips"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v3/os-access-ips.yaml")],
        server: Keys::new(KEYS, write),
        created: Keys::new(KEYS, write),
        updated: Keys::new(KEYS, write),
        on_create: Reads::new(MEMBERS, read_for_create),
        on_update: Reads::new(MEMBERS, read_for_update),
        on_rebuild: Reads::new(MEMBERS, read_for_rebuild),
        ..Adds::NOTHING
    },
});

fn read_for_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    creation.new.access_ipv4 = read(members, "accessIPv4", validation::IPV4)?;
    creation.new.access_ipv6 = read(members, "accessIPv6", validation::IPV6)?;
    Ok(())
}

/// Reads the addresses in an update. An update can set or change an address, but not remove it.
fn read_for_update(members: &Members<'_>, update: &mut ServerUpdate) -> Result<(), Fault> {
    update.access_ipv4 = read(members, "accessIPv4", validation::IPV4)?.map(Some);
    update.access_ipv6 = read(members, "accessIPv6", validation::IPV6)?.map(Some);
    Ok(())
}

fn read_for_rebuild(members: &Members<'_>, rebuild: &mut Rebuild) -> Result<(), Fault> {
    rebuild.access_ipv4 = read(members, "accessIPv4", validation::IPV4)?.map(Some);
    rebuild.access_ipv6 = read(members, "accessIPv6", validation::IPV6)?.map(Some);
    Ok(())
}

fn read<A: FromStr>(members: &Members<'_>, name: &str, schema: Schema) -> Result<Option<A>, Fault> {
    let Some(value) = members.get(name) else { return Ok(None) };
    validation::check(name, value, schema)?;
    Ok(validation::parsed(value))
}

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(ACCESS_IPV4, &server.access_ipv4.map_or_else(String::new, |it| it.to_string()))
        .field(ACCESS_IPV6, &server.access_ipv6.map_or_else(String::new, |it| it.to_string()));
}
