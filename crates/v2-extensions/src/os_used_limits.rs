//! Shows how much of its limits a project uses.

use ferronova_compute::ProjectUsage;
use ferronova_juno::used_limits;
use ferronova_v2::{Extension, Fields, Key};

struct UsedLimits;

impl Extension for UsedLimits {
    const ALIAS: &str = "os-used-limits";
    const NAME: &str = "UsedLimits";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/used_limits/api/v1.1";
    const UPDATED: &str = "2012-07-13T00:00:00Z";
    const DESCRIPTION: &str = "Provide data on limited resources that are being used.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/used-limits.yaml")];

    const LIMIT_KEYS: &[Key] = used_limits::KEYS;

    fn extend_limits(usage: ProjectUsage, out: &mut Fields<'_>) {
        used_limits::write(usage, out);
    }
}

ferronova_v2::register!(UsedLimits);
