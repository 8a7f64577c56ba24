//! The keys that `os-used-limits` adds to `/limits`: how much a project uses.

use ferronova_compute::ProjectUsage;
use ferronova_extend::{Fields, Key, Keys, Related};

const RAM_USED: Key = Key::new("totalRAMUsed");
const CORES_USED: Key = Key::new("totalCoresUsed");
const INSTANCES_USED: Key = Key::new("totalInstancesUsed");
const FLOATING_IPS_USED: Key = Key::new("totalFloatingIpsUsed");
const SECURITY_GROUPS_USED: Key = Key::new("totalSecurityGroupsUsed");
const SERVER_GROUPS_USED: Key = Key::new("totalServerGroupsUsed");

pub const KEYS: Keys<ProjectUsage> = Keys::new(
    &[
        RAM_USED,
        CORES_USED,
        INSTANCES_USED,
        FLOATING_IPS_USED,
        SECURITY_GROUPS_USED,
        SERVER_GROUPS_USED,
    ],
    write,
);

/// Writes the usage. No server groups are used, as there are none.
fn write(usage: &ProjectUsage, _: &Related, out: &mut Fields<'_>) {
    out.field(RAM_USED, &usage.ram_mb)
        .field(CORES_USED, &usage.cores)
        .field(INSTANCES_USED, &usage.instances)
        .field(FLOATING_IPS_USED, &usage.floating_ips)
        .field(SECURITY_GROUPS_USED, &usage.security_groups)
        .field(SERVER_GROUPS_USED, &0);
}
