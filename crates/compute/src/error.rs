//! What can go wrong in an operation, as far as a caller can act upon it.

use std::{error, time::Duration};

use thiserror::Error;
use uuid::Uuid;

use crate::{
    BootFromVolumeError, FlavorError, FloatingIpError, HostError, ImageError, KeyPairError,
    LimitError, NetworkError, SecurityGroupError, TaskState, VmState, VolumeError,
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
    /// Something can't be done to a server that boots from a volume.
    #[error(transparent)]
    BootsFromVolume(#[from] BootFromVolumeError),
    /// Something is wrong with an image.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// Something is wrong with a key pair.
    #[error(transparent)]
    KeyPair(#[from] KeyPairError),
    /// Something is wrong with a network, a port or a fixed address.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// Something is wrong with a volume.
    #[error(transparent)]
    Volume(#[from] VolumeError),
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
    /// Something is wrong with a security group.
    #[error(transparent)]
    SecurityGroup(#[from] SecurityGroupError),
    /// Something is wrong with a floating address.
    #[error(transparent)]
    FloatingIp(#[from] FloatingIpError),
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
