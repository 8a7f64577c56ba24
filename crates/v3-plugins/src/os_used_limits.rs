//! Shows how much of its limits a project uses.

use ferronova_compute::ProjectUsage;
use ferronova_v3::{Fields, Key, Plugin};

const RAM_USED: Key = Key::new("totalRAMUsed");
const CORES_USED: Key = Key::new("totalCoresUsed");
const INSTANCES_USED: Key = Key::new("totalInstancesUsed");
const FLOATING_IPS_USED: Key = Key::new("totalFloatingIpsUsed");
const SECURITY_GROUPS_USED: Key = Key::new("totalSecurityGroupsUsed");
const SERVER_GROUPS_USED: Key = Key::new("totalServerGroupsUsed");

struct UsedLimits;

impl Plugin for UsedLimits {
    const ALIAS: &str = "os-used-limits";
    const NAME: &str = "UsedLimits";
    const DESCRIPTION: &str = "Provide data on limited resource that are being used.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/used-limits.yaml")];
    const LIMIT_KEYS: &[Key] = &[
        RAM_USED,
        CORES_USED,
        INSTANCES_USED,
        FLOATING_IPS_USED,
        SECURITY_GROUPS_USED,
        SERVER_GROUPS_USED,
    ];

    /// There are no groups of servers.
    fn extend_limits(usage: ProjectUsage, out: &mut Fields<'_>) {
        out.field(RAM_USED, &usage.ram_mb)
            .field(CORES_USED, &usage.cores)
            .field(INSTANCES_USED, &usage.instances)
            .field(FLOATING_IPS_USED, &usage.floating_ips)
            .field(SECURITY_GROUPS_USED, &usage.security_groups)
            .field(SERVER_GROUPS_USED, &0);
    }
}

ferronova_v3::register!(UsedLimits);
