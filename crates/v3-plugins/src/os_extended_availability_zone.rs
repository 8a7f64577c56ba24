//! Shows the availability zone a server is in.

use ferronova_compute::Server;
use ferronova_v3::{Fields, Key, Need, Plugin, Related};

const AVAILABILITY_ZONE: Key = Key::new("OS-EXT-AZ:availability_zone");

/// The zone of a server without a host: Nova's `default_availability_zone`.
const DEFAULT_ZONE: &str = "nova";

struct ExtendedAvailabilityZone;

impl Plugin for ExtendedAvailabilityZone {
    const ALIAS: &str = "os-extended-availability-zone";
    const NAME: &str = "ExtendedAvailabilityZone";
    const DESCRIPTION: &str = "Extended Availability Zone support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = Some("compute_extension:v3:os-extended-availability-zone");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/server-zone.yaml")];
    const NEEDS: &[Need] = &[Need::Zones];
    const SERVER_KEYS: &[Key] = &[AVAILABILITY_ZONE];

    fn extend_server(server: &Server, related: &Related, out: &mut Fields<'_>) {
        out.field(AVAILABILITY_ZONE, related.zone_of(server).unwrap_or(DEFAULT_ZONE));
    }
}

ferronova_v3::register!(ExtendedAvailabilityZone);
