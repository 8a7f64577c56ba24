//! What can go wrong in an operation, as far as a caller can act upon it.

use std::{error, fmt, time::Duration};

use uuid::Uuid;

use crate::{
    BootFromVolumeError, FloatingIpError, MAX_BYTES_AT_ONCE, MAX_METADATA, MAX_SERVERS_AT_ONCE,
    MAX_USER_DATA, NetworkRequest, SecurityGroupError, TaskState, VmState,
};

/// Why an operation was not carried out; nothing changed then.
///
/// Where Nova has one text for a failure, `Display` writes that text. Where its text depends on
/// the call, the variant holds the facts and the HTTP side finds the words.
#[derive(Debug)]
pub enum Error {
    /// There is no such server, or none that the caller may know of.
    ServerNotFound {
        /// As the caller named it.
        id: String,
    },
    /// The policy does not let the caller do it.
    Forbidden {
        /// The rule that said no.
        rule: String,
    },
    /// The server is locked, and the caller is not an administrator.
    Locked {
        /// Which server.
        id: Uuid,
    },
    /// The server is in a state that does not allow the operation.
    InvalidState {
        /// Which server.
        id: Uuid,
        /// The operation, in Nova's internal word for it.
        operation: &'static str,
        /// What about the state is wrong.
        state: WrongState,
    },
    /// The server has no host that could do the work.
    NoHost {
        /// Which server.
        id: Uuid,
    },
    /// A new server asks for an image that does not exist or that the caller may not use.
    ImageNotFound,
    /// A server has no port of that id, or there is none.
    PortNotFound {
        /// As the caller named it.
        id: String,
    },
    /// There is no such volume.
    VolumeNotFound {
        /// As the caller named it.
        id: String,
    },
    /// A volume that is to be attached is attached already.
    VolumeInUse,
    /// An operation names an image that does not exist or that the caller may not see.
    NoSuchImage,
    /// An image is changed by somebody it does not belong to.
    ImageNotOwned {
        /// Which image.
        id: Uuid,
    },
    /// An image is to be removed that is protected from that.
    ImageProtected {
        /// Which image.
        id: Uuid,
    },
    /// A rebuild asks for an image that does not exist or that the caller may not use.
    RebuildImageNotFound,
    /// Something can't be done to a server that boots from a volume.
    BootsFromVolume(BootFromVolumeError),
    /// A resize asks for a flavor that does not exist or that the caller may not use.
    NewFlavorNotFound,
    /// A resize asks for the flavor that the server has.
    SameFlavor,
    /// A resize leads to a flavor without a root disk.
    NoRootDisk,
    /// A resize is to be confirmed or reverted where there was none.
    NotResized,
    /// No host can take the server.
    NoValidHost {
        /// Why, in a sentence.
        reason: &'static str,
    },
    /// A host that a server is to be moved to, or its own, does not answer or is not there.
    HostUnavailable {
        /// Which host; `None` in words for a server that has none.
        host: String,
    },
    /// A host that a server is to be rebuilt on is not there.
    HostNotFound {
        /// Which host.
        host: String,
    },
    /// A live migration leads to the host that the server is on.
    SameHost {
        /// Which server.
        id: Uuid,
        /// Which host.
        host: String,
    },
    /// An evacuation leads to the host that the server is on.
    EvacuatedToSameHost,
    /// An evacuation is asked for of a host that is up.
    HostInUse {
        /// Which host.
        host: String,
    },
    /// Metadata of a server has too many items.
    TooMuchMetadata,
    /// A key of the metadata of a server is not there.
    NoSuchMetadata,
    /// Metadata of an image has too many items.
    TooMuchImageMetadata,
    /// A project has as many snapshots as it may have, and this image would be one more.
    TooManySnapshots {
        /// The image that there is not.
        image_id: Uuid,
    },
    /// A key of the metadata of an image is not there.
    NoSuchImageMetadata,
    /// A new server asks for an image that is not ready.
    ImageNotActive {
        /// Which image.
        id: Uuid,
    },
    /// A new server asks for a flavor that does not exist or that the caller may not use.
    FlavorNotFound,
    /// A new server asks for a key that does not exist.
    KeyNotFound,
    /// There is no such key pair.
    KeyPairNotFound {
        /// The key pair as it was named.
        name: String,
        /// The user it was looked for with.
        user_id: String,
    },
    /// A new key pair has the name of another one of its user.
    KeyPairExists {
        /// Which name.
        name: String,
    },
    /// A new key pair has a name or a public key that can't be one.
    InvalidKeyPair {
        /// Why, in Nova's words.
        reason: &'static str,
    },
    /// A user has as many key pairs as there may be.
    TooManyKeyPairs,
    /// A new server asks for a zone that does not exist or has no host open to it.
    ZoneNotAvailable,
    /// A new server asks for a security group that does not exist.
    SecurityGroupNotFound {
        /// The group as it was named.
        name: String,
        /// The project it was looked for in.
        project_id: String,
    },
    /// A new server is given more to read than it may be.
    UserDataTooLarge {
        /// How many bytes.
        size: usize,
    },
    /// Several servers are asked for with one and the same address.
    SeveralWithOneAddress,
    /// A request asks for more servers than one may create.
    TooManyServers {
        /// How many it asks for at least.
        asked: u32,
    },
    /// A request asks for servers of which more would have to be stored than one may.
    TooMuchToStore {
        /// How many bytes.
        asked: u64,
    },
    /// The flavor has less memory than the image needs.
    FlavorMemoryTooSmall,
    /// The flavor has a smaller disk than the image needs.
    FlavorDiskTooSmall,
    /// A server is to get an address on a network that does not exist.
    NetworkNotFound {
        /// The network as it was named.
        id: String,
    },
    /// A server is to lose a fixed address that it does not have.
    FixedIpNotFound {
        /// Which server.
        id: Uuid,
        /// The address as it was given.
        address: String,
    },
    /// Something is wrong with a security group.
    SecurityGroup(SecurityGroupError),
    /// Something is wrong with a floating address.
    FloatingIp(FloatingIpError),
    /// A new server asks for an address that it can't have.
    AddressNotAvailable(AddressError),
    /// A list continues after a server that is not in reach.
    MarkerNotFound {
        /// The marker as it was given.
        marker: String,
    },
    /// A list asks for deleted servers, which only administrators see.
    DeletedNeedsAdmin,
    /// The store failed; the details are for the log.
    Store(StoreError),
}

