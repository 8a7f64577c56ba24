//! The client's end of a connection.

use std::{fmt, sync::Arc};

/// The client's end of a connection. The code that accepts connections puts a `Peer` into the data
/// of each connection; without a `Peer`, the client counts as connected.
#[derive(Clone)]
pub struct Peer(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Peer {
    pub fn new(is_gone: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(is_gone)))
    }

    /// A client that never leaves.
    #[must_use]
    pub fn always_connected() -> Self {
        Self(None)
    }

    /// Whether the client has closed the connection, or at least its sending side.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.0.as_ref().is_some_and(|it| it())
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Peer")
    }
}
