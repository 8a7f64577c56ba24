//! Shows whether hypervisors answer and take new servers; os-hypervisors asks for it.

use ferronova_v2::Extension;

struct HypervisorStatus;

impl Extension for HypervisorStatus {
    const ALIAS: &str = "os-hypervisor-status";
    const NAME: &str = "HypervisorStatus";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/hypervisor_status/api/v1.1";
    const UPDATED: &str = "2014-04-17T00:00:00Z";
    const DESCRIPTION: &str = "Show hypervisor status.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/hypervisor-status.yaml")];
}

ferronova_v2::register!(HypervisorStatus);
