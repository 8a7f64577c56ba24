//! Shows how much of its limits a project uses.

use ferronova_compute::ProjectUsage;
use ferronova_v2::{Extension, Fields, Key};

const TOTAL_RAM_USED: Key = Key::new("totalRAMUsed");
const TOTAL_CORES_USED: Key = Key::new("totalCoresUsed");
const TOTAL_INSTANCES_USED: Key = Key::new("totalInstancesUsed");
const TOTAL_FLOATING_IPS_USED: Key = Key::new("totalFloatingIpsUsed");
const TOTAL_SECURITY_GROUPS_USED: Key = Key::new("totalSecurityGroupsUsed");
const TOTAL_SERVER_GROUPS_USED: Key = Key::new("totalServerGroupsUsed");

struct UsedLimits;

impl Extension for UsedLimits {
    const ALIAS: &str = "os-used-limits";
    const NAME: &str = "UsedLimits";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/used_limits/api/v1.1";
    const UPDATED: &str = "2012-07-13T00:00:00Z";
    const DESCRIPTION: &str = "Provide data on limited resources that are being used.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/used-limits.yaml")];

    const LIMIT_KEYS: &[Key] = &[
        TOTAL_RAM_USED,
        TOTAL_CORES_USED,
        TOTAL_INSTANCES_USED,
        TOTAL_FLOATING_IPS_USED,
        TOTAL_SECURITY_GROUPS_USED,
        TOTAL_SERVER_GROUPS_USED,
    ];

    /// There are no server groups.
    fn extend_limits(usage: ProjectUsage, out: &mut Fields<'_>) {
        out.field(TOTAL_RAM_USED, &usage.ram_mb)
            .field(TOTAL_CORES_USED, &usage.cores)
            .field(TOTAL_INSTANCES_USED, &usage.instances)
            .field(TOTAL_FLOATING_IPS_USED, &usage.floating_ips)
            .field(TOTAL_SECURITY_GROUPS_USED, &usage.security_groups)
            .field(TOTAL_SERVER_GROUPS_USED, &0);
    }
}

ferronova_v2::register!(UsedLimits);
