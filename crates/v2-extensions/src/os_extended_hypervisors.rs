//! Shows the addresses of the hosts of hypervisors; os-hypervisors asks for it.

use ferronova_v2::Extension;

struct ExtendedHypervisors;

impl Extension for ExtendedHypervisors {
    const ALIAS: &str = "os-extended-hypervisors";
    const NAME: &str = "ExtendedHypervisors";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/extended_hypervisors/api/v1.1";
    const UPDATED: &str = "2014-01-04T00:00:00Z";
    const DESCRIPTION: &str = "Extended hypervisors support.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/hypervisor-host-ip.yaml")];
}

ferronova_v2::register!(ExtendedHypervisors);
