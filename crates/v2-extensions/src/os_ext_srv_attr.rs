//! Shows administrators where a server lives, and what it is called there.

use ferronova_compute::Server;
use ferronova_juno::server_host;
use ferronova_v2::{Extension, Fields, Key, Related};

struct ExtendedServerAttributes;

impl Extension for ExtendedServerAttributes {
    const ALIAS: &str = "OS-EXT-SRV-ATTR";
    const NAME: &str = "ExtendedServerAttributes";
    // It is the one of `OS-EXT-STS`, in Nova too.
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/extended_status/api/v1.1";
    const UPDATED: &str = "2011-11-03T00:00:00Z";
    const DESCRIPTION: &str = "Extended Server Attributes support.";
    const RULE: Option<&str> = Some("compute_extension:extended_server_attributes");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-host.yaml")];

    const SERVER_KEYS: &[Key] = server_host::KEYS;

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        server_host::write(server, out);
    }
}

ferronova_v2::register!(ExtendedServerAttributes);
