//! Shows administrators where a server lives.

use ferronova_compute::Server;
use ferronova_juno::server_host;
use ferronova_v3::{Fields, Key, Plugin, Related};

struct ExtendedServerAttributes;

impl Plugin for ExtendedServerAttributes {
    const ALIAS: &str = "os-extended-server-attributes";
    const NAME: &str = "ExtendedServerAttributes";
    const DESCRIPTION: &str = "Extended Server Attributes support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-extended-server-attributes");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-host.yaml")];
    const SERVER_KEYS: &[Key] = server_host::KEYS;

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        server_host::write(server, out);
    }
}

ferronova_v3::register!(ExtendedServerAttributes);
