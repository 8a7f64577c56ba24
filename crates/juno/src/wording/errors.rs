//! The faults for errors about images, networks, volumes and other resources.

use ferronova_compute::{
    AddressError, BootFromVolumeError, DEFAULT_GROUP, FlavorError, FloatingIpError, HostError,
    ImageError, KeyPairError, KeyPairFlaw, LimitError, MAX_BYTES_AT_ONCE, MAX_SERVERS_AT_ONCE,
    MAX_USER_DATA, Move, NetworkError, NetworkRequest, SecurityGroupError, StoreError, VolumeError,
};
use ferronova_http::{Fault, StatusCode};

use super::faults::{bad_request, forbidden, not_found, over_quota, too_much_metadata};
use super::texts::ImageText;

pub(super) fn boots_from_volume(error: BootFromVolumeError) -> Fault {
    match error {
        BootFromVolumeError::Backup => bad_request("The request is invalid."),
        BootFromVolumeError::Rescue { id } => bad_request(format!(
            "Instance {id} cannot be rescued: Cannot rescue a volume-backed instance"
        )),
        BootFromVolumeError::Rebuild { image_id } => bad_request(format!(
            "Image {image_id} is unacceptable: Unable to rebuild with a different image for a \
             volume-backed server."
        )),
    }
}

pub(super) fn flavor(error: FlavorError) -> Fault {
    bad_request(match error {
        FlavorError::NotFound => "Invalid flavorRef provided.",
        FlavorError::NewNotFound => "Unable to locate requested flavor.",
        FlavorError::Same => "Resize requires a flavor change.",
        FlavorError::NoRootDisk => {
            "Server disk was unable to be resized because: Resize to zero disk flavor is not \
             allowed."
        }
        FlavorError::MemoryTooSmall => "Flavor's memory is too small for requested image.",
        FlavorError::DiskTooSmall => "Flavor's disk is too small for requested image.",
    })
}

pub(super) fn host(error: &HostError) -> Fault {
    let message = match error {
        HostError::NoneValid(to) => {
            let reason = match to {
                Move::Resize => "No valid host found for resize",
                Move::ColdMigration => "No valid host found for cold migrate",
                Move::LiveMigration | Move::Evacuation => "",
            };
            format!("No valid host was found. {reason}")
        }
        HostError::Unavailable { host } => {
            let host = host.as_deref().unwrap_or("None");
            format!("Compute service of {host} is unavailable at this time.")
        }
        HostError::NotFound { host } => {
            return not_found(format!("Compute host {host} not found."));
        }
        HostError::Same { id, host } => {
            format!("Unable to migrate instance ({id}) to current host ({host}).")
        }
        HostError::EvacuatedToSame => "The target host can't be the same one.".to_owned(),
        HostError::InUse { host } => format!("Compute service of {host} is still in use."),
    };
    bad_request(message)
}

pub(super) fn limit(error: LimitError) -> Fault {
    match error {
        LimitError::Metadata => forbidden(too_much_metadata()),
        LimitError::ImageMetadata => over_quota("Image metadata limit exceeded"),
        LimitError::Servers { asked } => over_quota(format!(
            "Quota exceeded for instances: Requested {asked}, but already used 0 of \
             {MAX_SERVERS_AT_ONCE} instances"
        )),
        LimitError::StoredBytes { asked } => forbidden(format!(
            "Quota exceeded for instance bytes: Requested {asked}, but already used 0 of \
             {MAX_BYTES_AT_ONCE} instance bytes"
        )),
        LimitError::UserData { size } => bad_request(format!(
            "User data too large. User data must be no larger than {MAX_USER_DATA} bytes once \
             base64 encoded. Your data is {size} bytes"
        )),
    }
}

