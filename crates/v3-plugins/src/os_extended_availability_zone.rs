//! Shows the availability zone of a server.

use ferronova_compute::Server;
use ferronova_v3::{Adds, Fields, Key, Keys, Need, Plugin, Related};

const AVAILABILITY_ZONE: Key = Key::new("OS-EXT-AZ:availability_zone");

/// The zone of a server without a host: Nova's `default_availability_zone`.
const DEFAULT_ZONE: &str = "nova";

ferronova_v3::register!(Plugin {
    alias: "os-extended-availability-zone",
    name: "ExtendedAvailabilityZone",
    description: "Extended Availability Zone support.",
    version: 1,
    rule: Some("compute_extension:v3:os-extended-availability-zone"),
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
