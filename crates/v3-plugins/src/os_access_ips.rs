//! The addresses its user wants a server reached at.

use std::str::FromStr;

use ferronova_compute::{Rebuild, Server, ServerUpdate};
use ferronova_v3::{Creation, Fault, Fields, Key, Members, Plugin, Related, Schema, validation};

const ACCESS_IPV4: Key = Key::new("accessIPv4");
const ACCESS_IPV6: Key = Key::new("accessIPv6");

const KEYS: &[Key] = &[ACCESS_IPV4, ACCESS_IPV6];
const MEMBERS: &[&str] = &["accessIPv4", "accessIPv6"];

struct AccessIps;

impl Plugin for AccessIps {
    const ALIAS: &str = "os-access-ips";
    const NAME: &str = "AccessIPs";
    const DESCRIPTION: &str = "Access IPs support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-access-ips");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v3/os-access-ips.yaml")];
    const SERVER_KEYS: &[Key] = KEYS;
    const CREATED_KEYS: &[Key] = KEYS;
    const UPDATED_KEYS: &[Key] = KEYS;
    const CREATE_MEMBERS: &[&str] = MEMBERS;
    const UPDATE_MEMBERS: &[&str] = MEMBERS;
    const REBUILD_MEMBERS: &[&str] = MEMBERS;

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn extend_created(server: &Server, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn extend_updated(server: &Server, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        creation.new.access_ipv4 = read(members, "accessIPv4", validation::IPV4)?;
        creation.new.access_ipv6 = read(members, "accessIPv6", validation::IPV6)?;
        Ok(())
    }

    fn on_rebuild(members: &Members<'_>, rebuild: &mut Rebuild) -> Result<(), Fault> {
        rebuild.access_ipv4 = read(members, "accessIPv4", validation::IPV4)?.map(Some);
        rebuild.access_ipv6 = read(members, "accessIPv6", validation::IPV6)?.map(Some);
        Ok(())
    }

    /// An address, once set, can be changed and not cleared.
    fn on_update(members: &Members<'_>, update: &mut ServerUpdate) -> Result<(), Fault> {
        update.access_ipv4 = read(members, "accessIPv4", validation::IPV4)?.map(Some);
        update.access_ipv6 = read(members, "accessIPv6", validation::IPV6)?.map(Some);
        Ok(())
    }
}

ferronova_v3::register!(AccessIps);

fn read<A: FromStr>(members: &Members<'_>, name: &str, schema: Schema) -> Result<Option<A>, Fault> {
    let Some(value) = members.get(name) else { return Ok(None) };
    validation::check(name, value, schema)?;
    Ok(validation::parsed(value))
}

fn write(server: &Server, out: &mut Fields<'_>) {
    out.field(ACCESS_IPV4, &server.access_ipv4.map_or_else(String::new, |it| it.to_string()))
        .field(ACCESS_IPV6, &server.access_ipv6.map_or_else(String::new, |it| it.to_string()));
}
