//! The keys that show a server's host, and the server's name on that host.

use ferronova_compute::Server;
use ferronova_extend::{Fields, Key, Keys, Related};

const HOST: Key = Key::new("OS-EXT-SRV-ATTR:host");
const HYPERVISOR_HOSTNAME: Key = Key::new("OS-EXT-SRV-ATTR:hypervisor_hostname");
const INSTANCE_NAME: Key = Key::new("OS-EXT-SRV-ATTR:instance_name");

pub const KEYS: Keys<Server> = Keys::new(&[HOST, HYPERVISOR_HOSTNAME, INSTANCE_NAME], write);

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(HOST, &server.host)
        .field(HYPERVISOR_HOSTNAME, &server.node)
        .field(INSTANCE_NAME, &server.instance_name());
}
