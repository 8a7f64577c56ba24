//! The members of servers. The table of microversions says which view has which of them.

use ferronova_compute::{Need, Part};

use super::{parts, writer::Member};
use crate::soft_rules::SoftRule;

const ATTRIBUTES: &[SoftRule] = &[SoftRule::ExtendedAttributes];
const DETAILS: &[Need] = &[Need::Part(Part::Details)];
const SETUP: &[Need] = &[Need::Part(Part::Setup)];
const IMAGE: &[Need] = &[Need::Part(Part::Image)];
const REQUEST_SPEC: &[Need] = &[Need::Part(Part::RequestSpec)];

/// What every view has from the beginning.
pub(crate) const CORE: &[Member] = &[
    Member::new("id", parts::id),
    Member::new("name", parts::name),
    Member::new("status", parts::status),
    Member::new("tenant_id", parts::tenant_id),
    Member::new("user_id", parts::user_id),
    Member::new("metadata", parts::metadata).needing(&[Need::Part(Part::Metadata)]),
    Member::new("hostId", parts::host_id).needing(SETUP),
    Member::new("image", parts::image).needing(SETUP),
    Member::new("flavor", parts::flavor).needing(SETUP),
    Member::new("created", parts::created),
    Member::new("updated", parts::updated),
    Member::new("addresses", parts::plain_addresses).needing(&[Need::Part(Part::Addresses)]),
    Member::new("accessIPv4", parts::access_ipv4).needing(SETUP),
    Member::new("accessIPv6", parts::access_ipv6).needing(SETUP),
    Member::new("links", parts::links),
    Member::new("OS-DCF:diskConfig", parts::disk_config).needing(SETUP),
    Member::new("progress", parts::progress),
    Member::new("fault", parts::fault).needing(&[Need::Part(Part::Fault)]),
];

/// What show and detail have beyond that.
pub(crate) const READ_ONLY: &[Member] = &[
    Member::new("addresses", parts::addresses).needing(&[Need::Part(Part::Addresses)]),
    Member::new("OS-EXT-AZ:availability_zone", parts::zone)
        .needing(&[Need::Part(Part::Setup), Need::Zones]),
    Member::new("config_drive", parts::config_drive).needing(SETUP),
    Member::new("key_name", parts::key_name).needing(SETUP),
    Member::new("OS-SRV-USG:launched_at", parts::launched_at),
    Member::new("OS-SRV-USG:terminated_at", parts::terminated_at),
    Member::new("security_groups", parts::security_groups)
        .needing(&[Need::Part(Part::SecurityGroups)]),
    Member::new("OS-EXT-SRV-ATTR:host", parts::host).needing(SETUP).ruled(ATTRIBUTES),
    Member::new("OS-EXT-SRV-ATTR:instance_name", parts::instance_name).ruled(ATTRIBUTES),
    Member::new("OS-EXT-SRV-ATTR:hypervisor_hostname", parts::node)
        .needing(SETUP)
        .ruled(ATTRIBUTES),
    Member::new("OS-EXT-STS:task_state", parts::task_state),
    Member::new("OS-EXT-STS:vm_state", parts::vm_state),
    Member::new("OS-EXT-STS:power_state", parts::power_state),
    Member::new("os-extended-volumes:volumes_attached", parts::volumes)
        .needing(&[Need::Part(Part::Volumes)]),
];

/// More attributes for those who see them.
pub(crate) const EXTENDED: &[Member] = &[
    Member::new("OS-EXT-SRV-ATTR:hostname", parts::hostname).needing(DETAILS).ruled(ATTRIBUTES),
    Member::new("OS-EXT-SRV-ATTR:kernel_id", parts::kernel_id).needing(IMAGE).ruled(ATTRIBUTES),
    Member::new("OS-EXT-SRV-ATTR:launch_index", parts::launch_index)
        .needing(DETAILS)
        .ruled(ATTRIBUTES),
    Member::new("OS-EXT-SRV-ATTR:ramdisk_id", parts::ramdisk_id).needing(IMAGE).ruled(ATTRIBUTES),
    Member::new("OS-EXT-SRV-ATTR:reservation_id", parts::reservation_id)
        .needing(SETUP)
        .ruled(ATTRIBUTES),
    Member::new("OS-EXT-SRV-ATTR:root_device_name", parts::root_device_name)
        .needing(DETAILS)
        .ruled(ATTRIBUTES),
    Member::new("OS-EXT-SRV-ATTR:user_data", parts::user_data)
        .needing(&[Need::Part(Part::UserData)])
        .ruled(ATTRIBUTES),
];

/// The volumes, each with whether it is deleted with the server.
pub(crate) const VOLUMES_WITH_THEIR_END: Member =
    Member::new("os-extended-volumes:volumes_attached", parts::volumes_with_their_end)
        .needing(&[Need::Part(Part::Volumes), Need::Part(Part::Details)]);

pub(crate) const LOCKED: Member = Member::new("locked", parts::locked);

pub(crate) const HOST_STATUS: Member = Member::new("host_status", parts::host_status)
    .needing(&[Need::Part(Part::Setup), Need::HostStatus])
    .ruled(&[SoftRule::HostStatus, SoftRule::UnknownHostStatus]);

pub(crate) const DESCRIPTION: Member =
    Member::new("description", parts::description).needing(DETAILS);

pub(crate) const TAGS: Member = Member::new("tags", parts::tags).needing(&[Need::Part(Part::Tags)]);

/// The flavor as it was when the server got it, in place of a reference.
pub(crate) const EMBEDDED_FLAVOR: Member = Member::new("flavor", parts::embedded_flavor)
    .needing(&[Need::Part(Part::Setup), Need::Part(Part::Flavor)]);

pub(crate) const TRUSTED_CERTS: Member =
    Member::new("trusted_image_certificates", parts::trusted_certs)
        .needing(&[Need::Part(Part::TrustedCerts)]);

pub(crate) const SERVER_GROUPS: Member =
    Member::new("server_groups", parts::server_groups).needing(&[Need::Part(Part::ServerGroup)]);

pub(crate) const LOCKED_REASON: Member = Member::new("locked_reason", parts::locked_reason);

pub(crate) const HOSTNAME_FOR_ALL: Member =
    Member::new("OS-EXT-SRV-ATTR:hostname", parts::hostname).needing(DETAILS);

pub(crate) const PINNED_ZONE: Member =
    Member::new("pinned_availability_zone", parts::pinned_zone).needing(REQUEST_SPEC);

/// The image with the properties that the server copied from it.
pub(crate) const IMAGE_WITH_PROPERTIES: Member = Member::new("image", parts::image_with_properties)
    .needing(&[Need::Part(Part::Setup), Need::Part(Part::Image)]);

/// The hints for the scheduler; for a server without a request spec, an empty object.
pub(crate) const SCHEDULER_HINTS: Member =
    Member::new("scheduler_hints", parts::scheduler_hints).needing(REQUEST_SPEC);

/// The hints for the scheduler; for a server without a request spec, null.
pub(crate) const SCHEDULER_HINTS_OR_NULL: Member =
    Member::new("scheduler_hints", parts::scheduler_hints_or_null).needing(REQUEST_SPEC);
