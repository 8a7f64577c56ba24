//! Lists servers in any of several statuses.

use ferronova_v2::{Extension, Filter, read_status};

struct ServerListMultiStatus;

impl Extension for ServerListMultiStatus {
    const ALIAS: &str = "os-server-list-multi-status";
    const NAME: &str = "ServerListMultiStatus";
    const NAMESPACE: &str =
        "http://docs.openstack.org/compute/ext/os-server-list-multi-status/api/v2";
    const UPDATED: &str = "2014-05-11T00:00:00Z";
    const DESCRIPTION: &str = "Allow to filter the servers by a set of status values.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] =
        &[include_str!("../../../api-ref/v2/os-server-list-multi-status.yaml")];

    const SERVER_FILTERS: &[Filter] = &[Filter::every("status", |it| Ok(read_status(it)))];
}

ferronova_v2::register!(ServerListMultiStatus);