/// What about the state of a server does not allow an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongState {
    /// Its vm state.
    Vm(VmState),
    /// Its task state.
    Task(TaskState),
    /// It never ran; in this vm state.
    NeverActive(VmState),
}

/// Why no address could be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// The network has none left.
    Exhausted(NetworkRequest),
    /// Another server has the one that was asked for.
    InUse(NetworkRequest),
    /// The one that was asked for is not the network's.
    NotInNetwork(NetworkRequest),
}

/// Why a store could not do what it was asked.
#[derive(Debug)]
pub enum StoreError {
    /// A record is damaged; others are not concerned.
    Damaged {
        /// Which, for the log.
        what: String,
    },
    /// The engine or what lies below it failed.
    Failed {
        /// What was being done, for the log.
        what: &'static str,
        /// Why it failed.
        source: Box<dyn error::Error + Send + Sync>,
    },
    /// A write waits for the disk, and those behind it with it.
    Slow {
        /// For how long it has waited.
        waited: Duration,
    },
}

impl StoreError {
    /// The engine failed at `what`.
    pub fn failed(
        what: &'static str,
        source: impl Into<Box<dyn error::Error + Send + Sync>>,
    ) -> Self {
        Self::Failed { what, source: source.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ServerNotFound { id } => write!(f, "Instance {id} could not be found."),
            Self::Forbidden { rule } => write!(f, "Policy doesn't allow {rule} to be performed."),
            Self::Locked { id } => write!(f, "Instance {id} is locked"),
            Self::InvalidState { id, operation, state } => write!(
                f,
                "Instance {id} in {state}. Cannot {operation} while the instance is in this state."
            ),
            Self::NoHost { id } => write!(f, "Instance {id} is not ready"),
            Self::ImageNotFound => f.write_str("Can not find requested image"),
            Self::PortNotFound { id } => write!(f, "Port id {id} could not be found."),
            Self::VolumeNotFound { id } => write!(f, "Volume {id} could not be found."),
            Self::VolumeInUse => f.write_str("Invalid volume: status must be 'available'"),
            Self::NoSuchImage => f.write_str("Image not found."),
            Self::ImageNotOwned { id } => write!(f, "Not authorized for image {id}."),
            Self::ImageProtected { id } => write!(f, "Image {id} is protected."),
            Self::RebuildImageNotFound => f.write_str("Cannot find image for rebuild"),
            Self::BootsFromVolume(error) => error.fmt(f),
            Self::NewFlavorNotFound => f.write_str("Unable to locate requested flavor."),
            Self::SameFlavor => f.write_str("Resize requires a flavor change."),
            Self::NoRootDisk => f.write_str(
                "Server disk was unable to be resized because: Resize to zero disk flavor is not \
                 allowed.",
            ),
            Self::NotResized => f.write_str("Instance has not been resized."),
            Self::NoValidHost { reason } => write!(f, "No valid host was found. {reason}"),
            Self::HostUnavailable { host } => {
                write!(f, "Compute service of {host} is unavailable at this time.")
            }
            Self::HostNotFound { host } => write!(f, "Compute host {host} not found."),
            Self::SameHost { id, host } => {
                write!(f, "Unable to migrate instance ({id}) to current host ({host}).")
            }
            Self::EvacuatedToSameHost => f.write_str("The target host can't be the same one."),
            Self::HostInUse { host } => {
                write!(f, "Compute service of {host} is still in use.")
            }
            Self::TooMuchMetadata => {
                write!(f, "Maximum number of metadata items exceeds {MAX_METADATA}")
            }
            Self::NoSuchMetadata => f.write_str("Metadata item was not found"),
            Self::TooMuchImageMetadata => f.write_str("Image metadata limit exceeded"),
            Self::TooManySnapshots { image_id } => write!(
                f,
                "Quota exceeded or out of space for image {image_id} in the image service."
            ),
            Self::NoSuchImageMetadata => f.write_str("Invalid metadata key"),
            Self::ImageNotActive { id } => write!(f, "Image {id} is not active."),
            Self::FlavorNotFound => f.write_str("Invalid flavorRef provided."),
            Self::KeyNotFound => f.write_str("Invalid key_name provided."),
            Self::KeyPairNotFound { name, user_id } => {
                write!(f, "Keypair {name} not found for user {user_id}")
            }
            Self::KeyPairExists { name } => write!(f, "Key pair '{name}' already exists."),
            Self::InvalidKeyPair { reason } => write!(f, "Keypair data is invalid: {reason}"),
            Self::TooManyKeyPairs => f.write_str("Quota exceeded, too many key pairs."),
            Self::ZoneNotAvailable => {
                f.write_str("The requested availability zone is not available")
            }
            Self::SecurityGroupNotFound { name, project_id } => {
                write!(f, "Security group {name} not found for project {project_id}.")
            }
            Self::UserDataTooLarge { size } => write!(
                f,
                "User data too large. User data must be no larger than {MAX_USER_DATA} bytes once \
                 base64 encoded. Your data is {size} bytes"
            ),
            Self::SeveralWithOneAddress => f.write_str(
                "Failed to launch instances: max_count cannot be greater than 1 if an fixed_ip is \
                 specified.",
            ),
            Self::TooManyServers { asked } => write!(
                f,
                "Quota exceeded for instances: Requested {asked}, but already used 0 of \
                 {MAX_SERVERS_AT_ONCE} instances"
            ),
            Self::TooMuchToStore { asked } => write!(
                f,
                "Quota exceeded for instance bytes: Requested {asked}, but already used 0 of \
                 {MAX_BYTES_AT_ONCE} instance bytes"
            ),
            Self::FlavorMemoryTooSmall => {
                f.write_str("Flavor's memory is too small for requested image.")
            }
            Self::FlavorDiskTooSmall => {
                f.write_str("Flavor's disk is too small for requested image.")
            }
            Self::NetworkNotFound { id } => write!(f, "Network {id} could not be found."),
            Self::FixedIpNotFound { id, address } => {
                write!(f, "Instance {id} doesn't have fixed ip '{address}'.")
            }
            Self::SecurityGroup(error) => error.fmt(f),
            Self::FloatingIp(error) => error.fmt(f),
            Self::AddressNotAvailable(error) => error.fmt(f),
            Self::MarkerNotFound { marker } => write!(f, "marker [{marker}] not found"),
            Self::DeletedNeedsAdmin => {
                f.write_str("Only administrators may list deleted instances")
            }
            Self::Store(_) => f.write_str("the store failed"),
        }
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Store(source) => Some(source),
            Self::ServerNotFound { .. }
            | Self::Forbidden { .. }
            | Self::Locked { .. }
            | Self::InvalidState { .. }
            | Self::NoHost { .. }
            | Self::ImageNotFound
            | Self::PortNotFound { .. }
            | Self::VolumeNotFound { .. }
            | Self::VolumeInUse
            | Self::NoSuchImage
            | Self::ImageNotOwned { .. }
            | Self::ImageProtected { .. }
            | Self::RebuildImageNotFound
            | Self::BootsFromVolume(_)
            | Self::NewFlavorNotFound
            | Self::SameFlavor
            | Self::NoRootDisk
            | Self::NotResized
            | Self::NoValidHost { .. }
            | Self::HostUnavailable { .. }
            | Self::HostNotFound { .. }
            | Self::SameHost { .. }
            | Self::EvacuatedToSameHost
            | Self::HostInUse { .. }
            | Self::TooMuchMetadata
            | Self::NoSuchMetadata
            | Self::TooMuchImageMetadata
            | Self::TooManySnapshots { .. }
            | Self::NoSuchImageMetadata
            | Self::ImageNotActive { .. }
            | Self::FlavorNotFound
            | Self::KeyNotFound
            | Self::KeyPairNotFound { .. }
            | Self::KeyPairExists { .. }
            | Self::InvalidKeyPair { .. }
            | Self::TooManyKeyPairs
            | Self::ZoneNotAvailable
            | Self::SecurityGroupNotFound { .. }
            | Self::UserDataTooLarge { .. }
            | Self::SeveralWithOneAddress
            | Self::TooManyServers { .. }
            | Self::TooMuchToStore { .. }
            | Self::FlavorMemoryTooSmall
            | Self::FlavorDiskTooSmall
            | Self::NetworkNotFound { .. }
            | Self::FixedIpNotFound { .. }
            | Self::SecurityGroup(_)
            | Self::FloatingIp(_)
            | Self::AddressNotAvailable(_)
            | Self::MarkerNotFound { .. }
            | Self::DeletedNeedsAdmin => None,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<SecurityGroupError> for Error {
    fn from(error: SecurityGroupError) -> Self {
        Self::SecurityGroup(error)
    }
}

impl From<FloatingIpError> for Error {
    fn from(error: FloatingIpError) -> Self {
        Self::FloatingIp(error)
    }
}

impl fmt::Display for WrongState {
    /// Writes Nova's words, with its `None` for an attribute or a value that is not there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vm(state) => write!(f, "vm_state {state}"),
            Self::Task(state) => write!(f, "task_state {state}"),
            Self::NeverActive(state) => write!(f, "None {state}"),
        }
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exhausted(_) => f.write_str("Zero fixed ips available."),
            Self::InUse(NetworkRequest { fixed_ip: Some(ip), .. }) => {
                write!(f, "Fixed IP address {ip} is already in use.")
            }
            Self::NotInNetwork(NetworkRequest { fixed_ip: Some(ip), network_id }) => {
                write!(f, "Fixed IP address {ip} does not belong to network {network_id}.")
            }
            Self::InUse(_) | Self::NotInNetwork(_) => f.write_str("No such fixed ip address."),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged { what } => write!(f, "damaged: {what}"),
            Self::Failed { what, .. } => write!(f, "failed: {what}"),
            Self::Slow { waited } => {
                write!(f, "a write has been waiting for the disk for {} s", waited.as_secs())
            }
        }
    }
}

impl error::Error for StoreError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Damaged { .. } | Self::Slow { .. } => None,
            Self::Failed { source, .. } => Some(&**source),
        }
    }
}