/// Returns the fault for an error about an image. `refused` is the text of the 403 for an image
/// that the caller may not change.
pub(super) fn image(error: ImageError, refused: ImageText) -> Fault {
    match error {
        ImageError::NotForServer => bad_request("Can not find requested image"),
        ImageError::NotForRebuild => bad_request("Cannot find image for rebuild"),
        ImageError::NotActive { id } => bad_request(format!("Image {id} is not active.")),
        ImageError::NotFound => not_found("Image not found."),
        ImageError::NotOwned { id } => refused.fault(|| format!("Not authorized for image {id}.")),
        ImageError::Protected { id } => refused.fault(|| format!("Image {id} is protected.")),
        ImageError::NoSuchMetadata => not_found("Invalid metadata key"),
        ImageError::TooManySnapshots { image_id } => forbidden(format!(
            "Quota exceeded or out of space for image {image_id} in the image service."
        )),
    }
}

pub(super) fn key_pair(error: &KeyPairError) -> Fault {
    match error {
        KeyPairError::NotForServer => bad_request("Invalid key_name provided."),
        KeyPairError::NotFound { name, user_id } => {
            not_found(format!("Keypair {name} not found for user {user_id}"))
        }
        KeyPairError::Exists { name } => {
            Fault::new(StatusCode::CONFLICT, format!("Key pair '{name}' already exists."))
        }
        KeyPairError::Invalid(flaw) => {
            bad_request(format!("Keypair data is invalid: {}", key_pair_flaw(*flaw)))
        }
        KeyPairError::TooMany => forbidden("Quota exceeded, too many key pairs."),
    }
}

fn key_pair_flaw(flaw: KeyPairFlaw) -> &'static str {
    match flaw {
        KeyPairFlaw::NoFingerprint => "failed to generate fingerprint",
        KeyPairFlaw::UnsafeName => "Keypair name contains unsafe characters",
        KeyPairFlaw::NameLength => {
            "Keypair name must be string and between 1 and 255 characters long"
        }
    }
}

/// Returns the fault for an error about networks. `missing` is the status for an unknown network.
pub(super) fn network(error: &NetworkError, missing: StatusCode) -> Fault {
    match error {
        NetworkError::NotFound { id } => {
            Fault::new(missing, format!("Network {id} could not be found."))
        }
        // Nova's text with an empty id, hence the two spaces.
        NetworkError::NoNetworks => Fault::new(missing, "Network  could not be found."),
        NetworkError::PortNotFound { id } => not_found(format!("Port id {id} could not be found.")),
        NetworkError::FixedIpNotFound { id, address } => {
            bad_request(format!("Instance {id} doesn't have fixed ip '{address}'."))
        }
        NetworkError::AddressNotAvailable(error) => bad_request(address_text(error)),
        NetworkError::SeveralWithOneAddress => bad_request(
            "Failed to launch instances: max_count cannot be greater than 1 if an fixed_ip is \
             specified.",
        ),
    }
}

fn address_text(error: &AddressError) -> String {
    match error {
        AddressError::Exhausted(_) => "Zero fixed ips available.".to_owned(),
        AddressError::InUse(NetworkRequest { fixed_ip: Some(ip), .. }) => {
            format!("Fixed IP address {ip} is already in use.")
        }
        AddressError::NotInNetwork(NetworkRequest { fixed_ip: Some(ip), network_id }) => {
            format!("Fixed IP address {ip} does not belong to network {network_id}.")
        }
        AddressError::InUse(_) | AddressError::NotInNetwork(_) => {
            "No such fixed ip address.".to_owned()
        }
    }
}

/// After how many seconds a client may ask again for a server whose part of the cloud does not
/// answer. Somebody has to repair that part, which takes longer than most clients want to wait.
const UNREACHABLE_RETRY_AFTER: &str = "60";

pub(super) fn store(error: &StoreError) -> Fault {
    match error {
        StoreError::Unreachable { server } => Fault::new(
            StatusCode::SERVICE_UNAVAILABLE,
            format!("The part of the cloud that has instance {} does not answer.", server.id),
        )
        .with_retry_after(UNREACHABLE_RETRY_AFTER),
        StoreError::Damaged { .. } | StoreError::Failed { .. } | StoreError::Slow { .. } => {
            Fault::internal(error)
        }
    }
}

