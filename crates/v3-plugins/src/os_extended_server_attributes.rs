//! Shows administrators where a server lives.

use ferronova_compute::Server;
use ferronova_v3::{Fields, Key, Plugin, Related};

const HOST: Key = Key::new("OS-EXT-SRV-ATTR:host");
const HYPERVISOR_HOSTNAME: Key = Key::new("OS-EXT-SRV-ATTR:hypervisor_hostname");
const INSTANCE_NAME: Key = Key::new("OS-EXT-SRV-ATTR:instance_name");

struct ExtendedServerAttributes;

impl Plugin for ExtendedServerAttributes {
    const ALIAS: &str = "os-extended-server-attributes";
    const NAME: &str = "ExtendedServerAttributes";
    const DESCRIPTION: &str = "Extended Server Attributes support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-extended-server-attributes");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-host.yaml")];
    const SERVER_KEYS: &[Key] = &[HOST, HYPERVISOR_HOSTNAME, INSTANCE_NAME];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        out.field(HOST, &server.host)
            .field(HYPERVISOR_HOSTNAME, &server.node)
            .field(INSTANCE_NAME, &server.instance_name());
    }
}

ferronova_v3::register!(ExtendedServerAttributes);
