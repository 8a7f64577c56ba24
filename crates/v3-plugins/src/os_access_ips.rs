//! The addresses its user wants a server reached at.

use ferronova_compute::{Rebuild, Server, ServerUpdate};
use ferronova_v3::{Creation, Fault, Fields, Key, Members, Plugin, Related, validation};

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
        if let Some(value) = members.get("accessIPv4") {
            creation.new.access_ipv4 = Some(validation::ipv4("accessIPv4", value)?);
        }
        if let Some(value) = members.get("accessIPv6") {
            creation.new.access_ipv6 = Some(validation::ipv6("accessIPv6", value)?);
        }
        Ok(())
    }

    fn on_rebuild(members: &Members<'_>, rebuild: &mut Rebuild) -> Result<(), Fault> {
        if let Some(value) = members.get("accessIPv4") {
            rebuild.access_ipv4 = Some(Some(validation::ipv4("accessIPv4", value)?));
        }
        if let Some(value) = members.get("accessIPv6") {
            rebuild.access_ipv6 = Some(Some(validation::ipv6("accessIPv6", value)?));
        }
        Ok(())
    }

    /// An address, once set, can be changed and not cleared.
    fn on_update(members: &Members<'_>, update: &mut ServerUpdate) -> Result<(), Fault> {
        if let Some(value) = members.get("accessIPv4") {
            update.access_ipv4 = Some(Some(validation::ipv4("accessIPv4", value)?));
        }
        if let Some(value) = members.get("accessIPv6") {
            update.access_ipv6 = Some(Some(validation::ipv6("accessIPv6", value)?));
        }
        Ok(())
    }
}

ferronova_v3::register!(AccessIps);

fn write(server: &Server, out: &mut Fields<'_>) {
    out.field(ACCESS_IPV4, &server.access_ipv4.map_or_else(String::new, |it| it.to_string()))
        .field(ACCESS_IPV6, &server.access_ipv6.map_or_else(String::new, |it| it.to_string()));
}
