//! Shows the availability zone of a server.

use ferronova_compute::Server;
use ferronova_v2::{Extension, Fields, Key, Need, Related};

const AVAILABILITY_ZONE: Key = Key::new("OS-EXT-AZ:availability_zone");

/// The zone of what has no host: Nova's `default_availability_zone`.
const DEFAULT_ZONE: &str = "nova";

struct ExtendedAvailabilityZone;

impl Extension for ExtendedAvailabilityZone {
    const ALIAS: &str = "OS-EXT-AZ";
    const NAME: &str = "ExtendedAvailabilityZone";
    const NAMESPACE: &str =
        "http://docs.openstack.org/compute/ext/extended_availability_zone/api/v2";
    const UPDATED: &str = "2013-01-30T00:00:00Z";
    const DESCRIPTION: &str = "Extended Availability Zone support.";
    const RULE: Option<&str> = Some("compute_extension:extended_availability_zone");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-zone.yaml")];

    const NEEDS: &[Need] = &[Need::Zones];
    const SERVER_KEYS: &[Key] = &[AVAILABILITY_ZONE];

    fn extend_server(server: &Server, related: &Related, out: &mut Fields<'_>) {
        out.field(AVAILABILITY_ZONE, related.zone_of(server).unwrap_or(DEFAULT_ZONE));
    }
}

ferronova_v2::register!(ExtendedAvailabilityZone);
