//! Shows how much of its limits a project uses.

use ferronova_compute::ProjectUsage;
use ferronova_juno::used_limits;
use ferronova_v3::{Fields, Key, Plugin};

struct UsedLimits;

impl Plugin for UsedLimits {
    const ALIAS: &str = "os-used-limits";
    const NAME: &str = "UsedLimits";
    const DESCRIPTION: &str = "Provide data on limited resource that are being used.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/used-limits.yaml")];
    const LIMIT_KEYS: &[Key] = used_limits::KEYS;

    fn extend_limits(usage: ProjectUsage, out: &mut Fields<'_>) {
        used_limits::write(usage, out);
    }
}

ferronova_v3::register!(UsedLimits);