pub(super) fn volume(error: &VolumeError) -> Fault {
    match error {
        VolumeError::NotFound { id } => not_found(format!("Volume {id} could not be found.")),
        VolumeError::InUse => bad_request("Invalid volume: status must be 'available'"),
    }
}

pub(super) fn floating_ip(error: &FloatingIpError) -> Fault {
    match error {
        FloatingIpError::NotFound => not_found("floating ip not found"),
        FloatingIpError::NoSuchId { id } => not_found(format!("Floating ip not found for id {id}")),
        FloatingIpError::NotOwned => forbidden("Not authorized."),
        FloatingIpError::Exhausted { pool: Some(pool) } => {
            not_found(format!("No more floating ips in pool {pool}."))
        }
        FloatingIpError::Exhausted { pool: None } => not_found("No more floating ips available."),
        FloatingIpError::NoFixedIp => bad_request("No nw_info cache associated with instance"),
        FloatingIpError::NoFixedIpv4 { address, id } => bad_request(format!(
            "Unable to associate floating IP {address} to any fixed IPs for instance {id}. \
             Instance has no fixed IPv4 addresses to associate."
        )),
        FloatingIpError::NotOfServer => {
            bad_request("Specified fixed address not assigned to instance")
        }
        FloatingIpError::NotAssociated { address, id } => Fault::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("Floating ip {address} is not associated with instance {id}."),
        ),
    }
}

/// Returns the fault for an error about security groups. `missing` is the status for an unknown
/// group or rule.
pub(super) fn security_group(error: &SecurityGroupError, missing: StatusCode) -> Fault {
    match error {
        SecurityGroupError::NotFound { name, project_id } => Fault::new(
            missing,
            format!("Security group {name} not found for project {project_id}."),
        ),
        SecurityGroupError::NoSuchId { id } => {
            Fault::new(missing, format!("Security group {id} does not exist"))
        }
        SecurityGroupError::NoSuchRule { id } => {
            Fault::new(missing, format!("Security group rule {id} does not exist"))
        }
        SecurityGroupError::NoId => bad_request("Security group id should be uuid"),
        SecurityGroupError::Exists { name } => {
            bad_request(format!("Security group {name} already exists"))
        }
        SecurityGroupError::NameTaken { name, project_id } => {
            bad_request(format!("Security group {name} already exists for project {project_id}."))
        }
        SecurityGroupError::TooMany => {
            forbidden("Quota exceeded for resources: ['security_group'].")
        }
        SecurityGroupError::TooManyRules => {
            forbidden("Quota exceeded for resources: ['security_group_rule'].")
        }
        SecurityGroupError::RuleExists { group_id, .. } => {
            bad_request(format!("This rule already exists in group {group_id}"))
        }
        SecurityGroupError::WrongRule(error) => bad_request(error.to_string()),
        SecurityGroupError::InUse { .. } => bad_request("Security group is still in use"),
        SecurityGroupError::DeletesDefault => {
            bad_request(format!("Unable to delete system group '{DEFAULT_GROUP}'"))
        }
        SecurityGroupError::UpdatesDefault => {
            bad_request(format!("Unable to update system group '{DEFAULT_GROUP}'"))
        }
        SecurityGroupError::AlreadyAdded { id, server_id } => bad_request(format!(
            "Security group {id} is already associated with the instance {server_id}"
        )),
        SecurityGroupError::NotAdded { id, server_id } => bad_request(format!(
            "Security group {id} is not associated with the instance {server_id}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use ferronova_compute::PartialServer;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_server_whose_part_of_the_cloud_is_away_is_503_and_other_failures_are_500() {
        let server = PartialServer { id: Uuid::from_u128(7), ..PartialServer::default() };
        let away = StoreError::Unreachable { server: Box::new(server) };

        let fault = store(&away);

        assert_eq!(fault.status(), StatusCode::SERVICE_UNAVAILABLE);
        let text = "The part of the cloud that has instance \
                    00000000-0000-0000-0000-000000000007 does not answer.";
        assert_eq!(fault.message(), text);
        assert_eq!(store(&StoreError::failed("reading", "x")).status().as_u16(), 500);
    }
}
