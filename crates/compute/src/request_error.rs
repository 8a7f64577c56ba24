//! What can be wrong with what a request asks of a server: its flavor, its host, its size.

use thiserror::Error;
use uuid::Uuid;

/// What can be wrong with the flavor that a server is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FlavorError {
    /// A new server asks for one that does not exist or that the caller may not use.
    #[error("the flavor for a new server was not found")]
    NotFound,
    /// A resize asks for one that does not exist or that the caller may not use.
    #[error("the flavor for a resize was not found")]
    NewNotFound,
    /// A resize asks for the one that the server has.
    #[error("the server has that flavor already")]
    Same,
    /// A resize leads to one without a root disk.
    #[error("the flavor has no root disk")]
    NoRootDisk,
    /// It has less memory than the image needs.
    #[error("the flavor has less memory than the image needs")]
    MemoryTooSmall,
    /// It has a smaller disk than the image needs.
    #[error("the flavor has a smaller disk than the image needs")]
    DiskTooSmall,
}

/// What can be wrong with the host that a server is to go to or to leave.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HostError {
    /// None can take the server.
    #[error("no host can take the server")]
    NoneValid(Move),
    /// It does not answer or is not there.
    #[error("the host {} is not available", host.as_deref().unwrap_or("of the server"))]
    Unavailable {
        /// Which host; `None` for a server that has none.
        host: Option<String>,
    },
    /// A server is to be rebuilt on one that is not there.
    #[error("there is no host {host}")]
    NotFound {
        /// Which host.
        host: String,
    },
    /// A live migration leads to the host that the server is on.
    #[error("server {id} is on host {host} already")]
    Same {
        /// Which server.
        id: Uuid,
        /// Which host.
        host: String,
    },
    /// An evacuation leads to the host that the server is on.
    #[error("the server is on that host already")]
    EvacuatedToSame,
    /// An evacuation is asked for of a host that is up.
    #[error("the host {host} is up")]
    InUse {
        /// Which host.
        host: String,
    },
}

/// A way for a server to another host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// A resize.
    Resize,
    /// A migration of a server that is shut down for it.
    ColdMigration,
    /// A migration of a server that goes on running.
    LiveMigration,
    /// A rebuild on another host.
    Evacuation,
}

/// What a request can ask for too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LimitError {
    /// Items in the metadata of a server.
    #[error("a server can't have as many items of metadata")]
    Metadata,
    /// Items in the metadata of an image.
    #[error("an image can't have as many items of metadata")]
    ImageMetadata,
    /// Servers.
    #[error("a request can't create {asked} servers")]
    Servers {
        /// How many it asks for at least.
        asked: u32,
    },
    /// What has to be stored of new servers.
    #[error("a request can't create servers of {asked} bytes")]
    StoredBytes {
        /// How many bytes.
        asked: u64,
    },
    /// What a new server is given to read.
    #[error("a server can't have {size} bytes of user data")]
    UserData {
        /// How many bytes.
        size: usize,
    },
}
