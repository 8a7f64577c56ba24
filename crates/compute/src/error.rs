//! What can go wrong in an operation, as far as a caller can act upon it.

use std::{error, time::Duration};

use thiserror::Error;
use uuid::Uuid;

use crate::{
    BootFromVolumeError, FlavorError, FloatingIpError, HostError, KeyPairFlaw, LimitError,
    NetworkRequest, SecurityGroupError, TaskState, VmState,
};

/// Why an operation was not carried out; nothing changed then.
///
/// A variant holds the facts, and `Display` says for the log what failed. What clients read is the
/// matter of each generation of the API.
#[derive(Debug, Error)]
pub enum Error {
    /// There is no such server, or none that the caller may know of.
    #[error("there is no server {id}")]
    ServerNotFound {
        /// As the caller named it.
        id: String,
    },
    /// The policy does not let the caller do it.
    #[error("the policy rule {rule} refuses it")]
    Forbidden {
        /// The rule that said no.
        rule: String,
    },
    /// The server is locked, and the caller is not an administrator.
    #[error("server {id} is locked")]
    Locked {
        /// Which server.
        id: Uuid,
    },
    /// The server is in a state that does not allow the operation.
    #[error("server {id} can't do {operation} in its {state}")]
    InvalidState {
        /// Which server.
        id: Uuid,
        /// The operation, in Nova's internal word for it.
        operation: &'static str,
        /// What about the state is wrong.
        state: WrongState,
    },
    /// The server has no host that could do the work.
    #[error("server {id} has no host")]
    NoHost {
        /// Which server.
        id: Uuid,
    },
    /// A new server asks for an image that does not exist or that the caller may not use.
    #[error("the image for a new server was not found")]
    ImageNotFound,
    /// A server has no port of that id, or there is none.
    #[error("there is no port {id}")]
    PortNotFound {
        /// As the caller named it.
        id: String,
    },
    /// There is no such volume.
    #[error("there is no volume {id}")]
    VolumeNotFound {
        /// As the caller named it.
        id: String,
    },
    /// A volume that is to be attached is attached already.
    #[error("the volume is attached already")]
    VolumeInUse,
    /// An operation names an image that does not exist or that the caller may not see.
    #[error("the image was not found")]
    NoSuchImage,
    /// An image is changed by somebody it does not belong to.
    #[error("image {id} is not the caller's")]
    ImageNotOwned {
        /// Which image.
        id: Uuid,
    },
    /// An image is to be removed that is protected from that.
    #[error("image {id} is protected")]
    ImageProtected {
        /// Which image.
        id: Uuid,
    },
    /// A rebuild asks for an image that does not exist or that the caller may not use.
    #[error("the image for a rebuild was not found")]
    RebuildImageNotFound,
    /// A new server asks for an image that is not ready.
    #[error("image {id} is not active")]
    ImageNotActive {
        /// Which image.
        id: Uuid,
    },
    /// Something can't be done to a server that boots from a volume.
    #[error(transparent)]
    BootsFromVolume(#[from] BootFromVolumeError),
    /// Something is wrong with the flavor that a server is to have.
    #[error(transparent)]
    Flavor(#[from] FlavorError),
    /// Something is wrong with the host that a server is to go to or to leave.
    #[error(transparent)]
    Host(#[from] HostError),
    /// A request asks for more of something than it may.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// A resize is to be confirmed or reverted where there was none.
    #[error("there is no resize to confirm or to revert")]
    NotResized,
    /// A key of the metadata of a server is not there.
    #[error("the server has no metadata of that key")]
    NoSuchMetadata,
    /// A key of the metadata of an image is not there.
    #[error("the image has no metadata of that key")]
    NoSuchImageMetadata,
    /// A project has as many snapshots as it may have, and this image would be one more.
    #[error("image {image_id} would be one snapshot more than the project may have")]
    TooManySnapshots {
        /// The image that there is not.
        image_id: Uuid,
    },
    /// A new server asks for a key that does not exist.
    #[error("the key pair for a new server was not found")]
    KeyNotFound,
    /// There is no such key pair.
    #[error("user {user_id} has no key pair {name}")]
    KeyPairNotFound {
        /// The key pair as it was named.
        name: String,
        /// The user it was looked for with.
        user_id: String,
    },
    /// A new key pair has the name of another one of its user.
    #[error("the user has a key pair {name} already")]
    KeyPairExists {
        /// Which name.
        name: String,
    },
    /// A new key pair has a name or a public key that can't be one.
    #[error("{0}")]
    InvalidKeyPair(KeyPairFlaw),
    /// A user has as many key pairs as there may be.
    #[error("the user has as many key pairs as there may be")]
    TooManyKeyPairs,
    /// A new server asks for a zone that does not exist or has no host open to it.
    #[error("the availability zone is not available")]
    ZoneNotAvailable,
    /// A new server asks for a security group that does not exist.
    #[error("project {project_id} has no security group {name} for a new server")]
    SecurityGroupNotFound {
        /// The group as it was named.
        name: String,
        /// The project it was looked for in.
        project_id: String,
    },
    /// Several servers are asked for with one and the same address.
    #[error("several servers can't have one address")]
    SeveralWithOneAddress,
    /// A server is to get an address on a network that does not exist.
    #[error("there is no network {id}")]
    NetworkNotFound {
        /// The network as it was named.
        id: String,
    },
    /// A server is to lose a fixed address that it does not have.
    #[error("server {id} has no fixed address {address}")]
    FixedIpNotFound {
        /// Which server.
        id: Uuid,
        /// The address as it was given.
        address: String,
    },
    /// Something is wrong with a security group.
    #[error(transparent)]
    SecurityGroup(#[from] SecurityGroupError),
    /// Something is wrong with a floating address.
    #[error(transparent)]
    FloatingIp(#[from] FloatingIpError),
    /// A new server asks for an address that it can't have.
    #[error(transparent)]
    AddressNotAvailable(#[from] AddressError),
    /// A list continues after a server that is not in reach.
    #[error("there is no server {marker} to continue a list after")]
    MarkerNotFound {
        /// The marker as it was given.
        marker: String,
    },
    /// A list asks for deleted servers, which only administrators see.
    #[error("only administrators list deleted servers")]
    DeletedNeedsAdmin,
    /// The store failed; the details are for the log.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// What about the state of a server does not allow an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WrongState {
    /// Its vm state.
    #[error("vm state {0}")]
    Vm(VmState),
    /// Its task state.
    #[error("task state {0}")]
    Task(TaskState),
    /// It never ran; in this vm state.
    #[error("vm state {0} before it ever ran")]
    NeverActive(VmState),
}

/// Why no address could be given.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// The network has none left.
    #[error("Zero fixed ips available on network {}", .0.network_id)]
    Exhausted(NetworkRequest),
    /// Another server has the one that was asked for.
    #[error("the address asked for on network {} is in use", .0.network_id)]
    InUse(NetworkRequest),
    /// The one that was asked for is not the network's.
    #[error("the address asked for is not one of network {}", .0.network_id)]
    NotInNetwork(NetworkRequest),
}

/// Why a store could not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A record is damaged; others are not concerned.
    #[error("damaged: {what}")]
    Damaged {
        /// Which, for the log.
        what: String,
    },
    /// The engine or what lies below it failed.
    #[error("failed: {what}")]
    Failed {
        /// What was being done, for the log.
        what: &'static str,
        /// Why it failed.
        source: Box<dyn error::Error + Send + Sync>,
    },
    /// A write waits for the disk, and those behind it with it.
    #[error("a write has been waiting for the disk for {} s", waited.as_secs())]
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
