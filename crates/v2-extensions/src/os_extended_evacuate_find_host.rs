//! Lets an evacuation leave the host to the scheduler; os-evacuate asks for it.

use ferronova_v2::Extension;

struct ExtendedEvacuateFindHost;

impl Extension for ExtendedEvacuateFindHost {
    const ALIAS: &str = "os-extended-evacuate-find-host";
    const NAME: &str = "ExtendedEvacuateFindHost";
    const NAMESPACE: &str =
        "http://docs.openstack.org/compute/ext/extended_evacuate_find_host/api/v2";
    const UPDATED: &str = "2014-02-12T00:00:00Z";
    const DESCRIPTION: &str = "Enables server evacuation without target host. Scheduler will select\n       one to target.\n    ";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/evacuate-find-host.yaml")];
}

ferronova_v2::register!(ExtendedEvacuateFindHost);
