//! Shows the availability zone of a server.

use ferronova_compute::Server;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Need, Related};

const AVAILABILITY_ZONE: Key = Key::new("OS-EXT-AZ:availability_zone");

/// The zone of a server without a host: Nova's `default_availability_zone`.
const DEFAULT_ZONE: &str = "nova";

ferronova_v2::register!(Extension {
    alias: "OS-EXT-AZ",
    name: "ExtendedAvailabilityZone",
    namespace: "http://docs.openstack.org/compute/ext/extended_availability_zone/api/v2",
    updated: "2013-01-30T00:00:00Z",
    description: "Extended Availability Zone support.",
    rule: Some("compute_extension:extended_availability_zone"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/common/server-zone.yaml")],
        needs: &[Need::Zones],
        server: Keys::new(&[AVAILABILITY_ZONE], write),
        ..Adds::NOTHING
    },
});

fn write(server: &Server, related: &Related, out: &mut Fields<'_>) {
    out.field(AVAILABILITY_ZONE, related.zone_of(server).unwrap_or(DEFAULT_ZONE));
}
