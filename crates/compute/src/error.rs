//! The errors of operations. They distinguish only what a caller can act upon.

use std::{error, time::Duration};

use thiserror::Error;
use uuid::Uuid;

use crate::{
    BootFromVolumeError, FlavorError, FloatingIpError, HostError, ImageError, KeyPairError,
    LimitError, NetworkError, PartialServer, PinError, SecurityGroupError, TagError, TaskState,
    VmState, VolumeError,
};

/// Why an operation failed. An operation that fails changes nothing.
///
/// A variant holds the facts, and `Display` is for the log. Each generation of the API has its own
/// texts for clients.
#[derive(Debug, Error)]
pub enum Error {
    /// The server does not exist, or the caller may not know of it.
    #[error("there is no server {id}")]
    ServerNotFound {
        /// The id as the caller gave it.
        id: String,
    },
    /// The policy refuses the operation.
    #[error("the policy rule {rule} refuses it")]
    Forbidden {
        /// The rule that refused.
        rule: String,
    },
    /// The server is locked and the caller is not an administrator.
    #[error("server {id} is locked")]
    Locked {
        /// The server.
        id: Uuid,
    },
    /// The server's state does not allow the operation.
    #[error("operation {operation} is not allowed for server {id} in {state}")]
    InvalidState {
        /// The server.
        id: Uuid,
        /// The operation, by Nova's internal name.
        operation: &'static str,
        /// The part of the state that does not allow the operation.
        state: WrongState,
    },
    /// The server has no host, and the operation needs one.
    #[error("server {id} has no host")]
    NoHost {
        /// The server.
        id: Uuid,
    },
    /// The operation is not supported for a server that boots from a volume.
    #[error(transparent)]
    BootsFromVolume(#[from] BootFromVolumeError),
    /// An image is missing or unusable.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// A key pair is missing or invalid.
    #[error(transparent)]
    KeyPair(#[from] KeyPairError),
    /// A network, port or fixed address is missing or unusable.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A volume is missing or in use.
    #[error(transparent)]
    Volume(#[from] VolumeError),
    /// The requested flavor is missing or unsuitable.
    #[error(transparent)]
    Flavor(#[from] FlavorError),
    /// The host that a server is to move to or from is unsuitable.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The request exceeds a limit.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// The tags of a server can't be changed as requested.
    #[error(transparent)]
    Tag(#[from] TagError),
    /// A server can't be pinned to the requested zone.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// There is no resize to confirm or revert.
    #[error("there is no resize to confirm or to revert")]
    NotResized,
    /// The server has no metadata item with that key.
    #[error("the server has no metadata item with that key")]
    NoSuchMetadata,
    /// The availability zone for a new server does not exist, or none of its hosts accepts servers.
    #[error("the availability zone is not available")]
    ZoneNotAvailable,
    /// The security group for a new server does not exist.
    #[error("project {project_id} has no security group {name} for a new server")]
    SecurityGroupNotFound {
        /// The group, as the caller named it.
        name: String,
        /// The project that was searched.
        project_id: String,
    },
    /// A security group is missing or can't be changed as requested.
    #[error(transparent)]
    SecurityGroup(#[from] SecurityGroupError),
    /// A floating address is missing or can't be used as requested.
    #[error(transparent)]
    FloatingIp(#[from] FloatingIpError),
    /// The marker of a list names no server that the caller can reach.
    #[error("the marker {marker} of a list is not a server")]
    MarkerNotFound {
        /// The marker as the caller gave it.
        marker: String,
    },
    /// Deleted servers were requested; only administrators may list them.
    #[error("only administrators may list deleted servers")]
    DeletedNeedsAdmin,
    /// The store failed. The details are for the log.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// The part of a server's state that does not allow an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WrongState {
    /// The vm state.
    #[error("vm state {0}")]
    Vm(VmState),
    /// The task state.
    #[error("task state {0}")]
    Task(TaskState),
    /// The vm state of a server that has never run.
    #[error("vm state {0} before it ever ran")]
    NeverActive(VmState),
}

/// Why the store could not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A record is damaged. Other records are not affected.
    #[error("damaged: {what}")]
    Damaged {
        /// The record, for the log.
        what: String,
    },
    /// The storage engine, or something below it, failed.
    #[error("failed: {what}")]
    Failed {
        /// What the engine was doing, for the log.
        what: &'static str,
        /// The cause.
        source: Box<dyn error::Error + Send + Sync>,
    },
    /// A write is waiting for the disk, and the writes behind it wait too.
    #[error("a write has been waiting for the disk for {} s", waited.as_secs())]
    Slow {
        /// How long the write has been waiting.
        waited: Duration,
    },
    /// The part of the cloud that holds the server does not answer. Servers in other parts are not
    /// affected.
    #[error("the part of the cloud that has server {} does not answer", server.id)]
    Unreachable {
        /// What is known of the server without that part.
        server: Box<PartialServer>,
    },
}

impl StoreError {
    /// Makes a [`StoreError::Failed`] for a failure of the engine while it was doing `what`.
    pub fn failed(
        what: &'static str,
        source: impl Into<Box<dyn error::Error + Send + Sync>>,
    ) -> Self {
        Self::Failed { what, source: source.into() }
    }
}
