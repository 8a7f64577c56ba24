//! Lets administrators see the limits of another project; `/limits` asks for it.

use ferronova_v2::Extension;

struct UsedLimitsForAdmin;

impl Extension for UsedLimitsForAdmin {
    const ALIAS: &str = "os-used-limits-for-admin";
    const NAME: &str = "UsedLimitsForAdmin";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/used_limits_for_admin/api/v1.1";
    const UPDATED: &str = "2013-05-02T00:00:00Z";
    const DESCRIPTION: &str = "Provide data to admin on limited resources used by other tenants.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/os-used-limits-for-admin.yaml")];
}

ferronova_v2::register!(UsedLimitsForAdmin);
