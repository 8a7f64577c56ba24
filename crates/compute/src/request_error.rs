//! Errors about the flavor, the host or the size that a request asks for.

use thiserror::Error;
use uuid::Uuid;

/// Why a server can't have the requested flavor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FlavorError {
    /// The flavor for a new server does not exist, or the caller may not use it.
    #[error("the flavor for a new server was not found")]
    NotFound,
    /// The flavor for a resize does not exist, or the caller may not use it.
    #[error("the flavor for a resize was not found")]
    NewNotFound,
    /// The server already has the flavor that a resize asks for.
    #[error("the server has that flavor already")]
    Same,
    /// The flavor for a resize has no root disk.
    #[error("the flavor has no root disk")]
    NoRootDisk,
    /// The flavor has less memory than the image needs.
    #[error("the flavor has less memory than the image needs")]
    MemoryTooSmall,
    /// The flavor's disk is smaller than the image needs.
    #[error("the flavor has a smaller disk than the image needs")]
    DiskTooSmall,
}

/// Why a server can't move to or from a host.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HostError {
    /// No host can take the server.
    #[error("no host can take the server")]
    NoneValid(Move),
    /// The host is down or unknown.
    #[error("the host {} is not available", host.as_deref().unwrap_or("of the server"))]
    Unavailable {
        /// The host; `None` if the server has none.
        host: Option<String>,
    },
    /// The host for an evacuation does not exist.
    #[error("there is no host {host}")]
    NotFound {
        /// The host.
        host: String,
    },
    /// The server is already on the host that a live migration asks for.
    #[error("server {id} is on host {host} already")]
    Same {
        /// The server.
        id: Uuid,
        /// The host.
        host: String,
    },
    /// The server is already on the host that an evacuation asks for.
    #[error("the server is on that host already")]
    EvacuatedToSame,
    /// The host to evacuate is up.
    #[error("the host {host} is up")]
    InUse {
        /// The host.
        host: String,
    },
}

/// A way of moving a server to another host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// A resize.
    Resize,
    /// A migration of a server that is shut down meanwhile.
    ColdMigration,
    /// A migration of a server that keeps running.
    LiveMigration,
    /// A rebuild on another host.
    Evacuation,
}

/// A limit that a request exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LimitError {
    /// Maximum number of metadata items of a server.
    #[error("too many metadata items for a server")]
    Metadata,
    /// Maximum number of metadata items of an image.
    #[error("too many metadata items for an image")]
    ImageMetadata,
    /// Maximum number of servers per request.
    #[error("a request can't create {asked} servers")]
    Servers {
        /// The minimum number of servers that the request asks for.
        asked: u32,
    },
    /// Maximum number of bytes that are stored for the new servers of one request.
    #[error("a request can't create servers of {asked} bytes")]
    StoredBytes {
        /// Minimum number of bytes that the request needs.
        asked: u64,
    },
    /// Maximum size of a server's user data.
    #[error("a server can't have {size} bytes of user data")]
    UserData {
        /// The size of the user data in the request, in bytes.
        size: usize,
    },
}
