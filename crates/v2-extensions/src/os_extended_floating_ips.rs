//! Lets callers say to which fixed address of a server a floating one is to lead.
//!
//! [`super::os_floating_ips`] reads it if this is loaded.

use ferronova_v2::Extension;

struct ExtendedFloatingIps;

impl Extension for ExtendedFloatingIps {
    const ALIAS: &str = "os-extended-floating-ips";
    const NAME: &str = "ExtendedFloatingIps";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/extended_floating_ips/api/v2";
    const UPDATED: &str = "2013-04-19T00:00:00Z";
    const DESCRIPTION: &str = "Adds optional fixed_address to the add floating IP command.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/os-extended-floating-ips.yaml")];
}

ferronova_v2::register!(ExtendedFloatingIps);
